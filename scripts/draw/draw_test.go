package main

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommitted: the pictures in the repository are those that this command draws.
// One level of difference is allowed: some processors multiply and add in one step.
func TestCommitted(t *testing.T) {
	for name, committed := range map[string]string{"icon": "../../icon.png", "sample": "../../samples/triangle.png"} {
		t.Run(name, func(t *testing.T) {
			drawn := filepath.Join(t.TempDir(), "drawn.png")
			if err := run([]string{name, drawn}); err != nil {
				t.Fatal(err)
			}
			want, got := read(t, committed), read(t, drawn)
			if want.Bounds() != got.Bounds() || want.Bounds() != image.Rect(0, 0, 512, 512) {
				t.Fatalf("drawn %v, committed %v", got.Bounds(), want.Bounds())
			}
			for y := range 512 {
				for x := range 512 {
					if !near(want, got, x, y) {
						t.Fatalf("pixel %d,%d is %v, committed %v", x, y, got.At(x, y), want.At(x, y))
					}
				}
			}
		})
	}
}

func read(t *testing.T, name string) image.Image {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func near(a, b image.Image, x, y int) bool {
	r1, g1, b1, a1 := a.At(x, y).RGBA()
	r2, g2, b2, a2 := b.At(x, y).RGBA()
	for i, v := range []uint32{r1, g1, b1, a1} {
		if w := []uint32{r2, g2, b2, a2}[i]; max(v, w)-min(v, w) > 0x101 {
			return false
		}
	}
	return true
}

func TestBadArguments(t *testing.T) {
	for name, args := range map[string][]string{
		"none":            nil,
		"unknown picture": {"logo", "x.png"},
		"no file":         {"icon"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := run(args); err == nil || !strings.Contains(err.Error(), "want a picture's name") {
				t.Errorf("error %v", err)
			}
		})
	}
	if err := run([]string{"icon", filepath.Join(t.TempDir(), "missing", "x.png")}); err == nil {
		t.Error("a file in a missing folder was written")
	}
}
