//go:build cgo && linux && !long

package onnx

// cancels is how often an encode is stopped: tests behind the tag long do it more often.
const cancels = 50
