package camera

import (
	"image"
	"math"
)

// Problem is a reason why a picture may not be worth describing.
type Problem string

// The problems that Assess finds.
const (
	Covered     Problem = "covered"     // something lies over the lens
	Dark        Problem = "dark"        // too little light
	Bright      Problem = "bright"      // overexposed: most of it has run into white
	Featureless Problem = "featureless" // nothing but one surface: a wall, a sky, a sheet
	Blurred     Problem = "blurred"     // out of focus, or moved
)

// Light is how bright the four sides of a picture are: the mean luma, 0..1, of the third
// of the picture at each side.
type Light struct{ Left, Right, Top, Bottom float64 }

// Quality is the picture check's result: what is wrong, and the measures behind it. All
// luma is ITU-R BT.601 of the stored values, 0 black to 1 white.
type Quality struct {
	// Problems has what is wrong, the worst first; it is empty for a good picture.
	Problems []Problem
	// Brightness is the mean luma, 0..1.
	Brightness float64
	// Contrast is the luma range between the darkest and the lightest 5%, 0..1.
	Contrast float64
	// Sharpness is the slope of edges at a fine scale over that at a coarse one, in the
	// direction that is worst: about 1 for a picture without detail, 2 at a blur of half a
	// percent of the width, 3 to 15 for sharp ones. 0: too little structure to say.
	Sharpness float64
	// White is the share of the picture, 0..1, that has reached white.
	White float64
	// Skin is the share of the picture, 0..1, that is flat and of the colour of a finger
	// held before a lens.
	Skin float64
	// Detail is the mean square slope of luma and colour per cell of a picture of some
	// 400 cells, where it is strongest: below 1e-5 is a plain surface.
	Detail float64
	// Light is how bright the sides are.
	Light Light
}

// Good reports whether no problem was found.
func (q Quality) Good() bool { return len(q.Problems) == 0 }

// The thresholds were chosen on two thirds of the photographs that
// scripts/quality-photos.py brings and checked on the last third (TestRates); the figures
// beside them are from there, good photographs against spoilt ones.
const (
	// darkHighlight: the lightest 1% of a dark picture is below. Good ones: at least 0.36;
	// scaled to 15%: at most 0.15.
	darkHighlight = 0.25
	// darkMean, darkPeak and darkHalf: or it is nearly black but for some glow. Night
	// scenes with lamps are as dark in the mean (stars: 0.07), but their lights are
	// brighter, and their sky is not black.
	darkMean, darkPeak, darkHalf = 0.07, 0.6, 0.015
	// whiteShare: so much of an overexposed picture is white. Good ones: below 0.40, but
	// for print and things on white, which whiteEdge and printShare tell.
	whiteShare = 0.42
	// whiteEdge: white areas that end with a larger step are paper, not light.
	whiteEdge = 0.26
	// printShare: nearly all that is not white on a page of print lies between white.
	printShare = 0.8
	// paleMean, paleDark, paleLow: or it is washed out, without any dark place. A table of
	// bleached wood, the palest good photograph, has 0.82, 0.74 and 0.67.
	paleMean, paleDark, paleLow, paleEdge = 0.84, 0.73, 0.45, 0.12
	// plainDetail: below it no place has structure. Plain walls: at most 5e-6; good
	// photographs, dimmed: at least 3.7e-5.
	plainDetail = 1.2e-5
	// plainUneven: what light on one surface leaves unexplained. Walls: at most 0.008;
	// photographs blurred beyond recognition: mostly above 0.02.
	plainUneven = 0.02
	// emptyDark: a dark picture whose detail is below this share of its squared
	// brightness shows nothing at all, as a covered lens does. Dark photographs: 1e-3 and
	// more; cloth over the lens: 1e-5.
	emptyDark = 1e-4
	// skinShare: so much of a picture with a finger before the lens is finger.
	skinShare = 0.68
	// leastSharpness: below it a picture is blurred. A blur of 2% of the width: at most
	// 1.9; single sharp edges without any texture: at least 2.1.
	leastSharpness = 1.95
	// motionWeight: how much a difference between the directions counts as motion.
	motionWeight = 0.2
)

// Assess judges whether img is worth describing. It takes a few milliseconds (20 ms for
// 12 megapixels on two cores), is safe for concurrent use, and keeps nothing of img. A
// picture without pixels is Featureless.
func Assess(img image.Image) Quality {
	g := newGrid(img)
	if len(g.r) == 0 {
		return Quality{Problems: []Problem{Featureless}}
	}
	luma := g.luma()
	t := measureTones(luma, g.width, g.height)
	s := measure(g.opponent(luma), g.width, g.height)
	q := Quality{
		Brightness: t.mean,
		Contrast:   t.p95 - t.p5,
		White:      t.white,
		Detail:     s.strongest,
		Light:      t.light,
		Skin:       g.skin(),
	}
	if s.measured {
		q.Sharpness = s.dullest * math.Pow(s.dullest/s.sharpest, motionWeight)
	}
	q.Problems = problems(q, t, func() float64 { return unevenness(luma, g.width, g.height) })
	return q
}

// problems draws the conclusions. What makes another measure meaningless ends the list.
func problems(q Quality, t tones, uneven func() float64) []Problem {
	switch plain := q.Detail < plainDetail; {
	case t.isDark():
		switch {
		case q.Detail >= emptyDark*t.mean*t.mean:
			return []Problem{Dark}
		case t.mean < 0.02: // black: a dark room is as likely as a covered lens
			return []Problem{Dark, Covered}
		}
		return []Problem{Covered, Dark}
	case q.Skin > skinShare:
		return []Problem{Covered}
	case t.isBright():
		return []Problem{Bright}
	case plain && uneven() < plainUneven:
		return []Problem{Featureless}
	case plain, q.Sharpness > 0 && q.Sharpness < leastSharpness:
		return []Problem{Blurred}
	}
	return nil
}

func (t tones) isDark() bool {
	return t.p99 < darkHighlight || t.mean < darkMean && (t.p99 < darkPeak || t.median < darkHalf)
}

func (t tones) isBright() bool {
	paper := t.step > whiteEdge || t.thin > printShare && t.low < paleLow
	if t.white > whiteShare && !paper {
		return true
	}
	return t.mean > paleMean && t.p5 > paleDark && t.low > paleLow && t.step < paleEdge
}
