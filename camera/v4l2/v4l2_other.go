//go:build !linux || !cgo

package v4l2

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"descry/camera"
)

// Supported says whether this build can open cameras: it is for Linux, with cgo.
const Supported = false

var errUnsupported = fmt.Errorf("v4l2: %w", errors.ErrUnsupported)

// Devices implements camera.Source. It gives errors.ErrUnsupported.
func (Source) Devices(context.Context) ([]camera.Device, error) { return nil, errUnsupported }

// Capture implements camera.Source. It yields errors.ErrUnsupported.
func (Source) Capture(context.Context, camera.Device, camera.Mode) iter.Seq2[camera.Frame, error] {
	return func(yield func(camera.Frame, error) bool) { yield(camera.Frame{}, errUnsupported) }
}

// Controls implements camera.Controller. It gives errors.ErrUnsupported.
func (Source) Controls(context.Context, camera.Device) ([]camera.Control, error) {
	return nil, errUnsupported
}

// SetControl implements camera.Controller. It gives errors.ErrUnsupported.
func (Source) SetControl(context.Context, camera.Device, string, string) error { return errUnsupported }
