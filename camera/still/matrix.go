package still

import "math"

// matrix turns brightness and colour difference into red, green and blue, in fixed
// point with 16 bits.
type matrix struct {
	black                           int32 // what brightness begins at
	luma                            int32
	redCr, greenCb, greenCr, blueCb int32
}

var (
	// jfif is libjpeg's (jdcolor.c): ITU-T T.871, full range.
	jfif = matrix{luma: 1 << 16, redCr: 91881, greenCb: -22554, greenCr: -46802, blueCb: 116130}
	// vp8 is libwebp's (dsp/yuv.h, there with 14 bits): BT.601, brightness from 16 to 235.
	vp8 = matrix{black: 16, luma: 4 * 19077, redCr: 4 * 26149, greenCb: -4 * 6419, greenCr: -4 * 13320, blueCb: 4 * 33050}
)

// newMatrix is that of the shares of red and blue in brightness (ITU-T H.273, section 8.3).
func newMatrix(red, blue float64, full bool) matrix {
	const one = 1 << 16
	m, luma, chroma := matrix{}, 1.0, 1.0
	if !full {
		m.black, luma, chroma = 16, 255.0/219, 255.0/224
	}
	fixed := func(x float64) int32 { return int32(math.Round(x * one)) }
	green := 1 - red - blue
	m.luma = fixed(luma)
	m.redCr, m.blueCb = fixed(chroma*2*(1-red)), fixed(chroma*2*(1-blue))
	m.greenCr, m.greenCb = fixed(-chroma*2*(1-red)*red/green), fixed(-chroma*2*(1-blue)*blue/green)
	return m
}

// convertRow converts a row of pixels, rounded.
func (m matrix) convertRow(out, luma, cb, cr []uint8) {
	const half = 1 << 15
	for x, y := range luma {
		blue, red, l := int32(cb[x])-128, int32(cr[x])-128, (int32(y)-m.black)*m.luma+half
		pixel := out[4*x : 4*x+4 : 4*x+4]
		pixel[0] = clamp((l + m.redCr*red) >> 16)
		pixel[1] = clamp((l + m.greenCb*blue + m.greenCr*red) >> 16)
		pixel[2] = clamp((l + m.blueCb*blue) >> 16)
		pixel[3] = 255
	}
}
