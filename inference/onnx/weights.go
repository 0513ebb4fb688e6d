package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"descry/internal/gguf"
)

// errUnsupported: clip has to do it. The text says why, for developers.
var errUnsupported = fmt.Errorf("onnx: no graph for this encoder: %w", errors.ErrUnsupported)

// weights reads tensors of one GGUF file as float32.
type weights struct {
	header  *gguf.Header
	r       io.ReaderAt
	tensors map[string]gguf.Tensor
}

func newWeights(h *gguf.Header, r io.ReaderAt) *weights {
	w := &weights{header: h, r: r, tensors: map[string]gguf.Tensor{}}
	for _, t := range h.Tensors {
		w.tensors[t.Name] = t
	}
	return w
}

// shape is a tensor's, the slowest changing dimension first, as in ONNX; nil: there is
// no such tensor.
func (w *weights) shape(name string) []int {
	t, ok := w.tensors[name]
	if !ok {
		return nil
	}
	shape := make([]int, len(t.Dims))
	for i, d := range t.Dims {
		shape[len(shape)-1-i] = int(d)
	}
	return shape
}

// readable says whether floats can convert the tensor's type.
func readable(t gguf.Type) bool {
	return t == gguf.F32 || t == gguf.F16 || t == gguf.BF16 || t == gguf.Q8_0
}

// floats reads a tensor. The header's lengths were checked against the file's.
func (w *weights) floats(name string) ([]float32, error) {
	t, ok := w.tensors[name]
	if !ok || !readable(t.Type) {
		return nil, fmt.Errorf("%w: tensor %s", errUnsupported, name)
	}
	b := make([]byte, t.Bytes)
	if _, err := w.r.ReadAt(b, w.header.DataOffset+int64(t.Offset)); err != nil {
		return nil, fmt.Errorf("onnx: tensor %s: %w", name, err)
	}
	n := 1
	for _, d := range t.Dims {
		n *= int(d)
	}
	out := make([]float32, n)
	switch t.Type {
	case gguf.F32:
		for i := range out {
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
	case gguf.F16:
		for i := range out {
			out[i] = half(binary.LittleEndian.Uint16(b[2*i:]))
		}
	case gguf.BF16:
		for i := range out {
			out[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(b[2*i:])) << 16)
		}
	case gguf.Q8_0: // blocks of 32: an F16 scale, then 32 int8 (ggml-common.h, block_q8_0)
		for block := range n / 32 {
			k := b[block*34:]
			scale := half(binary.LittleEndian.Uint16(k))
			for i, q := range k[2:34] {
				out[block*32+i] = scale * float32(int8(q))
			}
		}
	}
	return out, nil
}

// half converts an IEEE 754 binary16.
func half(h uint16) float32 {
	sign, exp, man := uint32(h>>15)<<31, uint32(h>>10)&31, uint32(h)&1023
	switch exp {
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | man<<13)
	case 0: // subnormal: in units of 2^-24
		f := float32(man) / (1 << 24)
		return math.Float32frombits(math.Float32bits(f) | sign)
	}
	return math.Float32frombits(sign | (exp+112)<<23 | man<<13)
}

func raw(v []float32) []byte {
	b := make([]byte, 4*len(v))
	for i, f := range v {
		binary.LittleEndian.PutUint32(b[4*i:], math.Float32bits(f))
	}
	return b
}
