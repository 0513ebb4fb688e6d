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

// settled says whether frames were alike in the end, not only that the time was over.
func (s settling) settled() bool { return s.alike >= settleFrames }

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
	s.done = s.settled() || f.Taken.Sub(s.first) >= settleLimit
}

// finalists are the best of the frames that were judged: of all, and of those since the exposure
// has changed for the last time.
type finalists struct {
	all, steady candidate
}

type candidate struct {
	frame   Frame // Image is nil: none yet
	quality Quality
}

// judge takes the next frame.
func (b *finalists) judge(f Frame, s settling) {
	c := candidate{f, Assess(f.Image)}
	if b.steady.frame.Taken.Before(s.since) {
		b.steady = candidate{}
	}
	for _, best := range []*candidate{&b.all, &b.steady} {
		if best.frame.Image == nil || c.quality.betterThan(best.quality) {
			*best = c
		}
	}
}

// best is the one to be looked at: where exposure settled none from before that.
func (b *finalists) best(s settling, w Waited) Frame {
	f := b.all.frame
	if s.settled() && !b.steady.frame.Taken.Before(s.since) {
		f = b.steady.frame
	}
	if w.Open > 0 {
		w.Settle = s.since.Sub(s.first)
		if !s.settled() {
			w.Settle = settleLimit
		}
	}
	f.Waited = w
	return f
}
