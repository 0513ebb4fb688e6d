//go:build !cgo || !linux

package sherpa

import (
	"errors"
	"fmt"
)

const builtIn = false

// model stands for what this build lacks.
type model struct{}

var errNoCgo = fmt.Errorf("sherpa: built without cgo, or not for Linux: %w", errors.ErrUnsupported)

func loadLibrary(string) error                    { return errNoCgo }
func openModel(Files) (*model, error)             { return nil, errNoCgo }
func (*model) say(string, int, float32) []float32 { return nil }
func (*model) close()                             {}
