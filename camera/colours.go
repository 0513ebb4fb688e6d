package camera

import (
	"cmp"
	"image"
	"image/color"
	"math"
	"slices"
	"sync"
)

// Colour is one of the eleven basic colour terms of English (Berlin and Kay, Basic Color
// Terms, 1969), by its lower-case name.
type Colour string

// The basic colour terms.
const (
	Black  Colour = "black"
	White  Colour = "white"
	Grey   Colour = "grey"
	Red    Colour = "red"
	Green  Colour = "green"
	Yellow Colour = "yellow"
	Blue   Colour = "blue"
	Brown  Colour = "brown"
	Orange Colour = "orange"
	Pink   Colour = "pink"
	Purple Colour = "purple"
)

// ColourShare is how much of a picture has a colour.
type ColourShare struct {
	Colour Colour
	Share  float64 // of the pixels, above 0 to 1
}

// Colours names the colours of img by the share of pixels that have them, the largest
// first; shares add up to 1, and colours that do not occur are left out. A picture
// without pixels has none. It takes some milliseconds, and may run concurrently.
//
// What a camera calls white depends on the light; these are the colours as they are
// stored, which is how a person would see them on a screen.
func Colours(img image.Image) []ColourShare {
	g := newGrid(img)
	// Five bits a channel are finer than the names.
	const levels = 32
	var counts [levels * levels * levels]int
	for i := range g.r {
		bin := 0
		for _, v := range [3]float32{g.r[i], g.g[i], g.b[i]} {
			bin = bin*levels + min(int(v*levels), levels-1)
		}
		counts[bin]++
	}
	sums := map[Colour]int{}
	for bin, n := range counts {
		if n > 0 {
			middle := func(v int) uint8 { return uint8((v % levels) * 255 / (levels - 1)) }
			sums[NameColour(color.NRGBA{middle(bin / levels / levels), middle(bin / levels), middle(bin), 255})] += n
		}
	}
	shares := make([]ColourShare, 0, len(sums))
	for name, n := range sums {
		shares = append(shares, ColourShare{name, float64(n) / float64(len(g.r))})
	}
	slices.SortFunc(shares, func(a, b ColourShare) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Colour, b.Colour))
	})
	return shares
}

const (
	// leastChroma is the OKLab chroma below which a colour is black, grey or white. The
	// survey's greys have up to 0.01, its dusty and dull colours from 0.05 on.
	leastChroma = 0.035
	// shadowLight and shadowChroma: in deep shadow a camera's noise has more colour than
	// the thing.
	shadowLight, shadowChroma = 0.25, 0.06
	// blackLight and whiteLight are the OKLab lightness (0 to 1) up to which a colourless
	// pixel is black and from which it is white: sRGB 31 and 231, where the survey's
	// "dark grey" and "light grey" are 55 and 219.
	blackLight, whiteLight = 0.25, 0.925
)

// NameColour returns the basic term for c, whose alpha is ignored: of the colours that
// people named so in the XKCD colour survey (R. Munroe, 2010, CC0; 222,500 people) the
// nearest in OKLab (B. Ottosson, A perceptual color space for image processing, 2020).
func NameColour(c color.NRGBA) Colour {
	p := okLab(c)
	chroma := math.Hypot(p.a, p.b)
	if chroma < leastChroma || p.l < shadowLight && chroma < shadowChroma {
		switch {
		case p.l < blackLight:
			return Black
		case p.l > whiteLight:
			return White
		}
		return Grey
	}
	best, name := math.Inf(1), Grey
	for _, q := range prototypes() {
		if d := (p.l-q.l)*(p.l-q.l) + (p.a-q.a)*(p.a-q.a) + (p.b-q.b)*(p.b-q.b); d < best {
			best, name = d, q.name
		}
	}
	return name
}

// prototype is a surveyed colour in OKLab.
type prototype struct {
	lab
	name Colour
}

// prototypes are the surveyed colours, converted at the first use.
var prototypes = sync.OnceValue(func() []prototype {
	var all []prototype
	for _, term := range surveyed {
		for _, rgb := range term.rgb {
			all = append(all, prototype{okLab(color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 255}), term.name})
		}
	}
	return all
})

// surveyed are the survey's colours whose name is a basic term, alone or with one of:
// light, pale, very light, bright, medium, dull, dusty, deep, dark; and a few whose
// everyday name belongs to one.
var surveyed = []struct {
	name Colour
	rgb  []uint32
}{
	{Red, []uint32{0xe50000, 0xff474c, 0xd9544d, 0xff000d, 0x840000, 0x9a0200, 0xbb3f3f, 0xb9484e, 0x650021 /* maroon */}},
	{Green, []uint32{
		0x15b01a, 0x96f97b, 0xc7fdb5, 0x01ff07, 0x033500, 0x02590f, 0x74a662, 0x39ad48, 0xd1ffbd, 0x76a973,
		0x677a04 /* olive green */, 0x06470c, /* forest green */
	}},
	{Yellow, []uint32{0xffff14, 0xfffe7a, 0xffff84, 0xfffd01, 0xd5b60a, 0xeedc5b}},
	{Blue, []uint32{
		0x0343df, 0x95d0fc, 0xd0fefe, 0x0165fc, 0x00035b, 0x040273, 0x49759c, 0x2c6fbb, 0xd5ffff, 0x5a86ad,
		0x75bbfd /* sky blue */, 0x01153e /* navy */, 0x00ffff, /* cyan */
	}},
	{Brown, []uint32{0x653700, 0xad8150, 0xb1916e, 0x341c02, 0x410200, 0x876e4b, 0x7f5112, 0xd3b683}},
	{Orange, []uint32{0xf97306, 0xfdaa48, 0xffa756, 0xff5b00, 0xc65102, 0xdc4d01, 0xd8863b, 0xf0833a}},
	{Pink, []uint32{0xff81c0, 0xffd1df, 0xffcfdc, 0xfe01b1, 0xcb416b, 0xcb0162, 0xd5869d, 0xf36196, 0xd58a94}},
	{Purple, []uint32{0x7e1e9c, 0xbf77f6, 0xb790d4, 0xbe03fd, 0x35063e, 0x36013f, 0x84597e, 0x9e43a2, 0xf6cefc, 0x825f87}},
}

type lab struct{ l, a, b float64 }

// okLab converts from sRGB by the matrices of Ottosson's page (version of 2021-01-25).
func okLab(c color.NRGBA) lab {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return lab{
		l: 0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		a: 1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		b: 0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

// linear undoes the sRGB transfer curve (IEC 61966-2-1).
func linear(v uint8) float64 {
	x := float64(v) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}
