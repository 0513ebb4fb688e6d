// Package camera brings frames in, from files and cameras, and judges whether
// they are worth looking at. It knows nothing of models, speech or windows.
package camera

import (
	"errors"
	"image"
	"time"
)

// MaxPixels is the largest picture that is decoded: 100 megapixels (spec.md, bad input).
const MaxPixels = 100_000_000

// Frame is one picture and where it came from. It is immutable and may be shared.
type Frame struct {
	Image  image.Image // opaque, upright
	Taken  time.Time   // when it was captured or, for a file, opened
	Device string      // camera's name or file's base name; empty for standard input
	// Interval is how long after it the next frame is due, as the device says; 0 for a file.
	Interval time.Duration
	// Dropped is how many broken frames its source left out between the one before and it.
	Dropped int
	// Waited is what a camera took that had to be opened for it; zero for one that was on.
	Waited Waited
	// Animated: the file holds several frames that follow each other, of which this
	// is the first.
	Animated bool
}

// Waited is how long a camera took that was off.
type Waited struct {
	Open   time.Duration // from the wish to the first frame
	Settle time.Duration // from there until its exposure was stable, or was no longer waited for
}

// Errors of this room. They are wrapped; test with errors.Is. Missing files and
// missing permission are fs.ErrNotExist and fs.ErrPermission.
var (
	ErrNotPicture = errors.New("camera: not a picture")
	ErrBroken     = errors.New("camera: broken picture")
	ErrTooLarge   = errors.New("camera: picture too large")
	ErrEmpty      = errors.New("camera: empty file")
	ErrDirectory  = errors.New("camera: is a folder")
	// ErrFormat: a picture of a kind that this version can't open.
	ErrFormat = errors.New("camera: picture format not supported")
	// ErrNoPictures: a folder holds no picture that can be opened.
	ErrNoPictures = errors.New("camera: no pictures in the folder")
)
