// Package gguf reads the header of GGUF model files: the key-value pairs and
// where each tensor lies. It knows nothing of models, and reads no weights.
//
// The format is described in ggml's docs/gguf.md. Files come from the network,
// so every length is checked against the file's size before memory is taken.
package gguf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// Errors of this package. They are wrapped; test with errors.Is.
var (
	// ErrNotGGUF: the file begins with something else.
	ErrNotGGUF = errors.New("gguf: not a GGUF file")
	// ErrTruncated: the file ends before what its header promises.
	ErrTruncated = errors.New("gguf: file is truncated")
	// ErrCorrupt: the header contradicts itself or the format.
	ErrCorrupt = errors.New("gguf: file is corrupt")
	// ErrVersion: a GGUF file of a version or byte order that this program can't
	// read. It is also an ErrCorrupt, for callers that don't tell the two apart.
	ErrVersion = fmt.Errorf("%w: unsupported version or byte order", ErrCorrupt)
)

const (
	magic            = "GGUF"
	defaultAlignment = 32 // docs/gguf.md, general.alignment
)

// Header is all of a GGUF file but the weights. It is not changed after Read
// and may be shared between goroutines.
type Header struct {
	Version   uint32 // 2 or 3
	Alignment uint64 // in bytes, a power of two
	// KV holds uint8 to uint64, int8 to int64, float32, float64, bool, string,
	// or a slice of one of these; an array of arrays is a []any of such slices.
	KV         map[string]any
	Tensors    []Tensor // in the file's order
	DataOffset int64    // where the weights begin, in bytes from the file's start
	Size       int64    // of the whole file, in bytes
}

// Tensor says where the weights of one tensor lie.
type Tensor struct {
	Name   string
	Dims   []uint64 // at most 4, the fastest changing first
	Type   Type
	Offset uint64 // in bytes from Header.DataOffset
	Bytes  uint64 // how much room it takes
}

// ReadFile reads the header of the file at path. Errors of opening are those of
// package os; the others as with Read.
func ReadFile(path string) (*Header, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("gguf: %w", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("gguf: %w", err)
	}
	if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: not a regular file", ErrNotGGUF)
	}
	return Read(f, st.Size())
}

// Read reads the header from r, whose whole length is size bytes. It takes no
// more memory than a small multiple of the header's own length. Errors wrap
// ErrNotGGUF, ErrTruncated, ErrCorrupt, ErrVersion, or what r returned.
func Read(r io.ReaderAt, size int64) (*Header, error) {
	return ReadStream(io.NewSectionReader(r, 0, size), size)
}

// ReadStream is Read for a file that can only be read forward, such as one that is being
// fetched. It reads little more than the header.
func ReadStream(r io.Reader, size int64) (*Header, error) {
	d := newDecoder(r, size)
	h := &Header{Alignment: defaultAlignment, Size: size}
	tensors, pairs, err := d.start(h)
	if err != nil {
		return nil, err
	}
	if err := d.pairs(h, pairs); err != nil {
		return nil, err
	}
	if err := h.setAlignment(); err != nil {
		return nil, err
	}
	if err := d.tensors(h, tensors); err != nil {
		return nil, err
	}
	if err := h.place(d.pos); err != nil {
		return nil, err
	}
	return h, nil
}

