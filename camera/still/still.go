// Package still opens picture files: JPEG and PNG, from a path or a stream. It
// knows nothing of cameras, models or windows.
//
//	bytes ─ magic ─ header (size, orientation) ─ decoder ─ RGB over white ─ upright ─ camera.Frame
//
// What a file says about where and how it was taken (EXIF, GPS, comments) is read
// for the orientation alone and kept nowhere.
package still

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"time"

	"descry/camera"
)

// MaxBytes is the largest file or stream that is read, 512 MiB: a picture of
// camera.MaxPixels with 16 bits a channel and no compression to speak of is larger,
// but nobody is sent one. Beyond it Open and Decode return camera.ErrTooLarge.
const MaxBytes = 512 << 20

// FormatError says that the bytes are a picture of a kind that can't be opened.
// errors.Is(err, camera.ErrFormat) holds for it.
type FormatError struct {
	Format string // the kind's usual name, as in "HEIC"; fit to be said to a person
}

// Error implements error.
func (e *FormatError) Error() string {
	return fmt.Sprintf("%v: %s", camera.ErrFormat, e.Format)
}

// Unwrap returns camera.ErrFormat.
func (e *FormatError) Unwrap() error { return camera.ErrFormat }

// Open reads the picture at path. Frame.Device is the file's base name.
//
// The frame's picture is an opaque *image.NRGBA that nothing else holds: alpha is
// laid over white and the EXIF orientation carried out. Errors are those of Decode,
// camera.ErrDirectory, and fs.ErrNotExist and fs.ErrPermission from the system. When
// ctx ends, Open returns ctx.Err() at once, also while it waits for a named pipe.
func Open(ctx context.Context, path string) (camera.Frame, error) {
	f, err := openFile(ctx, path)
	if err != nil {
		return camera.Frame{}, fmt.Errorf("still: %w", err)
	}
	defer f.Close()
	return Decode(ctx, f, filepath.Base(path))
}

// Decode reads one picture from r, as far as the picture goes and at most MaxBytes.
// name becomes Frame.Device; it is empty for standard input.
//
// Errors: camera.ErrEmpty, camera.ErrNotPicture, *FormatError (camera.ErrFormat),
// camera.ErrTooLarge (from the header, before any pixel is decoded), camera.ErrBroken
// (also a picture that ends early), r's own error, and ctx.Err() at once when ctx
// ends. A Read of r that can't be interrupted (a terminal, say) may then outlive the
// call, in one goroutine that ends with it; r must not be used for anything else.
func Decode(ctx context.Context, r io.Reader, name string) (camera.Frame, error) {
	taken := time.Now()
	in := &source{}
	stop := in.attach(ctx, r)
	defer stop()
	img, err := decode(ctx, in)
	if err != nil {
		return camera.Frame{}, fmt.Errorf("still: %w", in.cause(ctx, err))
	}
	return camera.Frame{Image: img, Taken: taken, Device: name}, nil
}

// pngSizeEnd is where the width and height in a PNG file's first chunk end.
const pngSizeEnd = 24

func decode(ctx context.Context, in io.Reader) (image.Image, error) {
	buffered := bufio.NewReaderSize(in, 1<<16)
	magic, err := buffered.Peek(magicLength)
	if len(magic) == 0 {
		if err == io.EOF {
			return nil, camera.ErrEmpty
		}
		return nil, err
	}
	format, err := recognise(magic)
	if err != nil {
		return nil, err
	}
	// The header is read twice: once for the size, once by the decoder.
	var head bytes.Buffer
	if err := checkSize(io.TeeReader(buffered, &head), format); err != nil {
		return nil, err
	}
	turn := upright
	if format == "JPEG" {
		turn = readOrientation(head.Bytes())
	}
	img, err := decodePixels(io.MultiReader(&head, buffered), format)
	if err != nil {
		return nil, err
	}
	flat, err := flatten(ctx, img)
	if err != nil {
		return nil, err
	}
	return turn.apply(flat), nil
}

// recognise returns the name of a format that can be opened, or the error that fits.
func recognise(magic []byte) (string, error) {
	switch format := sniff(magic); format {
	case "JPEG":
		return format, nil
	case "PNG":
		// The decoder has an error of its own for sizes beyond its arithmetic.
		if len(magic) < pngSizeEnd {
			return format, nil
		}
		size := magic[pngSizeEnd-8 : pngSizeEnd]
		return format, judgeSize(int64(binary.BigEndian.Uint32(size)), int64(binary.BigEndian.Uint32(size[4:])))
	case "":
		return "", camera.ErrNotPicture
	default:
		return "", &FormatError{Format: format}
	}
}

// checkSize reads the header of r and judges the size it claims.
func checkSize(r io.Reader, format string) error {
	config := jpeg.DecodeConfig
	if format == "PNG" {
		config = png.DecodeConfig
	}
	c, err := config(r)
	if err != nil {
		return broken(err)
	}
	return judgeSize(int64(c.Width), int64(c.Height))
}

func judgeSize(width, height int64) error {
	switch {
	case width <= 0 || height <= 0:
		return fmt.Errorf("%w: no pixels", camera.ErrBroken)
	case width > camera.MaxPixels/height:
		return fmt.Errorf("%w: %d x %d pixels", camera.ErrTooLarge, width, height)
	}
	return nil
}

func decodePixels(r io.Reader, format string) (image.Image, error) {
	decode := jpeg.Decode
	if format == "PNG" {
		decode = png.Decode
	}
	img, err := decode(r)
	if err != nil {
		return nil, broken(err)
	}
	return img, nil
}

// broken maps a decoder's error: what the decoder has not learned is a FormatError,
// all else a broken picture.
func broken(err error) error {
	var jpegKind jpeg.UnsupportedError
	var pngKind png.UnsupportedError
	switch {
	case errors.As(err, &jpegKind):
		return &FormatError{Format: "rare kind of JPEG"}
	case errors.As(err, &pngKind):
		return &FormatError{Format: "rare kind of PNG"}
	}
	return fmt.Errorf("%w: %w", camera.ErrBroken, err)
}
