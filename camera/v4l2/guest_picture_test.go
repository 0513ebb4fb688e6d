//go:build linux && cgo && vm

package v4l2

import _ "embed"

// triangleJPEG is a frame of a webcam, 640x480 in motion JPEG.
//
//go:embed testdata/triangle.mjpg
var triangleJPEG []byte
