//go:build linux && cgo

package v4l2

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"descry/camera"
)

// TestWait: what ends the wait for a frame, with a pipe in a camera's place. Without data
// it waits, as for a camera that stands still.
func TestWait(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(node string, write *os.File, cancel context.CancelFunc) error
		want error
	}{
		"a frame": {func(_ string, w *os.File, _ context.CancelFunc) error { _, err := w.Write([]byte{1}); return err }, nil},
		"the end of ctx": {func(_ string, _ *os.File, cancel context.CancelFunc) error {
			time.AfterFunc(50*time.Millisecond, cancel)
			return nil
		}, context.Canceled},
		"ctx had ended":    {func(_ string, _ *os.File, cancel context.CancelFunc) error { cancel(); return nil }, context.Canceled},
		"the camera went":  {func(_ string, w *os.File, _ context.CancelFunc) error { return w.Close() }, camera.ErrDisconnected},
		"its node is gone": {func(node string, _ *os.File, _ context.CancelFunc) error { return os.Remove(node) }, camera.ErrDisconnected},
	} {
		t.Run(name, func(t *testing.T) {
			node := filepath.Join(t.TempDir(), "video0")
			if err := os.WriteFile(node, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			var ends [2]int
			if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
				t.Fatal(err)
			}
			defer unix.Close(ends[0])
			write := os.NewFile(uintptr(ends[1]), "pipe")
			defer write.Close()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w, err := newWaker(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer w.close()
			if err := c.do(node, write, cancel); err != nil {
				t.Fatal(err)
			}
			s := &stream{path: node, fd: uintptr(ends[0])}
			if err := s.wait(ctx, w); !errors.Is(err, c.want) {
				t.Errorf("it says %v, want %v", err, c.want)
			}
		})
	}
}

// TestNoCamera: what can't be opened is told in the room's words, and what is no camera is
// refused, with nothing left open.
func TestNoCamera(t *testing.T) {
	before := openFiles(t)
	none := filepath.Join(t.TempDir(), "video0")
	if _, err := start(none, camera.Mode{}); !errors.Is(err, camera.ErrNoDevice) {
		t.Errorf("a missing node: %v", err)
	}
	if _, err := start("/dev/null", camera.Mode{}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("no camera: %v", err)
	}
	for _, err := range (Source{}).Capture(t.Context(), camera.Device{ID: "there is none such"}, camera.Mode{}) {
		if !errors.Is(err, camera.ErrNoDevice) {
			t.Errorf("an unknown device: %v", err)
		}
	}
	if after := openFiles(t); after != before {
		t.Errorf("%d files were open, %d are", before, after)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}
