package v4l2

import (
	"errors"
	"fmt"
	"image"

	"descry/camera"
	"descry/camera/mjpeg"
)

// layout is how the pixels of a frame lie in memory.
type layout struct {
	format fourCC
	size   image.Point
	stride int // bytes from one row to the next
	// full: luma has all of 0 to 255; otherwise 16 to 235, and chroma 16 to 240, as is
	// usual of video (ITU-R BT.601).
	full bool
	// bt709: its matrix is that of ITU-R BT.709, not BT.601.
	bt709 bool
}

var errShort = errors.New("v4l2: the frame is too short")

// picture makes a frame's picture, which is new: data isn't kept. A frame that isn't whole
// is camera.ErrBroken. Go's YCbCr means BT.601 (JFIF), as JPEG does whatever the driver says; raw
// frames that say BT.709 are converted.
func picture(l layout, data []byte) (image.Image, error) {
	k, ok := kinds[l.format]
	switch {
	case !ok:
		return nil, fmt.Errorf("v4l2: %w: %v", camera.ErrFormat, l.format)
	case k.row == nil:
		return k.decode(l, data)
	case l.size.X <= 0 || l.size.Y <= 0 || l.size.X > camera.MaxPixels/l.size.Y:
		return nil, fmt.Errorf("v4l2: %w: %v", camera.ErrTooLarge, l.size)
	}
	l.stride = max(l.stride, k.row(l.size.X)) // drivers that don't say have no padding
	if need := k.size(l.stride, l.size.Y); len(data) < need {
		return nil, fmt.Errorf("%w: %w: %d bytes of %d", camera.ErrBroken, errShort, len(data), need)
	}
	img, err := k.decode(l, data)
	if yuv, ok := img.(*image.YCbCr); ok && l.bt709 {
		to601(yuv)
	}
	return img, err
}

// each is the length of a row of so many bytes a pixel, pairs that of one whose pixels come
// two by two.
func each(bytes int) func(width int) int { return func(width int) int { return width * bytes } }

func pairs(bytes int) func(width int) int {
	return func(width int) int { return (width + width%2) * bytes }
}

func plane(stride, height int) int { return stride * height }

func plane420(stride, height int) int { return stride*height + stride*((height+1)/2) }

func decodeJPEG(_ layout, data []byte) (image.Image, error) { return mjpeg.Decode(data) }

// packed decodes 4:2:2 with two pixels in four bytes, of which the first luma, the Cb, the
// second luma and the Cr are at these places.
func packed(y0, cb, y1, cr int) func(layout, []byte) (image.Image, error) {
	return func(l layout, data []byte) (image.Image, error) {
		img := image.NewYCbCr(image.Rectangle{Max: l.size}, image.YCbCrSubsampleRatio422)
		luma, chroma := l.scales()
		for y := range l.size.Y {
			in := data[y*l.stride:]
			ys, cbs, crs := img.Y[y*img.YStride:], img.Cb[y*img.CStride:], img.Cr[y*img.CStride:]
			for x := range (l.size.X + 1) / 2 {
				four := in[4*x : 4*x+4]
				ys[2*x] = luma[four[y0]]
				if 2*x+1 < l.size.X {
					ys[2*x+1] = luma[four[y1]]
				}
				cbs[x], crs[x] = chroma[four[cb]], chroma[four[cr]]
			}
		}
		return img, nil
	}
}

// decodeNV12 has a plane of luma and one of Cb and Cr in turns, of half the width and height.
func decodeNV12(l layout, data []byte) (image.Image, error) {
	img, chroma := l.luma420(data)
	in := data[l.stride*l.size.Y:]
	for y := range (l.size.Y + 1) / 2 {
		row := in[y*l.stride:]
		for x := range (l.size.X + 1) / 2 {
			img.Cb[y*img.CStride+x] = chroma[row[2*x]]
			img.Cr[y*img.CStride+x] = chroma[row[2*x+1]]
		}
	}
	return img, nil
}

// decodeYU12 has three planes; those of Cb and Cr have rows of half the stride.
func decodeYU12(l layout, data []byte) (image.Image, error) {
	img, chroma := l.luma420(data)
	half := l.stride / 2
	cb := data[l.stride*l.size.Y:]
	cr := cb[half*((l.size.Y+1)/2):]
	for y := range (l.size.Y + 1) / 2 {
		for x := range (l.size.X + 1) / 2 {
			img.Cb[y*img.CStride+x] = chroma[cb[y*half+x]]
			img.Cr[y*img.CStride+x] = chroma[cr[y*half+x]]
		}
	}
	return img, nil
}

// luma420 makes a 4:2:0 picture with its luma.
func (l layout) luma420(data []byte) (img *image.YCbCr, chroma *[256]uint8) {
	img = image.NewYCbCr(image.Rectangle{Max: l.size}, image.YCbCrSubsampleRatio420)
	luma, chroma := l.scales()
	for y := range l.size.Y {
		in, out := data[y*l.stride:], img.Y[y*img.YStride:(y+1)*img.YStride]
		for x := range out {
			out[x] = luma[in[x]]
		}
	}
	return img, chroma
}

func decodeRGB(r, g, b int) func(layout, []byte) (image.Image, error) {
	return func(l layout, data []byte) (image.Image, error) {
		img := image.NewNRGBA(image.Rectangle{Max: l.size})
		for y := range l.size.Y {
			in, out := data[y*l.stride:], img.Pix[y*img.Stride:]
			for x := range l.size.X {
				out[4*x], out[4*x+1], out[4*x+2], out[4*x+3] = in[3*x+r], in[3*x+g], in[3*x+b], 0xff
			}
		}
		return img, nil
	}
}

func decodeGrey(l layout, data []byte) (image.Image, error) {
	img := image.NewGray(image.Rectangle{Max: l.size})
	for y := range l.size.Y {
		copy(img.Pix[y*img.Stride:(y+1)*img.Stride], data[y*l.stride:])
	}
	return img, nil
}

// scales are tables that stretch luma and chroma to the full range, which is what Go's
// YCbCr means.
func (l layout) scales() (luma, chroma *[256]uint8) {
	if l.full {
		return &same, &same
	}
	return &limitedLuma, &limitedChroma
}

// The tables: nothing is changed, or BT.601's ranges of 219 and 224 steps become 255.
var (
	same          = table(func(v int) int { return v })
	limitedLuma   = table(func(v int) int { return ((v-16)*255*2 + 219) / (2 * 219) })
	limitedChroma = table(func(v int) int { return 128 + ((v-128)*255*2+sign(v-128)*224)/(2*224) })
)

func table(of func(v int) int) (t [256]uint8) {
	for v := range t {
		t[v] = uint8(min(max(of(v), 0), 255))
	}
	return t
}

func sign(v int) int {
	if v < 0 {
		return -1
	}
	return 1
}
