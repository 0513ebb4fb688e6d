//go:build linux && cgo && vm

package v4l2

import (
	"bytes"
	"errors"
	"image"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"descry/camera"
	"descry/camera/cameratest"
	"descry/camera/mjpeg"
	"descry/camera/v4l2/uvccam"
)

// TestGuestUSBTwo: two webcams of one kind are two devices, and each gives its own frames at the
// same time; when one is pulled out, the other goes on.
func TestGuestUSBTwo(t *testing.T) {
	plug(t, 0)
	first := webcam(t)
	other := uvccam.New(uvccam.Make{Product: webcamName, Serial: "C3D4", Frames: func(f uvccam.Format, size image.Point) [][]byte {
		all := slices.Clone(cards(f, size))
		slices.Reverse(all)
		return all[:2] // numbers 4 and 3
	}}, 1)
	if err := other.Plug(); err != nil {
		t.Fatal(err)
	}
	second := camera.Device{ID: "usb:1d6b:0102:C3D4/1.0", Name: webcamName}
	waitFor(t, "the second webcam", func() bool {
		devices, err := Source{}.Devices(t.Context())
		return err == nil && slices.Contains(devices, first) && slices.Contains(devices, second)
	})
	seen := func(d camera.Device, each func(n, number int) bool) error {
		return capturing(t, d, asJPEG, func(n int, f camera.Frame) bool {
			number, ok := cameratest.Number(f.Image)
			if !ok {
				t.Errorf("%s: frame %d is torn", d.ID, n)
			}
			return each(n, number)
		})
	}
	var wait sync.WaitGroup
	started, pulled := make(chan struct{}), make(chan struct{})
	wait.Go(func() {
		n := 0
		err := seen(second, func(_, number int) bool {
			if number < 3 {
				t.Errorf("the second sends card %d of the first", number)
			}
			if n++; n == 10 {
				close(started)
			}
			return true
		})
		if !errors.Is(err, camera.ErrDisconnected) {
			t.Errorf("pulled out, the second says %v", err)
		}
		close(pulled)
	})
	numbers, after := map[int]bool{}, 0
	err := seen(first, func(n, number int) bool {
		numbers[number] = true
		select {
		case <-pulled:
			after++
		case <-started:
			started = nil
			if err := other.Unplug(); err != nil {
				t.Error(err)
			}
		default:
		}
		return after < 10
	})
	wait.Wait()
	if err != nil || len(numbers) != cardCount {
		t.Errorf("the first gave cards %v, then %v", numbers, err)
	}
}

// TestGuestUSBSize: frames of another size than was agreed on are pictures of that size in JPEG,
// and never a picture as raw pixels.
func TestGuestUSBSize(t *testing.T) {
	for _, f := range []uvccam.Format{uvccam.MJPEG, uvccam.YUYV} { // while nobody waits for it
		for _, size := range []image.Point{{640, 480}, {1280, 720}} {
			cards(f, size)
		}
	}
	c := plug(t, 0)
	d := webcam(t)
	sizes := map[image.Point]int{}
	err := capturing(t, d, asJPEG, func(n int, f camera.Frame) bool {
		if n == 4 {
			c.SetMode(uvccam.Resize)
		}
		if _, ok := cameratest.Number(f.Image); !ok {
			t.Errorf("frame %d of %v is torn", n, f.Image.Bounds())
		}
		sizes[f.Image.Bounds().Max]++
		return sizes[image.Pt(1280, 720)] < 4
	})
	if err != nil || len(sizes) != 2 {
		t.Errorf("sizes are %v, %v", sizes, err)
	}
	c.SetMode(uvccam.Normal)
	err = capturing(t, d, raw, func(n int, f camera.Frame) bool {
		switch n {
		case 2:
			c.SetMode(uvccam.Resize)
			time.AfterFunc(2*time.Second, func() { c.SetMode(uvccam.Normal) })
		}
		if f.Image.Bounds().Max != image.Pt(640, 480) {
			t.Errorf("raw frame %d is %v", n, f.Image.Bounds())
		}
		return n < 6
	})
	if err != nil {
		t.Errorf("raw: %v", err)
	}
}

// TestGuestUSBPicture: the picture that app's tests have described comes through the camera
// without a bit changed.
func TestGuestUSBPicture(t *testing.T) {
	want, err := mjpeg.Decode(triangleJPEG)
	if err != nil {
		t.Fatal(err)
	}
	c := uvccam.New(uvccam.Make{Product: webcamName, Serial: "A1B2", Frames: func(uvccam.Format, image.Point) [][]byte {
		return [][]byte{bytes.Clone(triangleJPEG)}
	}}, 0)
	if err := c.Plug(); err != nil {
		t.Fatal(err)
	}
	err = capturing(t, webcam(t), asJPEG, func(n int, f camera.Frame) bool {
		if !reflect.DeepEqual(f.Image, want) {
			t.Errorf("frame %d isn't the picture that was sent", n)
		}
		return n < 5
	})
	if err := errors.Join(err, c.Unplug()); err != nil {
		t.Error(err)
	}
	waitFor(t, "the webcam to go", func() bool { return !listed(t) })
}

// TestGuestSuspend: the whole machine's devices are suspended and resumed (the kernel's own test
// of that, without the sleep) while vivid is looked through. A viewfinder's next look is good; what
// the one that was going on says is a frame or that there came none.
func TestGuestSuspend(t *testing.T) {
	d := vivid(t)
	levels, err := os.ReadFile("/sys/power/pm_test")
	if err != nil || !strings.Contains(string(levels), "devices") {
		t.Fatalf("the kernel can't test suspending: %q, %v", levels, err)
	}
	write(t, "/sys/module/suspend/parameters/pm_test_delay", "1")
	write(t, "/sys/power/pm_test", "devices")
	defer write(t, "/sys/power/pm_test", "none")
	v := camera.NewViewfinder(camera.ViewfinderOptions{Source: Source{}, Device: d.ID, Linger: time.Minute})
	defer v.Close()
	for range 2 {
		if _, err := v.Snap(t.Context()); err != nil {
			t.Fatal(err)
		}
		write(t, "/sys/power/state", "freeze")
		if _, err := v.Snap(t.Context()); err != nil && !errors.Is(err, camera.ErrStalled) && !errors.Is(err, camera.ErrDisconnected) {
			t.Errorf("resumed, it says %v", err)
		}
		woken := time.Now()
		f, err := v.Snap(t.Context())
		if err != nil || f.Taken.Before(woken) {
			t.Errorf("the look after it says %v", err)
		}
	}
	if err := v.Close(); err != nil {
		t.Error(err)
	}
	nothingOpen(t)
}
