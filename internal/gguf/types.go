package gguf

import (
	"fmt"
	"math/bits"
)

// Type is the data type of a tensor: ggml_type of ggml.h.
type Type uint32

// The tensor types that are most often asked for by name.
const (
	F32  Type = 0
	F16  Type = 1
	Q8_0 Type = 8
	Q4_K Type = 12
	Q6_K Type = 14
	BF16 Type = 30
)

// layout is how many weights a block holds and how many bytes it takes.
type layout struct {
	name  string
	block uint64
	bytes uint64
}

// layouts are the blocks of ggml-common.h (QK_K = 256). Types that ggml has
// removed (4, 5, 31 to 33, 36 to 38) are unknown here as they are there.
var layouts = map[Type]layout{
	F32:  {"F32", 1, 4},
	F16:  {"F16", 1, 2},
	2:    {"Q4_0", 32, 18},
	3:    {"Q4_1", 32, 20},
	6:    {"Q5_0", 32, 22},
	7:    {"Q5_1", 32, 24},
	Q8_0: {"Q8_0", 32, 34},
	9:    {"Q8_1", 32, 36},
	10:   {"Q2_K", 256, 84},
	11:   {"Q3_K", 256, 110},
	Q4_K: {"Q4_K", 256, 144},
	13:   {"Q5_K", 256, 176},
	Q6_K: {"Q6_K", 256, 210},
	15:   {"Q8_K", 256, 292},
	16:   {"IQ2_XXS", 256, 66},
	17:   {"IQ2_XS", 256, 74},
	18:   {"IQ3_XXS", 256, 98},
	19:   {"IQ1_S", 256, 50},
	20:   {"IQ4_NL", 32, 18},
	21:   {"IQ3_S", 256, 110},
	22:   {"IQ2_S", 256, 82},
	23:   {"IQ4_XS", 256, 136},
	24:   {"I8", 1, 1},
	25:   {"I16", 1, 2},
	26:   {"I32", 1, 4},
	27:   {"I64", 1, 8},
	28:   {"F64", 1, 8},
	29:   {"IQ1_M", 256, 56},
	BF16: {"BF16", 1, 2},
	34:   {"TQ1_0", 256, 54},
	35:   {"TQ2_0", 256, 66},
	39:   {"MXFP4", 32, 17},
}

// String is ggml's name of the type, for example "Q8_0".
func (t Type) String() string {
	if l, ok := layouts[t]; ok {
		return l.name
	}
	return fmt.Sprintf("type %d", uint32(t))
}

// Bytes is the room that a tensor of these dimensions takes. It is an ErrCorrupt where
// the type is unknown or the dimensions make no sense for it.
func (t Type) Bytes(dims []uint64) (uint64, error) {
	l, ok := layouts[t]
	if !ok {
		return 0, fmt.Errorf("%w: unknown tensor type %d", ErrCorrupt, uint32(t))
	}
	if len(dims) > 0 && dims[0]%l.block != 0 {
		return 0, fmt.Errorf("%w: row of %d weights is not a multiple of %s's block of %d", ErrCorrupt, dims[0], l.name, l.block)
	}
	n := uint64(1)
	for _, d := range dims {
		hi, lo := bits.Mul64(n, d)
		if hi != 0 || lo > maxWeights {
			return 0, fmt.Errorf("%w: dimensions %v are too large", ErrCorrupt, dims)
		}
		n = lo
	}
	return (n + l.block - 1) / l.block * l.bytes, nil
}
