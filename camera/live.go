package camera

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Device is a camera that can be captured from.
type Device struct {
	// ID is the same each time the camera is plugged in, and different from that of
	// every other device of the source.
	ID string
	// Name is fit to be said to a person; two cameras of one kind may share it.
	Name string
}

// Mode is what is wished of a capture. A source comes as near as the device can; a zero
// field leaves the choice to the source.
type Mode struct {
	Width, Height int     // pixels
	Rate          float64 // frames a second
}

// Source gives frames of devices as they are taken. Its methods may be called by several
// goroutines; of one device there is one capture at a time.
type Source interface {
	// Devices lists what can be captured now. None is not an error.
	Devices(ctx context.Context) ([]Device, error)
	// Capture opens d when ranged over, and closes all that it opened before the loop
	// ends, however it ends. Frames come in the order of Taken, none older than the
	// opening; broken ones are left out. An error is the last thing that it yields:
	// ErrNoDevice, ErrBusy, ErrDenied, ErrDisconnected, or ctx.Err() once ctx has ended.
	// It never ends without one unless the loop is left.
	Capture(ctx context.Context, d Device, m Mode) iter.Seq2[Frame, error]
}

// Errors of cameras. They are wrapped; test with errors.Is.
var (
	// ErrNoDevice: there is no such camera, or none at all.
	ErrNoDevice = errors.New("camera: no such device")
	// ErrBusy: another program has the camera.
	ErrBusy = errors.New("camera: in use by another program")
	// ErrDenied: this user may not open the camera.
	ErrDenied = errors.New("camera: permission denied")
	// ErrDisconnected: the camera went away while it was in use.
	ErrDisconnected = errors.New("camera: disconnected")
	// ErrStalled: the camera is there, but sends no frames.
	ErrStalled = errors.New("camera: sends no frames")
	// ErrNoFormat: the camera sends its pictures in no way that can be decoded.
	ErrNoFormat = errors.New("camera: no format that can be decoded")
	// ErrClosed: the Viewfinder was closed.
	ErrClosed = errors.New("camera: closed")
)

// BusyError is an ErrBusy of which is known who has the camera.
type BusyError struct {
	Programs string // their names, with commas between them
}

// Error implements error.
func (e *BusyError) Error() string { return "camera: in use by " + e.Programs }

// Is makes it an ErrBusy.
func (e *BusyError) Is(target error) bool { return target == ErrBusy }

// leastStall and stallIntervals say when a camera that has sent frames counts as stalled:
// after 300 ms or four frame intervals without one, whichever is longer.
const (
	leastStall     = 300 * time.Millisecond
	stallIntervals = 4
)

// openLimit is how long a camera may take from being opened to its first frame. USB
// cameras were seen to take 1.3 s; one that was asleep may take longer.
const openLimit = 5 * time.Second

// stallLimit is how long to wait for the frame that follows f.
func stallLimit(f Frame) time.Duration { return max(leastStall, stallIntervals*f.Interval) }
