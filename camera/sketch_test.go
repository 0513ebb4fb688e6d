package camera_test

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"

	"descry/camera"
	"descry/camera/still"
)

// TestMotion: a moved view is told from one that only became brighter or blurred.
func TestMotion(t *testing.T) {
	f, err := still.Open(t.Context(), "../samples/coffee.jpg")
	if err != nil {
		t.Fatal(err)
	}
	whole := imaging.Resize(f.Image, 800, 600, imaging.Box)
	view := func(x, y int) image.Image { return imaging.Crop(whole, image.Rect(x, y, x+640, y+480)) }
	before := camera.NewSketch(view(40, 40))
	for _, c := range []struct {
		name      string
		img       image.Image
		low, high float64
	}{
		{"the same", view(40, 40), 0, 0},
		{"one pixel", view(41, 40), 0, 0.05},
		{"1% of the width", view(46, 40), 0.03, 0.2},
		{"5% of the width", view(72, 40), 0.25, 2},
		{"5% of the height", view(40, 64), 0.2, 2},
		{"brighter", imaging.AdjustBrightness(view(40, 40), 8), 0, 0.05},
		{"blurred", imaging.Blur(view(40, 40), 4), 0, 0.05},
		{"black", image.NewGray(image.Rect(0, 0, 640, 480)), 0.3, 2},
		{"too small", image.NewGray(image.Rect(0, 0, 8, 8)), 0, 0},
	} {
		after := camera.NewSketch(c.img)
		if m := after.Motion(&before); m < c.low || m > c.high {
			t.Errorf("%s: %.3f, want %v to %v", c.name, m, c.low, c.high)
		} else {
			t.Logf("%s: %.3f", c.name, m)
		}
	}
	plain := camera.NewSketch(image.NewGray(image.Rect(0, 0, 640, 480)))
	if m := plain.Motion(&plain); m != 0 {
		t.Errorf("black after black: %v", m)
	}
}
