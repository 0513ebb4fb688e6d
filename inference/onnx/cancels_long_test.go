//go:build cgo && linux && long

package onnx

const cancels = 1000
