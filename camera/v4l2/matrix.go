package v4l2

import "image"

// The conversion of BT.709 to BT.601, both with the full range: YCbCr to RGB by the weights of
// the one (Kr 0.2126, Kb 0.0722), and back by those of the other (Kr 0.299, Kb 0.114). In
// parts of 1<<16; chroma counts from 128. Luma depends on chroma, chroma not on luma.
const (
	lumaByCb, lumaByCr = 6657, 12850
	cbByCb, cbByCr     = 64871, -7252
	crByCb, crByCr     = -4748, 64448
	oneHalf            = 1 << 15
)

// to601 converts a picture where it is. Samples of luma that share a sample of chroma are
// converted by that one, as they are shown.
func to601(img *image.YCbCr) {
	size := img.Rect.Size()
	for y := range size.Y {
		row := img.Y[y*img.YStride:]
		for x := range size.X {
			c := img.COffset(img.Rect.Min.X+x, img.Rect.Min.Y+y)
			cb, cr := int(img.Cb[c])-128, int(img.Cr[c])-128
			row[x] = level(int(row[x])<<16 + lumaByCb*cb + lumaByCr*cr)
		}
	}
	for i := range img.Cb {
		cb, cr := int(img.Cb[i])-128, int(img.Cr[i])-128
		img.Cb[i] = level(128<<16 + cbByCb*cb + cbByCr*cr)
		img.Cr[i] = level(128<<16 + crByCb*cb + crByCr*cr)
	}
}

// level rounds parts of 1<<16 to a sample.
func level(v int) uint8 { return uint8(min(max((v+oneHalf)>>16, 0), 255)) }
