//go:build !cgo || !linux

package onnx

import (
	"errors"
	"fmt"
)

// session stands for what this build lacks.
type session struct{}

var errNoCgo = fmt.Errorf("onnx: built without cgo: %w", errors.ErrUnsupported)

func loadLibrary(string) error                            { return errNoCgo }
func openSession(string, int) (*session, error)           { return nil, errNoCgo }
func (*session) close()                                   {}
func (*session) stop(bool)                                {}
func (*session) run([]float32, int, []float32, int) error { return errNoCgo }
