// Package still opens picture files: JPEG, PNG, GIF, BMP, TIFF, WebP, HEIC and AVIF, from
// a path, a stream or a folder. It knows nothing of cameras, models or windows.
//
//	bytes ─ magic ─ header (size, orientation) ─ decoder ─ RGB over white ─ upright ─ camera.Frame
//
// What a file says about where and how it was taken (EXIF, GPS, comments) is read
// for the orientation alone and kept nowhere.
package still

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"time"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"descry/camera"
	"descry/camera/still/sandbox"
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
// laid over white, and the orientation that the file tells is carried out. Of an
// animated picture it is the first frame. Errors are those of Decode,
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

// Decode reads one picture from r, at most MaxBytes: a JPEG or PNG file as far as the
// picture goes, others to the end. name becomes Frame.Device; it is empty for
// standard input.
//
// Errors: camera.ErrEmpty, camera.ErrNotPicture, *FormatError (camera.ErrFormat),
// camera.ErrTooLarge (from the header, before any pixel is decoded), camera.ErrBroken
// (also a picture that ends early), r's own error, and ctx.Err() when ctx ends: at once
// while it reads and for HEIC and AVIF, after the decoder's present step elsewhere. A Read of r that can't be interrupted (a terminal, say) may then outlive the
// call, in one goroutine that ends with it; r must not be used for anything else.
func Decode(ctx context.Context, r io.Reader, name string) (camera.Frame, error) {
	taken := time.Now()
	in := &source{}
	stop := in.attach(ctx, r)
	defer stop()
	p, err := decode(ctx, in)
	if err != nil {
		return camera.Frame{}, fmt.Errorf("still: %w", in.cause(ctx, err))
	}
	return camera.Frame{Image: p.img, Taken: taken, Device: name, Animated: p.animated}, nil
}

// picture is what the reader of a format makes of a file.
type picture struct {
	img      image.Image
	matrix   matrix // of img's colours, where it is YCbCr
	turns    []orientation
	animated bool
}

// readers are the formats that can be opened, by sniff's names.
var readers = map[string]func(ctx context.Context, r *bufio.Reader) (picture, error){
	"JPEG": readJPEG,
	"PNG":  readPNG,
	"GIF":  whole(readGIF),
	"BMP":  whole(readBMP),
	"TIFF": whole(readTIFF),
	"WebP": whole(readWebP),
	"HEIC": whole(readHEIF),
	"AVIF": whole(readHEIF),
}

func decode(ctx context.Context, in io.Reader) (picture, error) {
	buffered := bufio.NewReaderSize(in, 1<<16)
	magic, err := buffered.Peek(magicLength)
	if len(magic) == 0 {
		if err == io.EOF {
			return picture{}, camera.ErrEmpty
		}
		return picture{}, err
	}
	format := sniff(magic)
	read, ok := readers[format]
	switch {
	case format == "":
		return picture{}, camera.ErrNotPicture
	case !ok:
		return picture{}, &FormatError{Format: format}
	}
	p, err := contain(ctx, buffered, read)
	if err != nil {
		return picture{}, broken(format, err)
	}
	flat, err := flatten(ctx, p)
	if err != nil {
		return picture{}, err
	}
	for _, turn := range p.turns {
		flat = turn.apply(flat)
	}
	p.img = flat
	return p, ctx.Err()
}

// contain makes a decoder's panic a broken picture: it is the one place where the
// decoders of others meet what anyone may have sent.
func contain(ctx context.Context, r *bufio.Reader, read func(context.Context, *bufio.Reader) (picture, error)) (p picture, err error) {
	defer func() {
		if v := recover(); v != nil {
			p, err = picture{}, fmt.Errorf("%w: decoder: %v", camera.ErrBroken, v)
		}
	}()
	return read(ctx, r)
}

// judge decides by a picture's size in pixels whether it is decoded.
func judge(size image.Point) error {
	switch {
	case size.X <= 0 || size.Y <= 0:
		return fmt.Errorf("%w: no pixels", camera.ErrBroken)
	case size.X > camera.MaxPixels/size.Y:
		return fmt.Errorf("%w: %d x %d pixels", camera.ErrTooLarge, size.X, size.Y)
	}
	return nil
}

// broken maps a decoder's error: what the decoder has not learned is a FormatError, and
// what is not ours a broken picture.
func broken(format string, err error) error {
	var ofJPEG jpeg.UnsupportedError
	var ofPNG png.UnsupportedError
	var ofTIFF tiff.UnsupportedError
	switch {
	case errors.As(err, &ofJPEG), errors.As(err, &ofPNG), errors.As(err, &ofTIFF),
		errors.Is(err, bmp.ErrUnsupported), errors.Is(err, errRare):
		return &FormatError{Format: "rare kind of " + format}
	case errors.Is(err, camera.ErrTooLarge), errors.Is(err, camera.ErrBroken),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, sandbox.ErrMemory):
		return fmt.Errorf("%w: %w", camera.ErrTooLarge, err)
	}
	return fmt.Errorf("%w: %w", camera.ErrBroken, err)
}

// errRare: a kind of its format that is not read.
var errRare = errors.New("rare kind")
