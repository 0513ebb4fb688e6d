package main

import (
	"image"
	"image/color"
)

// The icon's colours: yellow and white on a night blue, each at least 9:1 (WCAG 2
// asks 3:1 of graphics), so that it is found at low vision too.
var (
	night  = color.NRGBA{0x10, 0x1c, 0x3c, 0xff}
	white  = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	yellow = color.NRGBA{0xff, 0xd1, 0x1a, 0xff}
)

// icon draws an eye that speaks: two lids, a pupil, and where the eye looks, sound
// waves that leave it. 512 x 512 pixels, whole at 48.
func icon() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 512, 512))
	fill(img, box(256, 256, 512, 512, 112), night)
	// Lids: arcs of two circles through the inner corner at (60, 256), which end
	// before the waves.
	fill(img, arc(220, 336, 178.9, -113, 40.5, 36), white)
	fill(img, arc(220, 176, 178.9, 113, 40.5, 36), white)
	fill(img, disc(220, 256, 60), yellow)
	for _, radius := range []float64{148, 222} {
		fill(img, arc(220, 256, radius, 0, 36, 40), yellow)
	}
	return img
}
