//go:build cgo

package llama

/*
#cgo CXXFLAGS: -std=c++17
#cgo LDFLAGS: -Wl,--wrap=gguf_init_from_file
#cgo LDFLAGS: -Wl,--wrap=_ZN10clip_graph26resize_position_embeddingsEj
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/cgo"
	"sync"
	"unsafe"

	_ "github.com/ollama/ollama/llama" // the C++ that shim.cpp calls

	"descry/inference"
	"descry/internal/cpu"
)

// loadBackends runs once a process: ggml's registry is global and can't be emptied.
var loadBackends sync.Once

// spins says how often a thread of OpenMP that has no work looks for some before it sleeps;
// it is read when the CPU libraries are loaded. Not at all: between tokens there is none for
// milliseconds, and within one scripts/cpulibs/barrier.c decides.
const spins = "GOMP_SPINCOUNT"

func start(library string) {
	loadBackends.Do(func() {
		if _, chosen := os.LookupEnv(spins); !chosen {
			_ = os.Setenv(spins, "0") // fails for impossible names only
		}
		C.dsc_route_logs()
		folder := C.CString(library)
		defer C.free(unsafe.Pointer(folder))
		C.dsc_load_backends(folder)
	})
}

// Features names the CPU features of the backend that was chosen among those in
// library, for example "AVX2 FMA AVX512_VNNI"; library counts only in a process's
// first call.
func Features(library string) string {
	start(library)
	var buf [512]C.char
	return C.GoString(C.dsc_cpu_features(&buf[0], C.size_t(len(buf))))
}

// Open loads the pair and returns an engine for it. Ending ctx stops the loading.
// Errors: inference.ErrNoModel, ErrBadModel, ErrUnknownFamily (before anything is
// loaded), ErrOutOfMemory.
func Open(ctx context.Context, o Options) (_ inference.PreparedEngine, err error) {
	defer func() {
		if err != nil && o.Encoder != nil {
			err = errors.Join(err, o.Encoder.Close())
		}
	}()
	meta, family, err := inference.Inspect(o.Text, o.Projector)
	if err != nil {
		return nil, err
	}
	if o.Context == 0 {
		o.Context = max(DefaultContext, family.Context)
	}
	m, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	name := meta.Text.String("general.name")
	if name == "" {
		name = filepath.Base(o.Text)
	}
	info := inference.Info{
		Name: name, Family: family.Name, Context: m.Context(), Threads: m.threads,
		Backend: "CPU: " + Features(o.Library),
	}
	if o.Encoder == nil {
		info.Encoder = "clip"
		return inference.NewEngine(m, family, meta, info), nil
	}
	if o.Encoder.Width() != m.embd {
		_ = m.Close() // frees only
		return nil, fmt.Errorf("llama: projector of width %d, text model of width %d: %w", o.Encoder.Width(), m.embd, inference.ErrBadModel)
	}
	info.Encoder = o.EncoderName
	return inference.NewEngine(inference.WithEncoder(m, o.Encoder), family, meta, info), nil
}

// model is the Backend. One goroutine at a time uses it.
type model struct {
	c       *C.dsc_model
	embd    int
	vocab   int
	threads int
	auto    bool // threads follow the machine's load
	compute *thread
}

// smallModel is the size in bytes below which more threads only wait for each
// other: the primer needs 12 ms a picture on one thread (notes/primer.md).
const smallModel = 64 << 20

func open(ctx context.Context, o Options) (*model, error) {
	start(o.Library)
	load := &loading{ctx: ctx, report: o.Progress}
	handle := cgo.NewHandle(load)
	defer handle.Delete()
	text := C.CString(o.Text)
	defer C.free(unsafe.Pointer(text))
	var projector *C.char
	if o.Encoder == nil {
		projector = C.CString(o.Projector)
		defer C.free(unsafe.Pointer(projector))
	}

	m := &model{threads: o.Threads, auto: o.Threads == 0}
	if m.auto {
		m.threads = cpu.Threads()
		if st, err := os.Stat(o.Text); err == nil && st.Size() < smallModel {
			m.threads, m.auto = 1, false
		}
	}
	m.threads = min(m.threads, cpu.Physical())
	opts := C.dsc_options{
		text: text, projector: projector, threads: C.int(m.threads),
		context: C.int(o.Context), handle: C.uintptr_t(handle),
	}
	var msg [256]C.char
	rc := C.dsc_open(&opts, &m.c, &msg[0], C.size_t(len(msg)))
	if ctx.Err() != nil {
		if m.c != nil {
			C.dsc_close(m.c)
		}
		return nil, ctx.Err()
	}
	if rc != C.DSC_OK {
		return nil, fmt.Errorf("llama: %s: %w", C.GoString(&msg[0]), sentinel(rc))
	}
	m.embd, m.vocab = int(C.dsc_n_embd(m.c)), int(C.dsc_n_vocab(m.c))
	m.compute = newThread()
	return m, nil
}

// errFailed is a failure that llama.cpp does not explain.
var errFailed = errors.New("llama: computation failed")

func sentinel(rc C.int) error {
	switch rc {
	case C.DSC_MODEL:
		return inference.ErrBadModel
	case C.DSC_MEMORY:
		return inference.ErrOutOfMemory
	case C.DSC_FULL:
		return inference.ErrContextFull
	default:
		return errFailed
	}
}

// Context implements inference.Backend.
func (m *model) Context() int { return int(C.dsc_n_ctx(m.c)) }

// Close implements inference.Backend.
func (m *model) Close() error {
	if m.c != nil {
		m.compute.close()
		C.dsc_close(m.c)
		m.c = nil
	}
	return nil
}

// Tokenize implements inference.Backend.
func (m *model) Tokenize(text string, special bool) ([]int, error) {
	if text == "" {
		return nil, nil
	}
	c := C.CString(text)
	defer C.free(unsafe.Pointer(c))
	buf := make([]C.int32_t, len(text)+8) // a token is at least a byte, but for a prefix
	n := C.dsc_tokenize(m.c, c, C.int(len(text)), &buf[0], C.int(len(buf)), C.bool(special))
	if n < 0 {
		return nil, fmt.Errorf("llama: %d bytes of text need %d tokens: %w", len(text), -n, errFailed)
	}
	ids := make([]int, n)
	for i := range ids {
		ids[i] = int(buf[i])
	}
	return ids, nil
}

// Piece implements inference.Backend.
func (m *model) Piece(id int) []byte {
	var buf [256]C.char
	n := C.dsc_piece(m.c, C.int32_t(id), &buf[0], C.int(len(buf)))
	if n >= 0 {
		return C.GoBytes(unsafe.Pointer(&buf[0]), n)
	}
	long := make([]C.char, -n)
	n = C.dsc_piece(m.c, C.int32_t(id), &long[0], C.int(len(long)))
	return C.GoBytes(unsafe.Pointer(&long[0]), max(n, 0))
}

// EndOfGeneration implements inference.Backend.
func (m *model) EndOfGeneration(id int) bool { return bool(C.dsc_is_end(m.c, C.int32_t(id))) }

// Logits implements inference.Backend: a view of llama.cpp's own memory.
func (m *model) Logits() []float32 {
	return unsafe.Slice((*float32)(C.dsc_logits(m.c)), m.vocab)
}

// Truncate implements inference.Backend.
func (m *model) Truncate(pos int) (int, error) {
	return int(C.dsc_truncate(m.c, C.int(pos))), nil
}
