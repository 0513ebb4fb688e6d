package assistant

import (
	"slices"
	"time"

	"descry/camera"
	"descry/inference"
)

// Scene is one frame and the conversation about it.
type Scene struct {
	Frame   camera.Frame
	Quality camera.Quality
	// Turns are what the model was asked and what it wrote, User first. Answers
	// that were declined are left out, so that a guess is not built upon.
	Turns []inference.Turn
	// Said is what was said about it, the oldest first.
	Said []Said

	// told: the person knows that this picture is bad.
	told bool
	// closer: the model has seen all tiles, which the engine keeps: it is shown no less
	// from then on.
	closer bool
	// parts are those that were asked about; whole is the scene that this is a part of, and
	// has the turns about it.
	parts map[part]*Scene
	whole *Scene
}

// turn adds a question and what the model wrote. Assistant.mu is held.
func (s *Scene) turn(question, answer string) {
	s.Turns = append(slices.Clip(s.Turns),
		inference.Turn{Role: inference.User, Text: question},
		inference.Turn{Role: inference.Assistant, Text: answer})
}

// shown is what a person knows the scene by: of a part of a picture, the whole of it.
func (s *Scene) shown() *Scene {
	if s.whole != nil {
		return s.whole
	}
	return s
}

// Said is an answer as it was given.
type Said struct {
	Question  string // empty: it was described, or checked
	Sentences []Sentence
	Answered  Answered // without Tokens
}

// keep notes what was said about the scene. Assistant.mu is held.
func (s *Scene) keep(question string, said []Sentence, a Answered) {
	a.Tokens = nil
	if len(said) == 0 {
		said = []Sentence{{a.Answer, a.Level}}
	}
	s.Said = append(slices.Clip(s.Said), Said{question, slices.Clone(said), a})
}

// tellAgain is how long a person is taken to remember that the picture was bad: a
// second look within it means "describe it all the same", a later one is told again.
const tellAgain = 30 * time.Second

// remembers says whether what was told of the scene before holds for s too: it
// came from the same place a moment ago.
func (s *Scene) remembers(before *Scene) bool {
	return before != nil && before.told && before.Frame.Device == s.Frame.Device &&
		s.Frame.Taken.Sub(before.Frame.Taken) < tellAgain
}

// turnsDown says whether the picture is too bad for the model, and the person doesn't
// know yet or has not insisted.
func (s *Scene) turnsDown(r Request) bool {
	return !s.Quality.Good() && !s.told && !r.Anyway && !r.Verbatim
}

// scene is what the run is about: a new one if the request brings a camera or
// there is none yet.
func (x *run) scene(r Request) (s *Scene, fresh bool, err error) {
	before := x.present()
	source := r.Camera
	if source == nil {
		if before != nil {
			return before, false, nil
		}
		if source = x.usual(); source == nil {
			return nil, false, ErrNoFrame
		}
	}
	if err := x.commit(func() { x.makeRoom(nil, 0) }); err != nil {
		return nil, false, err
	}
	frame, err := source.Snap(x.ctx)
	if err != nil {
		return nil, false, err
	}
	s = &Scene{Frame: frame, Quality: camera.Assess(frame.Image)}
	s.told = !s.Quality.Good() && s.remembers(before)
	return s, true, x.commit(func() { x.shelf.put(s); x.at = 0 })
}

// present is the scene that questions are about: the one that was looked at last, or gone
// back to; nil where there is none.
func (a *Assistant) present() *Scene {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.presently()
}

// presently is present; a.mu is held.
func (a *Assistant) presently() *Scene {
	if len(a.shelf) == 0 {
		return nil
	}
	return a.shelf[a.at]
}

// Present is a copy of the scene that questions are about. Its frame is shared.
func (a *Assistant) Present() (Scene, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.presently()
	if s == nil {
		return Scene{}, false
	}
	return s.copied(), true
}

func (s *Scene) copied() Scene {
	c := *s
	c.Turns, c.Said = slices.Clone(s.Turns), slices.Clone(s.Said)
	return c
}

// Recent are copies of the scenes that are remembered, the newest first. The
// frames in them are shared.
func (a *Assistant) Recent() []Scene {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []Scene
	for _, s := range a.shelf {
		all = append(all, s.copied())
	}
	return all
}
