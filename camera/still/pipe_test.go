//go:build unix

package still_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"descry/camera/still"
)

func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("nobody writes", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := still.Open(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a picture comes", func(t *testing.T) {
		data := encodePNG(t, gradient(50, 40))
		written := make(chan error, 1)
		go func() { written <- os.WriteFile(path, data, 0o600) }()
		frame, err := still.Open(t.Context(), path)
		if err != nil || frame.Image.Bounds().Dx() != 50 || frame.Device != "pipe" {
			t.Errorf("frame %v, error %v", frame, err)
		}
		if err := <-written; err != nil {
			t.Error(err)
		}
	})
}
