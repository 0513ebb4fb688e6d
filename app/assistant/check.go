package assistant

import (
	"slices"

	"descry/app/messages"
	"descry/camera"
)

// capture gets the scene and, where its frame is new, tells of it. With checked,
// bad says that the picture is too bad to go on; the person is taken to know from
// then on, so that the next request goes on.
func (x *run) capture(r Request, checked bool) (s *Scene, bad bool, err error) {
	s, fresh, err := x.scene(r)
	if err != nil {
		return nil, false, err
	}
	err = x.commit(func() {
		bad = checked && s.turnsDown(r)
		s.told = s.told || bad
	})
	if err != nil || !fresh {
		return s, bad, err
	}
	return s, bad, x.emit(Captured{
		Device: s.Frame.Device, Size: s.Frame.Image.Bounds().Size(), Quality: s.Quality,
		Waited: s.Frame.Waited, Animated: s.Frame.Animated, Declined: bad,
	})
}

// look is the picture check alone. Whoever heard of a problem from it isn't told
// again by the description that follows.
func (x *run) look(r Request) error {
	s, _, err := x.capture(r, false)
	if err != nil {
		return err
	}
	if err := x.commit(func() { s.told = !s.Quality.Good() }); err != nil {
		return err
	}
	return x.answer(s, r, Answered{Measured: true}, x.condition(s))
}

// condition says how good the picture is: all problems, the worst first.
func (x *run) condition(s *Scene) []Sentence {
	if s.Quality.Good() {
		return []Sentence{{x.text(messages.PictureGood), Plain}}
	}
	var said []Sentence
	for _, p := range s.Quality.Problems {
		said = append(said, Sentence{messages.Problem(x.options.Language, p), Plain})
	}
	return said
}

// turnDown answers a request about a bad picture with its worst problem.
func (x *run) turnDown(s *Scene, r Request) error {
	worst := messages.Problem(x.options.Language, s.Quality.Problems[0])
	return x.answer(s, r, Answered{Refused: true}, []Sentence{{worst, Declined}})
}

// answer says what needs no model, and ends the run.
func (x *run) answer(s *Scene, r Request, a Answered, said []Sentence) error {
	if err := x.say(said); err != nil {
		return err
	}
	a.Answer, a.Level = together(said)
	whole := s.shown()
	a.Quality = &whole.Quality
	if err := x.commit(func() { whole.keep(r.Question, said, a) }); err != nil {
		return err
	}
	return x.emit(a)
}

// has says whether the picture has a problem.
func has(q camera.Quality, p camera.Problem) bool { return slices.Contains(q.Problems, p) }