// start reads magic, version and the two counts.
func (d *decoder) start(h *Header) (tensors, pairs uint64, err error) {
	var head [4]byte
	n, err := io.ReadFull(d.r, head[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, 0, fmt.Errorf("gguf: %w", err)
	}
	if !bytes.Equal(head[:n], []byte(magic[:n])) {
		return 0, 0, ErrNotGGUF
	}
	if n < len(magic) {
		return 0, 0, fmt.Errorf("%w: no room for the magic", ErrTruncated)
	}
	d.pos += int64(n)
	if h.Version, err = number[uint32](d); err != nil {
		return 0, 0, err
	}
	switch {
	case h.Version != 0 && h.Version&0xffff == 0:
		return 0, 0, fmt.Errorf("%w: big-endian", ErrVersion)
	case h.Version < 2 || h.Version > 3:
		return 0, 0, fmt.Errorf("%w: version %d", ErrVersion, h.Version)
	}
	if tensors, err = number[uint64](d); err != nil {
		return 0, 0, err
	}
	pairs, err = number[uint64](d)
	return tensors, pairs, err
}

func (d *decoder) pairs(h *Header, count uint64) error {
	// The shortest pair: an empty key, a type, one byte.
	if err := d.fits("key-value pairs", count, 8+4+1); err != nil {
		return err
	}
	h.KV = make(map[string]any)
	for range count {
		key, err := d.text("key", maxKey)
		if err != nil {
			return err
		}
		if _, twice := h.KV[key]; twice {
			return fmt.Errorf("%w: key %.80q is there twice", ErrCorrupt, key)
		}
		kind, err := number[uint32](d)
		if err != nil {
			return err
		}
		v, err := d.value(valueType(kind), 0)
		if err != nil {
			return fmt.Errorf("key %.80q: %w", key, err)
		}
		h.KV[key] = v
	}
	return nil
}

func (h *Header) setAlignment() error {
	v, ok := h.KV["general.alignment"]
	if !ok {
		return nil
	}
	a, ok := v.(uint32)
	if !ok || a == 0 || a&(a-1) != 0 {
		return fmt.Errorf("%w: general.alignment is %.20v, want a power of two", ErrCorrupt, v)
	}
	h.Alignment = uint64(a)
	return nil
}

func (d *decoder) tensors(h *Header, count uint64) error {
	// The shortest entry: an empty name, no dimensions, type, offset.
	if err := d.fits("tensors", count, 8+4+4+8); err != nil {
		return err
	}
	seen := make(map[string]bool)
	for range count {
		t, err := d.tensor()
		if err != nil {
			return err
		}
		if seen[t.Name] {
			return fmt.Errorf("%w: tensor %q is there twice", ErrCorrupt, t.Name)
		}
		seen[t.Name] = true
		h.Tensors = append(h.Tensors, t)
	}
	return nil
}

func (d *decoder) tensor() (t Tensor, err error) {
	if t.Name, err = d.text("tensor name", maxName); err != nil {
		return t, err
	}
	dims, err := number[uint32](d)
	if err != nil {
		return t, err
	}
	if dims > maxDims {
		return t, fmt.Errorf("%w: tensor %q has %d dimensions", ErrCorrupt, t.Name, dims)
	}
	t.Dims = make([]uint64, dims)
	if err := d.read(t.Dims, int64(8*dims)); err != nil {
		return t, err
	}
	kind, err := number[uint32](d)
	if err != nil {
		return t, err
	}
	t.Type = Type(kind)
	if t.Offset, err = number[uint64](d); err != nil {
		return t, err
	}
	if t.Bytes, err = t.Type.Bytes(t.Dims); err != nil {
		return t, fmt.Errorf("tensor %q: %w", t.Name, err)
	}
	return t, nil
}

// place finds where the weights begin and checks that all tensors lie in the file.
func (h *Header) place(end int64) error {
	align := int64(h.Alignment)
	h.DataOffset = (end + align - 1) / align * align
	if len(h.Tensors) == 0 {
		h.DataOffset = min(h.DataOffset, h.Size)
		return nil
	}
	if h.DataOffset > h.Size {
		return fmt.Errorf("%w: no weights", ErrTruncated)
	}
	room := uint64(h.Size - h.DataOffset)
	for _, t := range h.Tensors {
		if t.Offset%h.Alignment != 0 {
			return fmt.Errorf("%w: tensor %q begins at %d, alignment is %d", ErrCorrupt, t.Name, t.Offset, h.Alignment)
		}
		if t.Offset > maxWeights || t.Bytes > maxWeights {
			return fmt.Errorf("%w: tensor %q reaches over %d bytes", ErrCorrupt, t.Name, uint64(maxWeights))
		}
		if t.Offset+t.Bytes > room {
			return fmt.Errorf("%w: tensor %q ends %d bytes after the file", ErrTruncated, t.Name, t.Offset+t.Bytes-room)
		}
	}
	return nil
}
