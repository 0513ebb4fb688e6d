package main

import (
	"image"
	"image/color"
	"math"
)

// shape gives the signed distance in pixels from a point to an outline, negative
// inside. Such functions need no rasteriser: a pixel whose centre lies d outside
// is covered by about 1/2 - d, which gives smooth edges.
type shape func(x, y float64) float64

// fill paints c wherever s covers the picture.
func fill(img *image.NRGBA, s shape, c color.NRGBA) {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			cover := min(max(0.5-s(float64(x)+0.5, float64(y)+0.5), 0), 1)
			if cover > 0 {
				img.SetNRGBA(x, y, over(img.NRGBAAt(x, y), c, cover))
			}
		}
	}
}

// over lays c with the given opacity over what is there (Porter and Duff's "over"
// with straight alpha).
func over(below, c color.NRGBA, opacity float64) color.NRGBA {
	under := float64(below.A) / 255 * (1 - opacity)
	alpha := opacity + under
	mix := func(top, bottom uint8) uint8 {
		return uint8(math.Round((float64(top)*opacity + float64(bottom)*under) / alpha))
	}
	return color.NRGBA{mix(c.R, below.R), mix(c.G, below.G), mix(c.B, below.B), uint8(math.Round(255 * alpha))}
}

// disc is a filled circle.
func disc(cx, cy, radius float64) shape {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - radius }
}

// box is a filled rectangle with rounded corners, given by its centre.
func box(cx, cy, width, height, corner float64) shape {
	return func(x, y float64) float64 {
		dx := math.Abs(x-cx) - width/2 + corner
		dy := math.Abs(y-cy) - height/2 + corner
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - corner
	}
}

// arc is a stroke with round ends along a circle, from the angle middle - half to
// middle + half; in degrees, 0 to the right, growing clockwise on the screen.
func arc(cx, cy, radius, middle, half, width float64) shape {
	sin, cos := math.Sincos(middle * math.Pi / 180)
	endSin, endCos := math.Sincos(half * math.Pi / 180)
	return func(x, y float64) float64 {
		// Turned so that the middle points right; the two halves are alike.
		along, across := (x-cx)*cos+(y-cy)*sin, math.Abs((y-cy)*cos-(x-cx)*sin)
		if math.Atan2(across, along)*180/math.Pi <= half {
			return math.Abs(math.Hypot(along, across)-radius) - width/2
		}
		return math.Hypot(along-radius*endCos, across-radius*endSin) - width/2
	}
}
