package camera

import (
	"image"
	"image/color"
	"testing"

	"github.com/disintegration/imaging"
)

// scene is a plain coloured background with a few sharp shapes, as the built-in starter
// model's scenes have.
func scene(background color.NRGBA, shapes map[image.Rectangle]color.NRGBA, size image.Point) *image.NRGBA {
	img := imaging.New(size.X, size.Y, background)
	for r, c := range shapes {
		img = imaging.Paste(img, imaging.New(r.Dx(), r.Dy(), c), r.Min)
	}
	return img
}

// TestDrawnScenes: a few sharp things on a plain ground of any colour but black, which no
// check can tell from the dark, are a good picture.
// On orange and brown grounds they once counted as a finger over the lens.
func TestDrawnScenes(t *testing.T) {
	grounds := map[string]color.NRGBA{
		"white": {255, 255, 255, 255}, "grey": {128, 128, 128, 255},
		"yellow": {240, 215, 40, 255}, "orange": {245, 140, 30, 255}, "brown": {120, 75, 40, 255},
		"skin": {225, 160, 120, 255}, "red": {210, 30, 35, 255}, "green": {40, 150, 60, 255}, "blue": {40, 70, 210, 255},
	}
	colours := []color.NRGBA{{210, 30, 35, 255}, {40, 70, 210, 255}, {20, 20, 20, 255}, {250, 250, 250, 255}}
	for name, ground := range grounds {
		for _, size := range []image.Point{{192, 192}, {640, 480}, {480, 640}} {
			for i, c := range colours {
				if c.R > ground.R-20 && c.R < ground.R+20 { // too near to the ground
					continue
				}
				w := size.X
				shapes := map[image.Rectangle]color.NRGBA{image.Rect(w/8, w/8, w/8+w/4, w/8+w/4): c}
				if i%2 == 1 {
					shapes[image.Rect(w/2, w/2, w/2+w/3, w/2+w/6)] = colours[(i+1)%len(colours)]
				}
				if q := Assess(scene(ground, shapes, size)); !q.Good() {
					t.Errorf("%s, %v, colour %d: %+v", name, size, i, q)
				}
			}
		}
	}
}
