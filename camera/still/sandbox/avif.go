package sandbox

import (
	"context"
	"image"
)

// AVIF decodes the first picture of an AVIF file, as it is stored: the file's rotation
// and mirroring are left to the caller. judge sees its size first. The result is an
// *image.RGBA or, from more than 8 bits, an *image.RGBA64; it is the caller's. frames is
// how many pictures follow each other in the file, 1 for a still one.
//
// Errors: judge's, ErrBroken, ErrMemory, and ctx's at once when it ends.
func AVIF(ctx context.Context, data []byte, judge Judge) (img image.Image, frames int, err error) {
	first, err := within(ctx, func() (counted, error) { return decodeAVIF(ctx, data, judge) })
	return first.Image, first.frames, err
}

// counted is the first of so many frames.
type counted struct {
	image.Image
	frames int
}

func decodeAVIF(ctx context.Context, data []byte, judge Judge) (counted, error) {
	c, closes, err := start(ctx, avif)
	if err != nil {
		return counted{}, err
	}
	defer closes()
	in, err := c.put(data)
	if err != nil {
		return counted{}, err
	}
	// width, height, bits, frames; then the first frame's duration, 8 bytes
	head, err := c.alloc(4*4 + 8)
	if err != nil {
		return counted{}, err
	}
	h := uint64(head)
	decode := func(sizeOnly, out uint64) ([]int, error) {
		const firstOnly = 0
		err := c.decode(uint64(in), uint64(len(data)), sizeOnly, firstOnly, h, h+4, h+8, h+12, h+16, out)
		if err != nil {
			return nil, err
		}
		return c.numbers(head, 4)
	}
	n, err := decode(1, 0)
	if err != nil {
		return counted{}, err
	}
	size, depth, frames := image.Pt(n[0], n[1]), n[2], n[3]
	if err := judge(size); err != nil {
		return counted{}, err
	}
	lay := layColours(size, depth)
	out, err := c.alloc(lay.length)
	if err != nil {
		return counted{}, err
	}
	// The module says "done" of a file that has no frame it can decode, and writes
	// nothing then; a frame has a duration, so the mark tells.
	mark := []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	c.module.Memory().Write(head+16, mark)
	if n, err = decode(0, uint64(out)); err != nil {
		return counted{}, err
	}
	left, err := c.bytes(head+16, len(mark))
	if err != nil || string(left) == string(mark) || image.Pt(n[0], n[1]) != size || n[2] != depth {
		return counted{}, ErrBroken
	}
	pixels, err := c.bytes(out, lay.length)
	if err != nil {
		return counted{}, err
	}
	return counted{lay.image(pixels), frames}, nil
}

// layColours is the layout of red, green, blue and alpha with some bits each.
func layColours(size image.Point, depth int) layout {
	stride, rect := 4*size.X, image.Rectangle{Max: size}
	if depth <= 8 {
		return layout{stride * size.Y, func(p []byte) image.Image {
			return &image.RGBA{Pix: p, Stride: stride, Rect: rect}
		}}
	}
	stride *= 2
	return layout{stride * size.Y, func(p []byte) image.Image {
		for i := 0; i+1 < len(p); i += 2 { // Go's order is big endian
			p[i], p[i+1] = p[i+1], p[i]
		}
		return &image.RGBA64{Pix: p, Stride: stride, Rect: rect}
	}}
}
