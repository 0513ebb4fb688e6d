//go:build !cgo && !windows && !darwin

package audio

import (
	"context"
	"errors"
	"fmt"
)

// Open says that this build can't play: ALSA is reached by cgo.
func Open(context.Context) (*Player, error) {
	return nil, fmt.Errorf("audio: built without cgo: %w", errors.ErrUnsupported)
}
