//go:build linux && cgo && vm

package v4l2

import (
	"context"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vladimirvivien/go4vl/v4l2"

	"descry/camera"
	"descry/camera/cameratest"
)

// The tests of this file run in the guest of "make vm" (scripts/vm.sh), as root, with the
// kernel's own test camera, vivid, as the only one. The guest is slow: they look at order and
// counts, and wait long for what must happen.
const (
	vividName   = "vivid-000-vid-cap"
	vividDriver = "/sys/bus/platform/drivers/vivid/"
	vividDevice = "vivid.0"
	longEnough  = 45 * time.Second
)

// vivid is the test camera.
func vivid(t *testing.T) camera.Device {
	t.Helper()
	var devices []camera.Device
	waitFor(t, "vivid", func() bool {
		devices, _ = Source{}.Devices(t.Context())
		return len(devices) > 0
	})
	if len(devices) != 1 || devices[0].Name != vividName || devices[0].ID != vividDevice {
		t.Fatalf("devices are %+v", devices)
	}
	return devices[0]
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(longEnough); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// capturing captures until see returns false, and gives the error that came.
func capturing(t *testing.T, d camera.Device, m camera.Mode, see func(n int, f camera.Frame) bool) error {
	t.Helper()
	return capturingFor(t, d, m, longEnough, see)
}

// capturingFor gives up after a time.
func capturingFor(t *testing.T, d camera.Device, m camera.Mode, limit time.Duration, see func(n int, f camera.Frame) bool) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	n := 0
	for f, err := range (Source{}).Capture(ctx, d, m) {
		if err != nil {
			return err
		}
		if n++; !see(n, f) {
			return nil
		}
	}
	t.Error("it ended without an error")
	return nil
}

// frames wants a number of frames.
func frames(t *testing.T, d camera.Device, n int) {
	t.Helper()
	if err := capturing(t, d, camera.Mode{Width: 320, Height: 180}, func(i int, _ camera.Frame) bool { return i < n }); err != nil {
		t.Fatal(err)
	}
}

// nothingOpen wants no camera open in this process, and no buffer mapped.
func nothingOpen(t *testing.T) {
	t.Helper()
	files, _ := filepath.Glob("/proc/self/fd/*")
	for _, file := range files {
		if target, _ := os.Readlink(file); strings.HasPrefix(target, "/dev/video") {
			t.Errorf("%s is still open", target)
		}
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(maps), "/dev/video"); n > 0 {
		t.Errorf("%d buffers are still mapped", n)
	}
}

// descriptors is how many files this process has open.
func descriptors() int {
	files, _ := filepath.Glob("/proc/self/fd/*")
	return len(files)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0); err != nil {
		t.Fatal(err)
	}
}

// control sets one of vivid's controls, by which it fails on demand.
func control(t *testing.T, name string, value v4l2.CtrlValue) {
	t.Helper()
	roomy(func() {
		fd, err := open("/dev/video0")
		if err != nil {
			t.Fatal(err)
		}
		defer v4l2.CloseDevice(fd)
		controls, err := v4l2.QueryAllControls(fd)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(controls, func(c v4l2.Control) bool { return c.Name == name })
		if i < 0 {
			t.Fatalf("no control %q", name)
		}
		if err := v4l2.SetControlValue(fd, controls[i].ID, value); err != nil {
			t.Fatal(err)
		}
	})
}

func TestGuestSource(t *testing.T) {
	vivid(t)
	cameratest.TestSource(t, func(*testing.T) camera.Source { return Source{} })
	nothingOpen(t)
}

// TestGuestFormats: vivid's colour bars have their colours in each raw format.
func TestGuestFormats(t *testing.T) {
	vivid(t)
	for format, k := range kinds {
		if k.row == nil {
			continue
		}
		t.Run(format.String(), func(t *testing.T) {
			for _, size := range []image.Point{{640, 480}, {1280, 720}} {
				var img image.Image
				roomy(func() { img = one(t, format, size) })
				if img == nil || img.Bounds().Max != size {
					t.Fatalf("no picture of %v", size)
				}
				bars(t, img, format == grey)
			}
		})
	}
	nothingOpen(t)
}

// one takes a frame in a format.
func one(t *testing.T, format fourCC, size image.Point) image.Image {
	fd, err := open("/dev/video0")
	if err != nil {
		t.Fatal(err)
	}
	s := &stream{path: "/dev/video0", fd: fd}
	defer s.close()
	if err := s.try(offer{format: format, size: size}, 10); err != nil {
		t.Fatal(err)
	}
	w, err := newWaker(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	if s.layout.format != format || s.layout.size != size {
		t.Fatalf("the driver has %+v", s.layout)
	}
	f, broken, err := s.frame(t.Context(), w, time.Time{})
	if err != nil || broken > 0 {
		t.Fatalf("%d broken, %v", broken, err)
	}
	return f.Image
}

// bars wants the colour bars at 75% of SMPTE, which is vivid's first pattern.
func bars(t *testing.T, img image.Image, grey bool) {
	t.Helper()
	want := []color.NRGBA{
		{191, 191, 191, 255},
		{191, 191, 0, 255},
		{0, 191, 191, 255},
		{0, 191, 0, 255},
		{191, 0, 191, 255},
		{191, 0, 0, 255},
		{0, 0, 191, 255},
		{0, 0, 0, 255},
	}
	size := img.Bounds().Max
	for i, w := range want {
		got := color.NRGBAModel.Convert(img.At((2*i+1)*size.X/16, size.Y*3/4)).(color.NRGBA)
		if grey {
			// vivid weighs colours as BT.709 does.
			y := uint8((2126*int(w.R) + 7152*int(w.G) + 722*int(w.B)) / 10000)
			w = color.NRGBA{y, y, y, 255}
		}
		for _, d := range []int{int(got.R) - int(w.R), int(got.G) - int(w.G), int(got.B) - int(w.B)} {
			if d < -12 || d > 12 {
				t.Errorf("bar %d of %v is %v, want %v", i, size, got, w)
				break
			}
		}
	}
}

// collecting has the garbage collector run all the time, with pauses between, until the
// function that it returns is called.
func collecting(t *testing.T, pause time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			runtime.GC()
			time.Sleep(pause)
		}
	}()
	return func() { cancel(); <-done }
}
