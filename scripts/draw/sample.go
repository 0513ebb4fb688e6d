package main

import (
	"image"
	"image/color"
	"math"
)

// sample draws the picture of "make run": one red triangle in the middle, a thing
// that the small built-in model knows wherever and however large it is drawn.
// 512 x 512 pixels.
func sample() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 512, 512))
	fill(img, box(256, 256, 512, 512, 0), color.NRGBA{0xf2, 0xee, 0xe2, 0xff})
	fill(img, triangle(256, 116, 400, 280), color.NRGBA{0xd2, 0x1e, 0x23, 0xff})
	return img
}

// triangle is filled, with its tip at the top in the middle; base is the y of its
// lowest line and width the length of that.
func triangle(cx, top, base, width float64) shape {
	slope := width / 2 / (base - top)
	// The distance to a slanted side is that along x times the cosine of its slant.
	cosine := 1 / math.Hypot(1, slope)
	return func(x, y float64) float64 {
		return max(y-base, (math.Abs(x-cx)-(y-top)*slope)*cosine)
	}
}
