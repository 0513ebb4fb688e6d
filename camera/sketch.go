package camera

import (
	"image"
	"math"
)

// The cells of a sketch: few enough to be had of every frame of a preview, and wide
// enough that the noise of a dark room doesn't count.
const (
	sketchWidth, sketchHeight = 24, 18
	// sketchSamples is how many pixels of a cell are averaged each way at most.
	sketchSamples = 6
)

// Sketch is a frame so much reduced that of two of them can be told whether the camera, or
// what is before it, moved in between. The zero value is of no frame.
type Sketch struct {
	luma  [sketchWidth * sketchHeight]float32
	drawn bool
}

// NewSketch reduces img, in a fraction of a millisecond.
func NewSketch(img image.Image) (s Sketch) {
	size := img.Bounds().Size()
	if size.X < sketchWidth || size.Y < sketchHeight {
		return s
	}
	sums := summer(img)
	step := max(1, max(size.X/sketchWidth, size.Y/sketchHeight)/sketchSamples)
	for i := range s.luma {
		x, y := i%sketchWidth, i/sketchWidth
		cell := image.Rect(x*size.X/sketchWidth, y*size.Y/sketchHeight, (x+1)*size.X/sketchWidth, (y+1)*size.Y/sketchHeight)
		r, g, b, count := sums(cell, step)
		s.luma[i] = (0.299*float32(r) + 0.587*float32(g) + 0.114*float32(b)) / (255 * float32(count)) // BT.601
	}
	s.drawn = true
	return s
}

// Brightness is the mean luma, 0..1.
func (s *Sketch) Brightness() float64 {
	sum := 0.0
	for _, v := range s.luma {
		sum += float64(v)
	}
	return sum / float64(len(s.luma))
}

// leastSpread is the standard deviation of luma below which a sketch has nothing in it
// that could be seen to move.
const leastSpread = 0.02

// Motion is how much differs between two frames of one camera, beside the mean brightness,
// in parts of the contrast that is in them: 0 for a camera that stands still, some 0.1 where
// a photograph has moved by 1% of the width, over 0.3 at 5%. It is 0 where one of
// them is zero, or all but plain.
func (s *Sketch) Motion(before *Sketch) float64 {
	if !s.drawn || !before.drawn {
		return 0
	}
	here, there := s.Brightness(), before.Brightness()
	difference, spread := 0.0, 0.0
	for i, v := range s.luma {
		a, b := float64(v)-here, float64(before.luma[i])-there
		difference += math.Abs(a - b)
		spread += a*a + b*b
	}
	n := float64(len(s.luma))
	deviation := math.Sqrt(spread / (2 * n))
	if deviation < leastSpread {
		return 0
	}
	return difference / n / deviation
}
