//go:build linux && cgo

package v4l2

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/vladimirvivien/go4vl/v4l2"
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

// TestTaken: a driver's time counts where it can be true.
func TestTaken(t *testing.T) {
	var mono unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &mono); err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	ago := func(d time.Duration) unix.Timeval { return unix.NsecToTimeval(mono.Nano() - d.Nanoseconds()) }
	last := before.Add(-time.Second)
	const slack = 30 * time.Second // the machine may be busy
	for name, c := range map[string]struct {
		buffer v4l2.Buffer
		now    bool
	}{
		"the machine's clock":   {v4l2.Buffer{Flags: v4l2.BufFlagTimestampMonotonic, Timestamp: ago(500 * time.Millisecond)}, false},
		"no clock":              {v4l2.Buffer{Timestamp: ago(500 * time.Millisecond)}, true},
		"a copied time":         {v4l2.Buffer{Flags: v4l2.BufFlagTimestampCopy, Timestamp: ago(500 * time.Millisecond)}, true},
		"before the last frame": {v4l2.Buffer{Flags: v4l2.BufFlagTimestampMonotonic, Timestamp: ago(2 * time.Second)}, true},
		"the future":            {v4l2.Buffer{Flags: v4l2.BufFlagTimestampMonotonic, Timestamp: ago(-time.Hour)}, true},
	} {
		at := taken(c.buffer, last)
		if past := at.Before(before); past == c.now || !at.After(last) || at.After(before.Add(slack)) {
			t.Errorf("%s: taken %v after now", name, at.Sub(before))
		}
	}
}

// TestNoCamera: what can't be opened is told in the room's words, and what is no camera is
// refused, with nothing left open.
func TestNoCamera(t *testing.T) {
	before := openFiles(t)
	none := filepath.Join(t.TempDir(), "video0")
	if _, err := start(none, camera.Mode{}, nil); !errors.Is(err, camera.ErrNoDevice) {
		t.Errorf("a missing node: %v", err)
	}
	if _, err := start("/dev/null", camera.Mode{}, nil); !errors.Is(err, camera.ErrNoFormat) {
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
