//go:build !cgo

package llama

import (
	"context"
	"errors"
	"fmt"

	"descry/inference"
)

// Open returns errors.ErrUnsupported: this build has no cgo.
func Open(context.Context, Options) (inference.PreparedEngine, error) {
	return nil, fmt.Errorf("llama: built without cgo: %w", errors.ErrUnsupported)
}

// Features returns "": this build has no cgo.
func Features(string) string { return "" }

// MeasurePeaks returns zeros: this build has no cgo.
func MeasurePeaks(int) Peaks { return Peaks{} }
