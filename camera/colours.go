package camera

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// ColourShare is how much of a picture has a colour.
type ColourShare struct {
	Name  string  // one of the eleven basic colour terms, in English
	Share float64 // of the picture, more than 0, at most 1
}

// prototypes are examples, in sRGB, of the eleven basic colour terms of English
// (Berlin and Kay, Basic Color Terms, 1969). A term that covers light and dark, or
// several hues, has several.
var prototypes = []struct {
	name string
	rgb  [3]float64
}{
	{"black", [3]float64{10, 10, 10}},
	{"black", [3]float64{38, 38, 42}},
	{"white", [3]float64{255, 255, 255}},
	{"white", [3]float64{238, 236, 230}},
	{"grey", [3]float64{75, 75, 78}},
	{"grey", [3]float64{128, 128, 128}},
	{"grey", [3]float64{185, 185, 185}},
	{"red", [3]float64{215, 30, 35}},
	{"red", [3]float64{140, 20, 25}},
	{"red", [3]float64{235, 70, 60}},
	{"orange", [3]float64{245, 140, 30}},
	{"orange", [3]float64{235, 110, 40}},
	{"yellow", [3]float64{245, 220, 40}},
	{"yellow", [3]float64{250, 238, 130}},
	{"yellow", [3]float64{205, 185, 45}},
	{"green", [3]float64{40, 150, 60}},
	{"green", [3]float64{20, 75, 35}},
	{"green", [3]float64{125, 195, 90}},
	{"green", [3]float64{165, 220, 160}},
	{"green", [3]float64{105, 125, 55}},
	{"green", [3]float64{0, 145, 130}},
	{"blue", [3]float64{40, 70, 215}},
	{"blue", [3]float64{20, 30, 100}},
	{"blue", [3]float64{105, 165, 230}},
	{"blue", [3]float64{0, 145, 195}},
	{"blue", [3]float64{175, 212, 240}},
	{"purple", [3]float64{130, 50, 170}},
	{"purple", [3]float64{75, 30, 105}},
	{"purple", [3]float64{180, 130, 220}},
	{"pink", [3]float64{245, 130, 180}},
	{"pink", [3]float64{250, 190, 205}},
	{"pink", [3]float64{230, 60, 140}},
	{"brown", [3]float64{120, 75, 40}},
	{"brown", [3]float64{75, 48, 28}},
	{"brown", [3]float64{165, 115, 72}},
}

// Colours tells which colours img has, the largest share first. Each cell of the
// reduced picture gets the name of the nearest prototype in OKLab. Light is not
// taken out: a white wall in the evening sun counts as orange or yellow.
func Colours(img image.Image) []ColourShare {
	g := newGrid(img)
	if len(g.r) == 0 {
		return nil
	}
	labs := make([][3]float64, len(prototypes))
	for i, p := range prototypes {
		labs[i] = okLab(p.rgb[0]/255, p.rgb[1]/255, p.rgb[2]/255)
	}
	counts := map[string]int{}
	known := map[[3]uint8]string{} // pictures repeat their colours
	for i := range g.r {
		key := [3]uint8{uint8(g.r[i] * 63.99), uint8(g.g[i] * 63.99), uint8(g.b[i] * 63.99)}
		name, ok := known[key]
		if !ok {
			name = nearest(labs, okLab((float64(key[0])+0.5)/64, (float64(key[1])+0.5)/64, (float64(key[2])+0.5)/64))
			known[key] = name
		}
		counts[name]++
	}
	var shares []ColourShare
	for name, n := range counts {
		shares = append(shares, ColourShare{name, float64(n) / float64(len(g.r))})
	}
	slices.SortFunc(shares, func(a, b ColourShare) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Name, b.Name))
	})
	return shares
}

func nearest(labs [][3]float64, at [3]float64) string {
	best, least := 0, math.Inf(1)
	for i, p := range labs {
		d := 0.0
		for k := range p {
			// Colour names follow hue and colourfulness more than lightness.
			weight := 1.0
			if k == 0 {
				weight = 0.5
			}
			d += weight * (p[k] - at[k]) * (p[k] - at[k])
		}
		if d < least {
			best, least = i, d
		}
	}
	return prototypes[best].name
}

// okLab converts sRGB of 0..1 to lightness and two opponent axes (Björn Ottosson, A
// perceptual color space for image processing, 2020).
func okLab(r, g, b float64) [3]float64 {
	r, g, b = linear(r), linear(g), linear(b)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

// linear undoes sRGB's transfer function (IEC 61966-2-1).
func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}
