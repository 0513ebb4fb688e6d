//go:build linux && cgo && vm && long

package v4l2

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"descry/camera"
	"descry/camera/cameratest"
)

// TestGuestLongFrames: of 2,000 frames none is torn, none given twice, none given in another order
// than it was sent in, while the garbage collector runs all the time; nothing is left behind.
func TestGuestLongFrames(t *testing.T) {
	plug(t, 0)
	d := webcam(t)
	defer collecting(t, time.Millisecond)()
	last, taken, dropped := 0, time.Time{}, 0
	err := capturingFor(t, d, asJPEG, 10*time.Minute, func(n int, f camera.Frame) bool {
		number, ok := cameratest.Number(f.Image)
		if !ok || number < 1 || number > cardCount || number == last || !f.Taken.After(taken) {
			t.Errorf("frame %d is card %d (%v) after %d, taken at %v after %v", n, number, ok, last, f.Taken, taken)
		}
		last, taken = number, f.Taken
		dropped += f.Dropped
		return n < 2000
	})
	if err != nil || dropped > 0 {
		t.Errorf("%d dropped, %v", dropped, err)
	}
	nothingOpen(t)
}

// TestGuestLongUnplug: a hundred times the plug is pulled at a random moment of a look, before,
// at or after its first frames. Each is told once, by the error that fits, and after each the
// camera is found and gives frames; nothing is left behind.
func TestGuestLongUnplug(t *testing.T) {
	c := plug(t, 0)
	d := webcam(t)
	random := rand.New(rand.NewPCG(9, 100))
	files, goroutines := descriptors(), runtime.NumGoroutine()
	for i := range 100 {
		after := time.Duration(random.IntN(400)) * time.Millisecond
		pulled := make(chan error, 1)
		time.AfterFunc(after, func() { pulled <- c.Unplug() })
		err := capturingFor(t, d, asJPEG, time.Minute, func(n int, f camera.Frame) bool {
			if _, ok := cameratest.Number(f.Image); !ok {
				t.Errorf("unplug %d: frame %d is torn", i, n)
			}
			return true
		})
		// While it is being opened the camera is gone, or gives up before it is on.
		if !errors.Is(err, camera.ErrDisconnected) && !errors.Is(err, camera.ErrNoDevice) {
			t.Errorf("unplug %d after %v: it says %v", i, after, err)
		}
		if err := <-pulled; err != nil {
			t.Fatal(err)
		}
		nothingOpen(t)
		waitFor(t, "the webcam to go", func() bool { return !listed(t) })
		if err := c.Plug(); err != nil {
			t.Fatal(err)
		}
		webcam(t)
		if err := capturingFor(t, d, asJPEG, time.Minute, func(n int, _ camera.Frame) bool { return n < 2 }); err != nil {
			t.Fatalf("unplug %d: in again, it says %v", i, err)
		}
	}
	waitFor(t, "all to be closed", func() bool { return descriptors() <= files && runtime.NumGoroutine() <= goroutines })
}
