//go:build linux && cgo && vm

package v4l2

import (
	"errors"
	"image"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"descry/camera"
)

// TestGuestBusy: a second capture is told that the camera is in use, and the first one goes on.
func TestGuestBusy(t *testing.T) {
	d := vivid(t)
	err := capturing(t, d, camera.Mode{}, func(n int, _ camera.Frame) bool {
		if n == 2 {
			if err := capturing(t, d, camera.Mode{}, func(int, camera.Frame) bool { return false }); !errors.Is(err, camera.ErrBusy) {
				t.Errorf("the second says %v", err)
			}
		}
		return n < 5
	})
	if err != nil {
		t.Error(err)
	}
	frames(t, d, 1)
	nothingOpen(t)
}

// TestGuestHeld: who has the camera is said. That it is busy is this process's own doing.
func TestGuestHeld(t *testing.T) {
	d := vivid(t)
	// Not by os.Open, which polls the file: that starts vivid, for a program that would read.
	fd, err := unix.Open("/dev/video0", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	file := os.NewFile(uintptr(fd), "/dev/video0")
	other := exec.Command("/bin/busybox", "sleep", "60")
	other.ExtraFiles = []*os.File{file}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
	var second error
	first := capturing(t, d, camera.Mode{}, func(int, camera.Frame) bool {
		second = capturing(t, d, camera.Mode{}, func(int, camera.Frame) bool { return false })
		return false
	})
	var busy *camera.BusyError
	if first != nil || !errors.As(second, &busy) || busy.Programs != "busybox" && busy.Programs != "sleep" {
		t.Errorf("the first says %v, the second %v", first, second)
	}
}

// TestGuestDenied: a user who may not open the camera sees it listed, and is told.
func TestGuestDenied(t *testing.T) {
	vivid(t)
	runtime.LockOSThread() // what follows is this thread's alone
	defer runtime.UnlockOSThread()
	if err := unix.Setfsuid(65534); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Setfsuid(0) }()
	d := vivid(t)
	if err := capturing(t, d, camera.Mode{}, func(int, camera.Frame) bool { return false }); !errors.Is(err, camera.ErrDenied) {
		t.Errorf("it says %v", err)
	}
}

// TestGuestStall: a camera that sends nothing is told by the viewfinder, and works again.
func TestGuestStall(t *testing.T) {
	d := vivid(t)
	v := camera.NewViewfinder(camera.ViewfinderOptions{Source: Source{}, Device: d.ID, Linger: time.Minute})
	defer v.Close()
	if _, err := v.Snap(t.Context()); err != nil {
		t.Fatal(err)
	}
	control(t, "Percentage of Dropped Buffers", 100)
	waitFor(t, "the stall", func() bool {
		_, err := v.Snap(t.Context())
		return errors.Is(err, camera.ErrStalled)
	})
	control(t, "Percentage of Dropped Buffers", 0)
	if _, err := v.Snap(t.Context()); err != nil {
		t.Errorf("going again, it says %v", err)
	}
	if err := v.Close(); err != nil {
		t.Error(err)
	}
	nothingOpen(t)
}

// TestGuestUnplug: each of ten times that the camera goes while it is in use is told once,
// and it works again when it has come back.
func TestGuestUnplug(t *testing.T) {
	d := vivid(t)
	frames(t, d, 1)
	before := descriptors()
	for range 10 {
		pulled := false
		err := capturing(t, d, camera.Mode{Width: 320, Height: 180}, func(n int, _ camera.Frame) bool {
			if n == 2 {
				write(t, vividDriver+"unbind", vividDevice)
				pulled = true
			}
			return true
		})
		if !pulled || !errors.Is(err, camera.ErrDisconnected) {
			t.Fatalf("pulled out: %v, it says %v", pulled, err)
		}
		if err := capturing(t, d, camera.Mode{}, func(int, camera.Frame) bool { return false }); !errors.Is(err, camera.ErrNoDevice) {
			t.Fatalf("out, it says %v", err)
		}
		nothingOpen(t)
		write(t, vividDriver+"bind", vividDevice)
		frames(t, vivid(t), 2)
	}
	if after := descriptors(); after != before {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}

// TestGuestCycles: twenty openings leave nothing behind.
func TestGuestCycles(t *testing.T) {
	d := vivid(t)
	frames(t, d, 1)
	files, goroutines := descriptors(), runtime.NumGoroutine()
	for range 20 {
		frames(t, d, 1)
		nothingOpen(t)
	}
	if f, g := descriptors(), runtime.NumGoroutine(); f != files || g > goroutines {
		t.Errorf("descriptors were %d, are %d; goroutines were %d, are %d", files, f, goroutines, g)
	}
}

// TestGuestCollector: frames keep coming, in order and whole, while the garbage collector
// runs all the time.
func TestGuestCollector(t *testing.T) {
	d := vivid(t)
	defer collecting(t, 0)()
	dropped, last := 0, time.Time{}
	err := capturing(t, d, camera.Mode{Width: 640, Height: 360, Rate: 30}, func(n int, f camera.Frame) bool {
		if f.Image.Bounds().Max != image.Pt(640, 360) || !f.Taken.After(last) {
			t.Errorf("frame %d is %v, taken at %v after %v", n, f.Image.Bounds(), f.Taken, last)
		}
		if n%20 == 0 {
			bars(t, f.Image, false)
		}
		last = f.Taken
		dropped += f.Dropped
		return n < 60
	})
	if err != nil || dropped > 0 {
		t.Errorf("%d dropped, %v", dropped, err)
	}
}
