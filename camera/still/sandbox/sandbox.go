// Package sandbox decodes the formats that Go has no decoder for, HEIC and AVIF, with
// libheif and libavif as WebAssembly. It knows nothing of files, frames or cameras.
//
// A decoder in C++ that reads whatever someone sent runs here without a file, a clock or
// a network, in a memory of its own that a broken picture can at most spoil for itself.
// Nobody waits for it once ctx has ended. Where the two modules come from: README.md.
package sandbox

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed" // for the two modules
	"errors"
	"fmt"
	"image"
	"io"
	"sync"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// MaxMemory is how much one decoder may use, in bytes: 2 GiB, enough for 100 megapixels of
// 8 bits. See README.md for what a picture takes.
const MaxMemory = 2 << 30

// MaxTime is the longest that a picture is waited for; then it is ErrBroken. A broken
// file can send a decoder into an endless loop, as it was compiled without the way out
// that it has on an error.
const MaxTime = 2 * time.Minute

// Errors of this package. They are wrapped; test with errors.Is.
var (
	// ErrBroken: the decoder could make nothing of the bytes.
	ErrBroken = errors.New("sandbox: broken picture")
	// ErrMemory: the picture needs more than MaxMemory.
	ErrMemory = errors.New("sandbox: picture needs too much memory")
)

// Judge decides by the size in pixels whether a picture is decoded; its error is
// returned in place of the picture.
type Judge func(size image.Point) error

const pageSize = 1 << 16 // of WebAssembly's memory, in bytes

// decoder is a compiled module. Modules share nothing once they run.
type decoder struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// load compiles a module, which takes half a second: for the first picture that
// needs it. The runtime lives as long as the process.
func load(packed []byte) (*decoder, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	code, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	d := &decoder{runtime: wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().
		WithMemoryLimitPages(MaxMemory/pageSize))}
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, d.runtime); err != nil {
		return nil, err
	}
	d.compiled, err = d.runtime.CompileModule(ctx, code)
	return d, err
}

var (
	//go:embed heif.wasm.gz
	heifModule []byte
	//go:embed avif.wasm.gz
	avifModule []byte

	heif = sync.OnceValues(func() (*decoder, error) { return load(heifModule) })
	avif = sync.OnceValues(func() (*decoder, error) { return load(avifModule) })
)

// call is one picture in one instance of a module.
type call struct {
	ctx    context.Context
	module api.Module
}

// start makes an instance. The caller calls close.
func start(ctx context.Context, load func() (*decoder, error)) (c *call, closes func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	d, err := load()
	if err != nil {
		return nil, nil, fmt.Errorf("sandbox: loading a decoder: %w", err)
	}
	// The configuration has neither files nor streams, and a clock that stands still.
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	ctx = experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(allocate))
	module, err := d.runtime.InstantiateModule(ctx, d.compiled, config)
	if err != nil {
		return nil, nil, fmt.Errorf("sandbox: starting a decoder: %w", err)
	}
	c = &call{ctx, module}
	// Closing frees memory and can't fail.
	return c, func() { _ = module.Close(context.Background()) }, nil
}

// within waits for decode until ctx ends, at most MaxTime. A decoder can't be stopped:
// wazero can compile that in, but then a photograph takes five times as long (HEIC 5 s
// in place of 1 s). So one that is left behind works on in its goroutine, seconds for
// a good picture, and what it has made is dropped. It looks at ctx between its steps.
func within[T any](ctx context.Context, decode func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if v := recover(); v != nil {
				r.err = fmt.Errorf("%w: %v", ErrBroken, v)
			}
			done <- r
		}()
		r.value, r.err = decode()
	}()
	limit := time.NewTimer(MaxTime)
	defer limit.Stop()
	var none T
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		return none, ctx.Err()
	case <-limit.C:
		return none, fmt.Errorf("%w: no end after %v", ErrBroken, MaxTime)
	}
}

// alloc takes n bytes of the module's memory, which nobody frees: it goes with the instance.
func (c *call) alloc(n int) (uint32, error) {
	if n < 0 || n > MaxMemory {
		return 0, ErrMemory
	}
	got, err := c.run("malloc", uint64(n))
	if err == nil && got == 0 {
		err = ErrMemory
	}
	return got, err
}

// put copies data into the module's memory.
func (c *call) put(data []byte) (uint32, error) {
	at, err := c.alloc(len(data))
	if err == nil && !c.module.Memory().Write(at, data) {
		err = ErrBroken
	}
	return at, err
}

// numbers reads n numbers of 32 bits.
func (c *call) numbers(at uint32, n int) ([]int, error) {
	var all []int
	for i := range n {
		v, ok := c.module.Memory().ReadUint32Le(at + 4*uint32(i))
		if !ok {
			return nil, ErrBroken
		}
		all = append(all, int(v))
	}
	return all, nil
}

// bytes is a copy of n bytes of the module's memory, which goes when it is closed.
func (c *call) bytes(at uint32, n int) ([]byte, error) {
	b, ok := c.module.Memory().Read(at, uint32(n))
	if !ok {
		return nil, ErrBroken
	}
	return bytes.Clone(b), nil
}

// run calls an exported function. A trap in it is ErrBroken, or ErrMemory where there
// was none left.
func (c *call) run(name string, args ...uint64) (uint32, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	results, err := c.module.ExportedFunction(name).Call(c.ctx, args...)
	switch {
	case err != nil && c.module.Memory().Size() > MaxMemory/2:
		return 0, fmt.Errorf("%w: %w", ErrMemory, err)
	case err != nil:
		return 0, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return uint32(results[0]), nil
}

// decode calls the module's "decode", which says 0 where it failed.
func (c *call) decode(args ...uint64) error {
	ok, err := c.run("decode", args...)
	switch {
	case err != nil:
		return err
	case ok == 0 && c.module.Memory().Size() > MaxMemory/2:
		return ErrMemory
	case ok == 0:
		return ErrBroken
	}
	return nil
}
