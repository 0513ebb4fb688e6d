package app

import (
	"descry/camera"
	"descry/camera/v4l2"
)

// Cameras are those of this system, nil where this build can't open any.
func Cameras() camera.Source {
	if !v4l2.Supported {
		return nil
	}
	return v4l2.Source{}
}
