package assistant

import (
	"context"
	"iter"
	"time"

	"descry/app/messages"
)

// Stepped tells that another of the recent pictures is the present one, which questions are
// about from then on.
type Stepped struct {
	Scene Scene
	// Number counts from 1, the newest picture, to Of.
	Number, Of int
}

func (Stepped) event() {}

// Step makes an older picture the present one, by so many, or with a negative number a newer
// one, and says which it is and what was said about it last. At either end it says so, and
// the picture is said again.
func (a *Assistant) Step(ctx context.Context, older int) iter.Seq2[Event, error] {
	return a.run(ctx, func(x *run) error { return x.step(older) })
}

func (x *run) step(older int) error {
	var s Stepped
	end := messages.ID("")
	err := x.commit(func() {
		if s.Of = len(x.shelf); s.Of == 0 {
			return
		}
		to := x.at + older
		switch {
		case to >= s.Of:
			end = messages.Oldest
		case to < 0:
			end = messages.Newest
		}
		if to = min(max(to, 0), s.Of-1); to != x.at {
			x.at = to
			x.makeRoom(nil, 0)
		}
		s.Number, s.Scene = x.at+1, x.shelf[x.at].copied()
	})
	switch {
	case err != nil:
		return err
	case s.Of == 0:
		return ErrNoFrame
	}
	if err := x.emit(s); err != nil {
		return err
	}
	var said []Sentence
	if end != "" {
		said = append(said, Sentence{x.text(end), Plain})
	}
	said = append(said, Sentence{x.text(messages.Stepped, s.Number, s.Of, messages.Age(x.options.Language, time.Since(s.Scene.Frame.Taken))), Plain})
	if n := len(s.Scene.Said); n > 0 {
		said = append(said, s.Scene.Said[n-1].Sentences...)
	}
	return x.say(said)
}

func runPrevious(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] { return h.Assistant().Step(ctx, 1) })
}

func runNext(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] { return h.Assistant().Step(ctx, -1) })
}

// runForget drops all that is remembered.
func runForget(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return aloud(ctx, h, in, func(context.Context) iter.Seq2[Event, error] {
		return func(yield func(Event, error) bool) {
			h.Assistant().Forget()
			yield(Sentence{Text: messages.Text(h.Assistant().options.Language, messages.ForgotAll)}, nil)
		}
	})
}

// Repeat says the last answer about the present picture again.
func (a *Assistant) Repeat(ctx context.Context) iter.Seq2[Event, error] {
	return a.run(ctx, func(x *run) error {
		last, err := x.last()
		if err != nil {
			return err
		}
		return x.say(last.Sentences)
	})
}

// last is what was said last about the present picture.
func (x *run) last() (Said, error) {
	var said []Said
	err := x.commit(func() {
		if s := x.presently(); s != nil {
			said = s.Said
		}
	})
	switch {
	case err != nil:
		return Said{}, err
	case len(said) == 0:
		return Said{}, ErrNothingSaid
	}
	return said[len(said)-1], nil
}

func runRepeat(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return aloud(ctx, h, in, h.Assistant().Repeat)
}

func runSpell(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	in.Voice.Spell = true
	return runRepeat(ctx, h, in)
}

// runWho says which model gave the last answer.
func runWho(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	a := h.Assistant()
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return a.run(ctx, func(x *run) error {
			last, err := x.last()
			if err != nil {
				return err
			}
			text := x.text(messages.NoModelAsked)
			if m := last.Answered.Model; m.Name != "" {
				text = x.text(messages.AnsweredBy, messages.Clean(m.Name))
			}
			return x.emit(Sentence{text, Plain})
		})
	})
}
