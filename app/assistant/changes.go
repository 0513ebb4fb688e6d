package assistant

import (
	"context"
	"image"
	"iter"
	"time"

	"descry/app/messages"
	"descry/camera"
)

// ErrNoBefore: there is no earlier picture to compare with.
var ErrNoBefore error = &failure{"no earlier picture", messages.NoBefore, nil}

// Changes takes a new picture and says what differs from the present one, going by the
// pixels: where, how much, and whether it is brighter or darker. Where the camera was moved, it
// says that it can't tell. Without a camera, the two newest pictures are compared. Where there
// is no earlier picture, the new one is kept for the next time.
func (a *Assistant) Changes(ctx context.Context, r Request) iter.Seq2[Event, error] {
	return a.run(ctx, func(x *run) error { return x.changes(r) })
}

func (x *run) changes(r Request) error {
	before := x.present()
	if r.Camera == nil {
		if r.Camera = x.usual(); r.Camera == nil {
			return x.compareNewest(r)
		}
	}
	s, bad, err := x.capture(r, true)
	switch {
	case err != nil:
		return err
	case bad:
		return x.turnDown(s, r)
	case before == nil:
		return x.answer(s, r, Answered{Measured: true}, []Sentence{{x.text(messages.ChangesFirst), Declined}})
	}
	return x.compare(before, s, r)
}

func (x *run) compareNewest(r Request) error {
	var before, s *Scene
	if err := x.commit(func() {
		if x.at = 0; len(x.shelf) > 1 {
			s, before = x.shelf[0], x.shelf[1]
		}
	}); err != nil {
		return err
	}
	if s == nil {
		return ErrNoBefore
	}
	return x.compare(before, s, r)
}

// compare says what differs between two scenes.
func (x *run) compare(before, s *Scene, r Request) error {
	var said []Sentence
	switch c := camera.Compare(before.Frame.Image, s.Frame.Image); {
	case !before.Quality.Good():
		said = []Sentence{{x.text(messages.ChangesBadBefore), Declined}}
	case !c.SameView:
		said = []Sentence{{x.text(messages.ChangesMoved), Declined}}
	default:
		said = x.differences(c, before, s)
	}
	return x.answer(s, r, Answered{Measured: true}, said)
}

// brighterBy is how much the brightness must differ, as stored, to be told: about half a stop.
const brighterBy = 0.07

// differences puts a comparison into sentences. That something is there is measured, what it
// is not; light can change like a thing, so places are hedged.
func (x *run) differences(c camera.Change, before, s *Scene) []Sentence {
	age := messages.Age(x.options.Language, max(s.Frame.Taken.Sub(before.Frame.Taken), time.Duration(0)))
	var said []Sentence
	switch {
	case c.Brighter > brighterBy:
		said = append(said, Sentence{x.text(messages.ChangesBrighter), Plain})
	case c.Brighter < -brighterBy:
		said = append(said, Sentence{x.text(messages.ChangesDarker), Plain})
	}
	if len(c.Places) == 0 {
		return append(said, Sentence{x.text(messages.ChangesNone, age), Hedged})
	}
	for i, p := range c.Places {
		id := messages.ChangesAt
		if i > 0 {
			id = messages.ChangesAlso
		}
		where := x.text(placed(p.Box, s.Frame.Image.Bounds()))
		said = append(said, Sentence{x.text(id, where, max(1, percent(p.Share))), Hedged})
	}
	return append(said, Sentence{x.text(messages.ChangesLimit), Plain})
}

// placed names the ninth of the picture that the middle of a box lies in.
func placed(box, whole image.Rectangle) messages.ID {
	names := [3][3]messages.ID{
		{messages.PlaceTopLeft, messages.PlaceTop, messages.PlaceTopRight},
		{messages.PlaceLeft, messages.PlaceMiddle, messages.PlaceRight},
		{messages.PlaceBottomLeft, messages.PlaceBottom, messages.PlaceBottomRight},
	}
	third := func(low, high, from, size int) int {
		return min(max(3*((low+high)/2-from)/max(size, 1), 0), 2)
	}
	return names[third(box.Min.Y, box.Max.Y, whole.Min.Y, whole.Dy())][third(box.Min.X, box.Max.X, whole.Min.X, whole.Dx())]
}

// runChanges compares a new picture with the present one or, for the command line, with
// the one that in.Before names.
func runChanges(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return func(yield func(Event, error) bool) {
			if in.Before != "" {
				for _, err := range h.Assistant().Look(ctx, Request{Camera: h.Camera(in.Before)}) {
					if err != nil {
						yield(nil, err)
						return
					}
				}
			}
			for e, err := range h.Assistant().Changes(ctx, in.request(h)) {
				if !yield(e, err) {
					return
				}
			}
		}
	})
}
