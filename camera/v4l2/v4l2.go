// Package v4l2 gives the frames of this machine's cameras, by Linux's Video4Linux through
// go4vl. It knows nothing of models, speech or windows.
package v4l2

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"descry/camera"
)

// Source is the cameras of this machine as a camera.Source: USB cameras, built-in ones and
// whatever else has a video node that captures. Cameras that only a media controller can set
// up are left out. The zero value is ready for use. Where this build has no Video4Linux
// (Supported), its methods give errors.ErrUnsupported.
//
// A camera with a serial number has the same ID in whatever socket it is plugged in; one
// without, or one of two with the same number, in the same socket only.
//
// Capture turns automatic exposure and focus on and sets what is wished here, and puts all back
// as it was when it ends.
type Source struct {
	// PowerLine and Light are values of camera.ControlPowerLine and camera.ControlLight;
	// empty: as they are.
	PowerLine, Light string
}

// refused is why a camera couldn't be opened or set up, in the room's words. What keeps a
// second camera from a USB bus whose bandwidth is used up is ENOSPC, which elsewhere
// means a full disk: it is not passed on.
func refused(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("v4l2: %w: no bandwidth left", camera.ErrBusy)
	case errors.Is(err, syscall.EBUSY):
		return fmt.Errorf("v4l2: %w: %w", camera.ErrBusy, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("v4l2: %w: %w", camera.ErrDenied, err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENODEV), errors.Is(err, syscall.ENXIO):
		return fmt.Errorf("v4l2: %w: %w", camera.ErrNoDevice, err)
	}
	return fmt.Errorf("v4l2: %w", err)
}
