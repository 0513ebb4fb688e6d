// Package cameratest has what the tests of cameras need: a test card with a number in
// it, a fake device that fails on demand, and the suite that every source of frames must
// pass. It knows nothing of real cameras, and no program imports it.
package cameratest

import (
	"image"
	"image/color"
	"image/draw"
)

// The card has a row of cells at the top and the same at the bottom, one for each bit of
// its number, the lowest first: white for 1. A picture that is torn has two numbers.
const (
	cells   = 16
	cellTop = 8 // of the height is one row of cells
)

// bars are those of SMPTE at 75% (RP 219), left to right.
var bars = []color.NRGBA{
	{191, 191, 191, 255},
	{191, 191, 0, 255},
	{0, 191, 191, 255},
	{0, 191, 0, 255},
	{191, 0, 191, 255},
	{191, 0, 0, 255},
	{0, 0, 191, 255},
}

// Card draws a test card of a size, at least 64x64, with colour bars and a number below 65536.
func Card(size image.Point, number int) *image.NRGBA {
	img := image.NewNRGBA(image.Rectangle{Max: size})
	for i, c := range bars {
		r := image.Rect(i*size.X/len(bars), 0, (i+1)*size.X/len(bars), size.Y)
		draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	for bit := range cells {
		c := color.Black
		if number>>bit&1 == 1 {
			c = color.White
		}
		for _, r := range cell(img.Rect, bit) {
			draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
		}
	}
	return img
}

// cell is where a bit is: at the top and at the bottom.
func cell(r image.Rectangle, bit int) [2]image.Rectangle {
	high := r.Dy() / cellTop
	c := image.Rect(bit*r.Dx()/cells, 0, (bit+1)*r.Dx()/cells, high).Add(r.Min)
	return [2]image.Rectangle{c, c.Add(image.Pt(0, r.Dy()-high))}
}

// Number reads the number of a card, also after JPEG. False: it is none, or torn.
func Number(img image.Image) (int, bool) {
	var numbers [2]int
	for bit := range cells {
		for i, r := range cell(img.Bounds(), bit) {
			switch l := color.GrayModel.Convert(img.At((r.Min.X+r.Max.X)/2, (r.Min.Y+r.Max.Y)/2)).(color.Gray).Y; {
			case l > 208:
				numbers[i] |= 1 << bit
			case l > 48:
				return 0, false
			}
		}
	}
	return numbers[0], numbers[0] == numbers[1]
}
