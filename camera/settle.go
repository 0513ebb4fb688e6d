package camera

import "time"

const (
	// settleTolerance is how much the mean brightness, of 0 to 1, may differ between frames that
	// count as alike: a seventh of a stop in the middle of the range (sRGB).
	settleTolerance = 0.02
	// settleFrames are so many alike in a row: exposure is steered in steps of a frame or two.
	settleFrames = 3
	// settleLimit bounds the wait, from the first frame: a view that changes by itself
	// never settles.
	settleLimit = time.Second
)

// settling watches the exposure of a camera that was opened. The zero value has seen nothing.
type settling struct {
	first  time.Time // the first frame
	since  time.Time // the first of those that are alike
	before float64
	alike  int
	done   bool
}

// see takes the next frame, until it has settled.
func (s *settling) see(f Frame) {
	if s.done {
		return
	}
	sketch := NewSketch(f.Image)
	now := sketch.Brightness()
	if s.first.IsZero() {
		s.first = f.Taken
	}
	if d := now - s.before; s.alike == 0 || d > settleTolerance || d < -settleTolerance {
		s.since, s.alike = f.Taken, 0
	}
	s.alike++
	s.before = now
	s.done = s.alike >= settleFrames || f.Taken.Sub(s.first) >= settleLimit
}
