package still

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"descry/camera"
	"descry/camera/still/sandbox"
)

// judged reads the size of a picture from its header by config, and judges it.
func judged(r io.Reader, config func(io.Reader) (image.Config, error)) (image.Point, error) {
	c, err := config(r)
	if err != nil {
		return image.Point{}, err
	}
	size := image.Pt(c.Width, c.Height)
	return size, judge(size)
}

func readJPEG(_ context.Context, r *bufio.Reader) (picture, error) {
	// The header is read twice: once for the size, once by the decoder.
	var head bytes.Buffer
	if _, err := judged(io.TeeReader(r, &head), jpeg.DecodeConfig); err != nil {
		return picture{}, err
	}
	turn := readOrientation(head.Bytes())
	img, err := jpeg.Decode(io.MultiReader(&head, r))
	return picture{img: img, matrix: jfif, turns: []orientation{turn}}, err
}

func readPNG(_ context.Context, r *bufio.Reader) (picture, error) {
	// The decoder has an error of its own for sizes beyond its arithmetic.
	const sizeAt, sizeEnd = 16, 24
	if start, _ := r.Peek(sizeEnd); len(start) == sizeEnd {
		width, height := binary.BigEndian.Uint32(start[sizeAt:]), binary.BigEndian.Uint32(start[sizeAt+4:])
		if err := judge(image.Pt(int(width), int(height))); err != nil {
			return picture{}, err
		}
	}
	watch := &pngWatch{}
	img, err := png.Decode(io.TeeReader(r, watch))
	return picture{img: img, turns: []orientation{watch.turn()}, animated: watch.frames > 1}, err
}

// whole makes a reader of one that needs all of the file.
func whole(read func(ctx context.Context, data []byte) (picture, error)) func(context.Context, *bufio.Reader) (picture, error) {
	return func(ctx context.Context, r *bufio.Reader) (picture, error) {
		data, err := io.ReadAll(r)
		if err != nil {
			return picture{}, err
		}
		return read(ctx, data)
	}
}

// stoppable is a file in memory whose reads fail once ctx has ended, so that a decoder
// that reads bit by bit ends too.
type stoppable struct {
	*bytes.Reader
	ctx context.Context
}

func newStoppable(ctx context.Context, data []byte) *stoppable {
	return &stoppable{bytes.NewReader(data), ctx}
}

// Read implements io.Reader.
func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}

// ReadAt implements io.ReaderAt.
func (s *stoppable) ReadAt(p []byte, at int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.ReadAt(p, at)
}

func readBMP(ctx context.Context, data []byte) (picture, error) {
	if _, err := judged(bytes.NewReader(data), bmp.DecodeConfig); err != nil {
		return picture{}, err
	}
	img, err := bmp.Decode(newStoppable(ctx, data))
	return picture{img: img}, err
}

func readTIFF(ctx context.Context, data []byte) (picture, error) {
	if data[2] == '+' || data[3] == '+' { // BigTIFF, with offsets of 64 bits
		return picture{}, errRare
	}
	if _, err := judged(bytes.NewReader(data), tiff.DecodeConfig); err != nil {
		return picture{}, err
	}
	img, err := tiff.Decode(newStoppable(ctx, data))
	if grey, ok := img.(*image.Gray); ok && isNegativeFax(data) {
		for i := range grey.Pix {
			grey.Pix[i] = ^grey.Pix[i]
		}
	}
	return picture{img: img, turns: []orientation{tiffOrientation(data)}}, err
}

// isNegativeFax says whether a TIFF file's fax coding has black for white: its white
// is the bit 0, which "black is zero" then makes black. libtiff shows it so; the
// decoder here shows white as white.
func isNegativeFax(data []byte) bool {
	const compression, photometric, firstFax, lastFax, blackIsZero = 0x0103, 0x0106, 2, 4, 1
	coding, _ := tiffShort(data, compression)
	ground, _ := tiffShort(data, photometric)
	return coding >= firstFax && coding <= lastFax && ground == blackIsZero
}

// readHEIF reads a HEIC or AVIF file: which of the two it is, the item says that is
// the picture, since brands often name both.
func readHEIF(ctx context.Context, data []byte) (picture, error) {
	c := readContainer(data)
	if c.size != (image.Point{}) {
		if err := judge(c.size); err != nil {
			return picture{}, err
		}
	}
	if c.isAVIF(data) {
		img, frames, err := sandbox.AVIF(ctx, data, judge)
		return picture{img: img, turns: c.turns, animated: frames > 1}, err
	}
	m, ok := c.matrix()
	switch {
	case c.kind == "" && !c.sequence:
		return picture{}, camera.ErrBroken // there is no picture in it
	case !ok || !c.isHEIC():
		return picture{}, errRare
	}
	img, err := sandbox.HEIC(ctx, data, judge)
	return picture{img: img, matrix: m, animated: c.sequence}, err
}

// place lays a frame that may be smaller than the whole picture where it belongs; what
// it leaves free is transparent.
func place(frame image.Image, size, at image.Point) image.Image {
	if frame.Bounds().Size() == size {
		return frame
	}
	all := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(all, frame.Bounds().Sub(frame.Bounds().Min).Add(at), frame, frame.Bounds().Min, draw.Src)
	return all
}
