package main

import (
	"encoding/binary"
	"io"
	"math"
	"math/rand/v2"

	"descry/internal/gguf"
)

// random makes tensors; every one has a seed of its own.
type random struct{ seed uint64 }

func (r *random) source() *rand.PCG {
	r.seed += 2
	return rand.NewPCG(r.seed, 42)
}

// matrix has weights with a standard deviation of 1/sqrt(in): activations keep their size.
func (r *random) matrix(name string, in, out int, t gguf.Type) gguf.NewTensor {
	src := r.source()
	// Uniform int8 have a standard deviation of 256/sqrt(12).
	scale := half(math.Sqrt(12) / 256 / math.Sqrt(float64(in)))
	return gguf.NewTensor{
		Name: name, Dims: []uint64{uint64(in), uint64(out)}, Type: t,
		Data: func(w io.Writer) error {
			row := make([]byte, in/32*34) // Q8_0: an F16 scale and 32 int8
			for range out {
				for at := 0; at < len(row); at += 34 {
					binary.LittleEndian.PutUint16(row[at:], scale)
					for i := 2; i < 34; i += 8 {
						binary.LittleEndian.PutUint64(row[at+i:], src.Uint64())
					}
				}
				if _, err := w.Write(row); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// half is the IEEE 754 half of a normal number in its range.
func half(v float64) uint16 {
	b := math.Float32bits(float32(v))
	exp := int(b>>23&0xff) - 127 + 15
	return uint16(b>>16&0x8000) | uint16(exp<<10) | uint16(b>>13&0x3ff)
}

// floats writes n values of one function.
func floats(n int, next func() float64) func(io.Writer) error {
	return func(w io.Writer) error {
		b := make([]byte, 0, 4*n)
		for range n {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(next())))
		}
		_, err := w.Write(b)
		return err
	}
}

func (r *random) ones(name string, n int) gguf.NewTensor {
	return gguf.NewTensor{Name: name, Dims: []uint64{uint64(n)}, Type: gguf.F32, Data: floats(n, func() float64 { return 1 })}
}

// small is a bias or a table of positions.
func (r *random) small(name string, dims ...int) gguf.NewTensor {
	rng, n := rand.New(r.source()), 1
	t := gguf.NewTensor{Name: name, Type: gguf.F32}
	for _, d := range dims {
		t.Dims, n = append(t.Dims, uint64(d)), n*d
	}
	t.Data = floats(n, func() float64 { return rng.NormFloat64() * 0.02 })
	return t
}

// kernel is the patch convolution, in F32 as ggml_conv_2d wants a float kernel.
func (r *random) kernel(name string, patch, out int) gguf.NewTensor {
	t := r.small(name, patch, patch, 3, out)
	rng := rand.New(r.source())
	t.Data = floats(3*patch*patch*out, func() float64 { return rng.NormFloat64() / float64(patch) })
	return t
}
