package main

import (
	"image"
	"image/color"
)

// shapes draws the sample picture of "make run": a red circle and a blue square,
// things that the small built-in model knows. 512 x 512 pixels.
func shapes() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 512, 512))
	fill(img, box(256, 256, 512, 512, 0), color.NRGBA{0xf2, 0xee, 0xe2, 0xff})
	fill(img, disc(136, 256, 84), color.NRGBA{0xd2, 0x1e, 0x23, 0xff})
	fill(img, box(376, 256, 156, 156, 0), color.NRGBA{0x28, 0x46, 0xd2, 0xff})
	return img
}
