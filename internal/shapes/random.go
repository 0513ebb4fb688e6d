package shapes

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

// block is how a type stores its weights: random bits, into which scales are put.
type block struct {
	weights, bytes int
	// deviation is the standard deviation of the weights at a scale of 1.
	deviation float64
	// finish puts the scale d in, and makes finite what is not.
	finish func(b []byte, d float64)
}

// blocks are the layouts of ggml-common.h.
var blocks = map[gguf.Type]block{
	// Uniform int8: 256/sqrt(12).
	gguf.Q8_0: {32, 34, 256 / math.Sqrt(12), func(b []byte, d float64) {
		binary.LittleEndian.PutUint16(b, half(d))
	}},
	// d sc q - m mn, with 6 bits for each sc and mn and 4 for q. The scale of the
	// minima is the mean of q, 7.5, times the other, so the mean of all is 0;
	// E[sc^2] = 1333, E[q^2] = 77.5, var(mn) = 341: the variance is 66.7e3.
	gguf.Q4_K: {256, 144, 258, func(b []byte, d float64) {
		binary.LittleEndian.PutUint16(b, half(d))
		binary.LittleEndian.PutUint16(b[2:], half(7.5*d))
	}},
	// d sc q, sc an int8 and q of -32 to 31: 73.9 times 18.5.
	gguf.Q6_K: {256, 210, 73.9 * 18.5, func(b []byte, d float64) {
		binary.LittleEndian.PutUint16(b[208:], half(d))
	}},
	// Sign and mantissa are random, the exponent is the scale's: 1.5 times it on average,
	// with a standard deviation of 1.53 about 0.
	gguf.F16: {4, 8, 1.53, func(b []byte, d float64) {
		exponent := uint64(half(d) & 0x7c00)
		v := binary.LittleEndian.Uint64(b) & 0x83ff83ff83ff83ff
		binary.LittleEndian.PutUint64(b, v|exponent*0x0001000100010001)
	}},
}

// matrix has weights with a standard deviation of 1/sqrt(in), of F16 up to a factor
// of 2: activations keep their size. The rows are whole blocks.
func (r *random) matrix(name string, in, out int, t gguf.Type) gguf.NewTensor {
	src, l := r.source(), blocks[t]
	scale := 1 / (l.deviation * math.Sqrt(float64(in)))
	return gguf.NewTensor{
		Name: name, Dims: []uint64{uint64(in), uint64(out)}, Type: t,
		Data: func(w io.Writer) error {
			row := make([]byte, in/l.weights*l.bytes, in/l.weights*l.bytes+8)
			for range out {
				for at := 0; at < len(row); at += 8 {
					binary.LittleEndian.PutUint64(row[at:at+8:cap(row)], src.Uint64())
				}
				for at := 0; at < len(row); at += l.bytes {
					l.finish(row[at:], scale)
				}
				if _, err := w.Write(row); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// half is the IEEE 754 half of a positive number in its range, rounded down.
func half(v float64) uint16 {
	if v < 1.0/(1<<14) { // without a leading bit, in steps of 2^-24
		return uint16(v * (1 << 24))
	}
	b := math.Float32bits(float32(v))
	exp := int(b>>23&0xff) - 127 + 15
	return uint16(exp<<10) | uint16(b>>13&0x3ff)
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
