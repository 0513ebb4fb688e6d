package inference

import "math"

// filter is a resampling kernel; at is 0 outside of -support to support.
type filter struct {
	support float64
	at      func(x float64) float64
	short   bool // as torch: weights of 16 bits, and the width always first
}

// lanczos is Pillow's LANCZOS: a sinc windowed by the main lobe of a three times
// wider sinc (lanczos_filter in Resample.c).
var lanczos = filter{support: 3, at: func(x float64) float64 {
	if x < -3 || x >= 3 {
		return 0
	}
	return sinc(x) * sinc(x/3)
}}

// bicubic is Pillow's BICUBIC, Keys' cubic convolution with a = -0.5
// (bicubic_filter in Resample.c; Keys 1981, equation 4).
var bicubic = filter{support: 2, at: func(x float64) float64 {
	const a = -0.5
	x = math.Abs(x)
	switch {
	case x < 1:
		return ((a+2)*x-(a+3))*x*x + 1
	case x < 2:
		return (((x-5)*x+8)*x - 4) * a
	}
	return 0
}}

// bilinear is Pillow's BILINEAR, a triangle (bilinear_filter in Resample.c).
var bilinear = filter{support: 1, at: triangle}

// torchBilinear is what torch 2.15.0, and so torchvision, makes of 8 bits with
// antialias: it computes as Pillow does, but with fewer bits
// (upsample_avx_bilinear_bicubic_uint8 in UpSampleKernelAVXAntialias.h; processors
// without AVX2 compute in floats there).
var torchBilinear = filter{support: 1, at: triangle, short: true}

func triangle(x float64) float64 { return max(1-math.Abs(x), 0) }

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	x *= math.Pi
	return math.Sin(x) / x
}

// span is what one sample of the result is made of: weights for the samples of
// the source from first on, as multiples of 2^-precision.
type span struct {
	first   int
	weights []int64
}

// spans computes the weights for resizing a line from in to out samples
// (precompute_coeffs and normalize_coeffs_8bpc in Resample.c).
func spans(in, out int, f filter) []span {
	scale := float64(in) / float64(out)
	stretch := max(scale, 1)
	support := f.support * stretch
	result := make([]span, out)
	floats := make([][]float64, out)
	largest := 0.0
	for i := range result {
		centre := (float64(i) + 0.5) * scale
		first := max(int(centre-support+0.5), 0)
		last := min(int(centre+support+0.5), in)
		raw, sum := make([]float64, last-first), 0.0
		for j := range raw {
			raw[j] = f.at((float64(j+first) - centre + 0.5) / stretch)
			sum += raw[j]
		}
		for j := range raw {
			raw[j] /= sum
			largest = max(largest, raw[j])
		}
		floats[i] = raw
		result[i] = span{first, make([]int64, last-first)}
	}
	bits := precision
	if f.short {
		bits = shortBits(largest)
	}
	for i, raw := range floats {
		for j := range raw {
			// Fewer bits are moved up: that changes no sum once it is shifted down.
			result[i].weights[j] = int64(math.Round(raw[j]*float64(int(1)<<bits))) << (precision - bits)
		}
	}
	return result
}

// shortBits is how many bits behind the point a weight may have so that the largest
// one fits 16 bits (_compute_index_ranges_int16_weights in torch's UpSampleKernel.cpp).
func shortBits(largest float64) int {
	for bits := range precision {
		if int(0.5+largest*float64(int(2)<<bits)) >= 1<<15 {
			return bits
		}
	}
	return precision
}
