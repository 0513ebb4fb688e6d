package sandbox

import (
	"context"
	"fmt"
	"image"
)

// libheif's numbers (heif.h) for the kinds of pictures that the module gives.
const (
	colourYCbCr = 0
	colourRGB   = 1
	colourGrey  = 2
	chroma420   = 1
	chroma422   = 2
	chroma444   = 3
)

// libheif's rows are a multiple of alignment long, in bytes, and as long as if they had
// minWidth pixels at least (pixelimage.cc, rounded_size).
const (
	alignment = 16
	minWidth  = 64
)

// HEIC decodes the primary picture of a HEIC file, upright as the file's own rotations
// say. judge sees its size first. The result is an *image.YCbCr whose colour matrix is
// the file's, an *image.Gray, or an *image.RGBA or *image.NRGBA; it is the caller's.
// 10 and 12 bits become 8; an alpha plane is left out, as the module drops it.
//
// Errors: judge's, ErrBroken, ErrMemory, and ctx's at once when it ends.
func HEIC(ctx context.Context, data []byte, judge Judge) (image.Image, error) {
	return within(ctx, func() (image.Image, error) { return decodeHEIC(ctx, data, judge) })
}

func decodeHEIC(ctx context.Context, data []byte, judge Judge) (image.Image, error) {
	c, closes, err := start(ctx, heif)
	if err != nil {
		return nil, err
	}
	defer closes()
	in, err := c.put(data)
	if err != nil {
		return nil, err
	}
	// width, height, colour space, chroma, premultiplied
	head, err := c.alloc(5 * 4)
	if err != nil {
		return nil, err
	}
	decode := func(sizeOnly, out uint64) ([]int, error) {
		h := uint64(head)
		if err := c.decode(uint64(in), uint64(len(data)), sizeOnly, h, h+4, h+8, h+12, h+16, out); err != nil {
			return nil, err
		}
		return c.numbers(head, 5)
	}
	n, err := decode(1, 0)
	if err != nil {
		return nil, err
	}
	size := image.Pt(n[0], n[1])
	if err := judge(size); err != nil {
		return nil, err
	}
	lay, err := layOut(size, n[2], n[3], n[4] == 1)
	if err != nil {
		return nil, err
	}
	out, err := c.alloc(lay.length)
	if err != nil {
		return nil, err
	}
	if n, err = decode(0, uint64(out)); err != nil {
		return nil, err
	}
	if image.Pt(n[0], n[1]) != size {
		return nil, ErrBroken
	}
	pixels, err := c.bytes(out, lay.length)
	if err != nil {
		return nil, err
	}
	return lay.image(pixels), nil
}

// layout is how the module writes a picture's pixels.
type layout struct {
	length int // bytes
	image  func(pixels []byte) image.Image
}

// layOut is the layout of a picture by libheif's numbers.
func layOut(size image.Point, colour, chroma int, premultiplied bool) (layout, error) {
	rect := image.Rectangle{Max: size}
	switch colour {
	case colourGrey:
		stride := rowLength(size.X, 1)
		return layout{stride * size.Y, func(p []byte) image.Image {
			return &image.Gray{Pix: p, Stride: stride, Rect: rect}
		}}, nil
	case colourRGB:
		stride := rowLength(size.X, 4)
		return layout{stride * size.Y, func(p []byte) image.Image {
			if premultiplied {
				return &image.RGBA{Pix: p, Stride: stride, Rect: rect}
			}
			return &image.NRGBA{Pix: p, Stride: stride, Rect: rect}
		}}, nil
	case colourYCbCr:
		return layPlanes(rect, chroma)
	}
	return layout{}, fmt.Errorf("%w: colour space %d", ErrBroken, colour)
}

// layPlanes is the layout of Y, Cb and Cr, one after the other.
func layPlanes(rect image.Rectangle, chroma int) (layout, error) {
	width, height := rect.Dx(), rect.Dy()
	var ratio image.YCbCrSubsampleRatio
	switch chroma {
	case chroma420:
		ratio = image.YCbCrSubsampleRatio420
		width, height = (width+1)/2, (height+1)/2
	case chroma422:
		ratio = image.YCbCrSubsampleRatio422
		width = (width + 1) / 2
	case chroma444:
		ratio = image.YCbCrSubsampleRatio444
	default:
		return layout{}, fmt.Errorf("%w: chroma %d", ErrBroken, chroma)
	}
	luma, stride := rowLength(rect.Dx(), 1), rowLength(width, 1)
	cb := luma * rect.Dy()
	cr := cb + stride*height
	end := cr + stride*height
	return layout{end, func(p []byte) image.Image {
		return &image.YCbCr{
			Y: p[:cb:cb], Cb: p[cb:cr:cr], Cr: p[cr:end:end],
			YStride: luma, CStride: stride, SubsampleRatio: ratio, Rect: rect,
		}
	}}, nil
}

// rowLength is that of width pixels of some bytes each.
func rowLength(width, bytes int) int {
	return (max(width, minWidth)*bytes + alignment - 1) &^ (alignment - 1)
}
