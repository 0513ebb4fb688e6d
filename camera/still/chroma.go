package still

import "image"

// JPEG stores colour at half the resolution of brightness, most often. Go's decoder
// leaves it so; libjpeg, and with it Pillow and the models' reference implementations,
// brings it to full size by a triangle filter ("fancy upsampling", libjpeg-turbo
// jdsample.c). This file does the same arithmetic with the same rounding, so that the
// models see the pixels that they were made for.

// minFancyWidth is the narrowest chroma plane that libjpeg filters; narrower ones are
// repeated (jinit_upsampler: downsampled_width > 2).
const minFancyWidth = 3

// convertRows returns a function that converts rows of src, whose colours m explains,
// into dst.
func convertRows(dst *image.NRGBA, src *image.YCbCr, m matrix) func(top, bottom int) {
	width := src.Rect.Dx()
	up := newUpsampler(src)
	return func(top, bottom int) {
		cb := make([]uint8, width+1) // an odd last column is computed in pairs
		cr := make([]uint8, width+1)
		sums := make([]int32, up.width)
		for y := top; y < bottom; y++ {
			up.row(cb, src.Cb, y, sums)
			up.row(cr, src.Cr, y, sums)
			luma := src.Y[y*src.YStride:][:width]
			m.convertRow(dst.Pix[y*dst.Stride:][:4*width], luma, cb, cr)
		}
	}
}

func clamp(v int32) uint8 {
	if uint32(v) > 255 {
		return uint8(^(v >> 31)) // negative: 0, above: 255
	}
	return uint8(v)
}

// upsampler brings chroma planes of one picture to full size.
type upsampler struct {
	width, height int // of the chroma planes, in samples
	stride        int
	h, v          int // luma samples a chroma sample stands for, across and down
	fancy         bool
}

func newUpsampler(src *image.YCbCr) upsampler {
	h, v := 1, 1
	switch src.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		h = 2
	case image.YCbCrSubsampleRatio420:
		h, v = 2, 2
	case image.YCbCrSubsampleRatio440:
		v = 2
	case image.YCbCrSubsampleRatio411:
		h = 4
	case image.YCbCrSubsampleRatio410:
		h, v = 4, 2
	}
	u := upsampler{
		width:  (src.Rect.Dx() + h - 1) / h,
		height: (src.Rect.Dy() + v - 1) / v,
		stride: src.CStride,
		h:      h, v: v,
	}
	u.fancy = h <= 2 && (h == 1 || u.width >= minFancyWidth)
	return u
}

// row writes row y of the full-size plane to out. sums is scratch of u.width.
func (u upsampler) row(out, plane []uint8, y int, sums []int32) {
	near := plane[y/u.v*u.stride:][:u.width]
	if !u.fancy {
		for x := range out {
			out[x] = near[min(x/u.h, u.width-1)]
		}
		return
	}
	if u.v == 1 {
		if u.h == 1 {
			copy(out, near)
			return
		}
		upsampleAcross(out, near)
		return
	}
	// Two rows out of one: the upper leans on the row above, the lower on the one below.
	other, lower := y/2-1, y%2 == 1
	if lower {
		other = y/2 + 1
	}
	far := plane[min(max(other, 0), u.height-1)*u.stride:][:u.width]
	for x := range sums {
		sums[x] = 3*int32(near[x]) + int32(far[x])
	}
	if u.h == 1 {
		bias := int32(1)
		if lower {
			bias = 2
		}
		for x, s := range sums {
			out[x] = uint8((s + bias) >> 2)
		}
		return
	}
	upsampleSums(out, sums)
}

// upsampleAcross is h2v1_fancy_upsample.
func upsampleAcross(out, in []uint8) {
	last := len(in) - 1
	for i, v := range in {
		left, right := 3*int32(v), 3*int32(v)
		left += int32(in[max(i-1, 0)]) + 1
		right += int32(in[min(i+1, last)]) + 2
		out[2*i] = uint8(left >> 2)
		if 2*i+1 < len(out) {
			out[2*i+1] = uint8(right >> 2)
		}
	}
}

// upsampleSums is h2v2_fancy_upsample's walk along the sums of two rows.
func upsampleSums(out []uint8, sums []int32) {
	last := len(sums) - 1
	for i, s := range sums {
		left := 3*s + sums[max(i-1, 0)] + 8
		right := 3*s + sums[min(i+1, last)] + 7
		out[2*i] = uint8(left >> 4)
		if 2*i+1 < len(out) {
			out[2*i+1] = uint8(right >> 4)
		}
	}
}
