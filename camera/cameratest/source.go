package cameratest

import (
	"context"
	"errors"
	"image"
	"runtime"
	"testing"
	"time"

	"descry/camera"
)

// TestSource is what every camera.Source must pass. open gives one with at least one
// device that isn't in use. It may be called inside of a synctest bubble.
func TestSource(t *testing.T, open func(t *testing.T) camera.Source) {
	source := open(t)
	devices, err := source.Devices(t.Context())
	if err != nil || len(devices) == 0 {
		t.Fatalf("devices %v, error %v", devices, err)
	}
	ids := map[string]bool{}
	for _, d := range devices {
		if d.ID == "" || d.Name == "" || ids[d.ID] {
			t.Errorf("device %+v lacks an ID or a name, or is there twice", d)
		}
		ids[d.ID] = true
	}
	d := devices[0]
	testFrames(t, source, d)
	testEnds(t, source, d)
	for _, err := range source.Capture(t.Context(), camera.Device{ID: "there is none such"}, camera.Mode{}) {
		if !errors.Is(err, camera.ErrNoDevice) {
			t.Errorf("an unknown device: %v", err)
		}
	}
}

// testFrames looks at frames and how they follow each other.
func testFrames(t *testing.T, source camera.Source, d camera.Device) {
	const enough = 6
	opened, last, n := time.Now(), time.Time{}, 0
	var kept image.Image
	var sum uint64
	for f, err := range source.Capture(t.Context(), d, camera.Mode{}) {
		if err != nil {
			t.Fatalf("frame %d: %v", n, err)
		}
		if f.Image == nil || f.Image.Bounds().Empty() || f.Interval <= 0 || f.Device != d.Name {
			t.Fatalf("frame %d of %q lacks a picture, an interval or its device's name", n, f.Device)
		}
		if f.Taken.Before(opened) || !f.Taken.After(last) || f.Taken.After(time.Now()) {
			t.Errorf("frame %d was taken at %v, after one at %v, in a capture of %v", n, f.Taken, last, opened)
		}
		last = f.Taken
		if n == 0 {
			kept, sum = f.Image, pixels(f.Image)
		}
		if n++; n == enough {
			break
		}
	}
	if n != enough {
		t.Errorf("%d frames, want %d", n, enough)
	}
	if kept != nil && pixels(kept) != sum {
		t.Error("a frame was written to after it had been given away")
	}
}

// testEnds leaves captures in both ways, and looks whether they leave anything behind.
func testEnds(t *testing.T, source camera.Source, d camera.Device) {
	before := runtime.NumGoroutine()
	for range 5 {
		for _, err := range source.Capture(t.Context(), d, camera.Mode{}) {
			if err != nil {
				t.Fatalf("opened again: %v", err)
			}
			break
		}
		ctx, cancel := context.WithCancel(t.Context())
		var last error
		for _, last = range source.Capture(ctx, d, camera.Mode{}) {
			cancel()
		}
		cancel()
		if !errors.Is(last, context.Canceled) {
			t.Fatalf("after ctx ended: %v", last)
		}
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

// pixels is a sum that changes with the picture.
func pixels(img image.Image) (sum uint64) {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			r, g, blue, _ := img.At(x, y).RGBA()
			sum = sum*31 + uint64(r+g<<1+blue<<2)
		}
	}
	return sum
}
