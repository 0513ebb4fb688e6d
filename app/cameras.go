package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
	"descry/camera"
	"descry/camera/v4l2"
)

// Cameras are those of this system, nil where this build can't open any. Open makes them fit
// a person's settings.
func Cameras() camera.Source {
	if !v4l2.Supported {
		return nil
	}
	return v4l2.Source{}
}

// fitted is a source of cameras that are set as a person wants them.
func fitted(s camera.Source, c settings.Settings) camera.Source {
	if _, ok := s.(v4l2.Source); !ok {
		return s
	}
	line := c.PowerLine
	if line == "" {
		line = mains(timeZone("/etc"))
	}
	return v4l2.Source{PowerLine: line, Light: c.CameraLight}
}

// linger is how long a camera stays on after it was used, where the settings don't say: long
// enough for a second look without the wait for it to come on.
const linger = 5 * time.Second

// lingers is how long it is by the settings.
func lingers(c settings.Settings) time.Duration {
	if c.CameraOff == nil {
		return linger
	}
	return time.Duration(*c.CameraOff) * time.Second
}

// Controls tells of a camera's controls for the list of cameras; none where they can't be
// read.
func (a *App) Controls(ctx context.Context, d camera.Device) []camera.Control {
	c, ok := a.options.Cameras.(camera.Controller)
	if !ok {
		return nil
	}
	all, _ := c.Controls(ctx, d) // what is wrong with the camera is told when it is looked through
	return all
}

// examineCameras tells of the cameras, which are not turned on. That there is none is no fault.
func (a *App) examineCameras(ctx context.Context) assistant.Finding {
	devices, err := a.Cameras(ctx)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return a.well("cameras", messages.DoctorCamerasNotYet)
	case errors.Is(err, camera.ErrNoDevice):
		return a.well("cameras", messages.DoctorCamerasNone)
	case err != nil:
		return a.failed("cameras", err)
	}
	var names []string
	for _, d := range devices {
		name := messages.Clean(d.Name)
		c, ok := a.options.Cameras.(camera.Controller)
		if !ok {
			names = append(names, name)
			continue
		}
		controls, err := c.Controls(ctx, d)
		if errors.Is(err, camera.ErrDenied) {
			return a.ill("cameras", messages.DoctorCamerasDenied, name)
		}
		if said := messages.Controls(a.options.Settings.Language, controls); said != "" {
			name += " (" + said + ")"
		}
		names = append(names, name)
	}
	return a.well("cameras", messages.DoctorCameras, strings.Join(names, "; "))
}
