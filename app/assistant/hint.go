package assistant

import (
	"time"

	"descry/camera"
)

// Hint is what a person who points a camera is told.
type Hint string

// The hints. Left and right are those of the camera as it looks: one that faces the person
// has them the other way round, and can't be told from one that doesn't.
const (
	HintGood      Hint = "good"
	HintStill     Hint = "still"      // moved while the frame was taken
	HintBack      Hint = "back"       // nothing but one surface
	HintFocus     Hint = "focus"      // blurred although it is held still
	HintCovered   Hint = "covered"    // something lies over the lens
	HintDark      Hint = "dark"       // too little light anywhere
	HintDarkLeft  Hint = "dark-left"  // dark, but there is light at the left
	HintDarkRight Hint = "dark-right" // dark, but there is light at the right
	HintBright    Hint = "bright"     // too much light everywhere
	HintLeft      Hint = "turn-left"  // a bright window at the right
	HintRight     Hint = "turn-right" // a bright window at the left
	HintDown      Hint = "tilt-down"  // a bright light above
)

// The bounds of hints. They were chosen by reasoning about the measures, not on
// photographs of people who aim: a wrong one costs a sentence, not an answer.
const (
	// moving is the least camera.Sketch.Motion between frames that are a tenth or two of a
	// second apart which explains a blur: about 1% of the width.
	moving = 0.1
	// sideLight is how much brighter the light must be on one side than on the other to be
	// named there: a quarter of the whole range. A window beside a wall has half of it.
	sideLight = 0.25
	// glare and shade say when a picture that is good else has a window at one side: that
	// side has all but run into white, the other is dim.
	glare, shade = 0.85, 0.35
	// glow is how many times as bright one side of a dark picture is as the other, and
	// leastGlow how bright at least, where there is light to turn to.
	glow, leastGlow = 2.0, 0.06
)

// hintFor is what a frame of such a quality calls for, that differs from the one before
// by so much.
func hintFor(q camera.Quality, motion float64) Hint {
	worst := camera.Problem("")
	if !q.Good() {
		worst = q.Problems[0]
	}
	switch worst {
	case camera.Covered:
		return HintCovered
	case camera.Dark:
		return towards(q.Light)
	case camera.Bright:
		return away(q.Light)
	case camera.Featureless:
		return HintBack
	case camera.Blurred:
		if motion >= moving {
			return HintStill
		}
		return HintFocus
	}
	switch l := q.Light; {
	case l.Right >= glare && l.Left <= shade:
		return HintLeft
	case l.Left >= glare && l.Right <= shade:
		return HintRight
	}
	return HintGood
}

// towards is where to turn for light.
func towards(l camera.Light) Hint {
	switch {
	case l.Left >= leastGlow && l.Left >= glow*l.Right:
		return HintDarkLeft
	case l.Right >= leastGlow && l.Right >= glow*l.Left:
		return HintDarkRight
	}
	return HintDark
}

// away is where to turn from too much light.
func away(l camera.Light) Hint {
	switch {
	case l.Right-l.Left >= sideLight:
		return HintLeft
	case l.Left-l.Right >= sideLight:
		return HintRight
	case l.Top-l.Bottom >= sideLight:
		return HintDown
	}
	return HintBright
}

const (
	// hintGap is the least time between two hints (issue 9).
	hintGap = 3 * time.Second
	// hintHolds is how long a hint must hold before it is told: who moves a camera passes
	// many views.
	hintHolds = 500 * time.Millisecond
	// hintAgain is how long after it a hint that still holds is told again.
	hintAgain = 10 * time.Second
)

// guide decides which hints are told, and when. The zero value has seen nothing.
type guide struct {
	before camera.Sketch
	seen   Hint // what the last frames call for
	since  time.Time
	told   Hint // what was told last
	toldAt time.Time
}

// see takes a frame and says what it calls for, and whether to tell that now; silent: not
// now, whatever it is. Frames come in their order.
func (g *guide) see(f camera.Frame, q camera.Quality, silent bool) (h Hint, tell bool) {
	sketch := camera.NewSketch(f.Image)
	h = hintFor(q, sketch.Motion(&g.before))
	g.before = sketch
	return h, g.due(f.Taken, h, silent)
}

// due is see without pixels.
func (g *guide) due(at time.Time, h Hint, silent bool) bool {
	if h != g.seen {
		g.seen, g.since = h, at
	}
	first := g.toldAt.IsZero()
	passed := at.Sub(g.toldAt)
	switch {
	case silent, at.Sub(g.since) < hintHolds, !first && passed < hintGap:
		return false
	case h == g.told && (h == HintGood || passed < hintAgain):
		return false
	}
	g.told, g.toldAt = h, at
	return true
}
