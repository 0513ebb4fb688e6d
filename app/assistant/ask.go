package assistant

import (
	"context"
	"errors"
	"slices"
	"strings"

	"descry/app/messages"
	"descry/inference"
)

func (x *run) describe(r Request) error {
	s, bad, err := x.capture(r, true)
	if err != nil {
		return err
	}
	if bad {
		return x.turnDown(s, r)
	}
	return x.tell(s, r)
}

// tell describes a scene. A description stands alone: earlier answers would only be
// said again.
func (x *run) tell(s *Scene, r Request) error {
	return x.model(s, query{text: asked[r.Detail], about: describing, request: r}, nil)
}

func (x *run) ask(r Request) error {
	text, err := question(r.Question, r.Verbatim)
	if err != nil {
		return err
	}
	q := query{text: text, asked: text, request: r}
	if !r.Verbatim {
		q.place()
		q.about = subjectOf(q.text)
	}
	if q.about == closer {
		q.request.Detail = Full
		q.text, q.about = asked[Full], describing
	}
	needsModel := q.about != identity && !q.about.measured()
	s, bad, err := x.capture(r, needsModel)
	switch {
	case err != nil:
		return err
	case bad:
		return x.turnDown(s, r)
	case q.about == identity:
		return x.answer(s, r, Answered{Refused: true}, []Sentence{{x.text(messages.RefusedPerson), Declined}})
	}
	if s, err = x.turnTo(s, &q); err != nil {
		return err
	}
	if q.about.measured() {
		return x.answer(s, r, Answered{Measured: true}, append(q.lead, x.measure(s, q.about)...))
	}
	var turns []inference.Turn
	if q.about != describing { // which stands alone
		if err := x.commit(func() { turns = slices.Clone(s.Turns) }); err != nil {
			return err
		}
	}
	return x.model(s, q, turns)
}

// query is what a model is to answer.
type query struct {
	text    string // for the model
	asked   string // by the person
	part    *part  // that it is about; nil: the whole picture
	lead    []Sentence
	about   subject
	request Request
	view    inference.View
}

// prompt is the request to the engine.
func (q query) prompt(s *Scene, earlier []inference.Turn) inference.Prompt {
	p := inference.Prompt{
		Image: s.Frame.Image, View: q.view, MaxTokens: maxTokens[q.request.Detail],
		Turns: append(slices.Clip(earlier), inference.Turn{Role: inference.User, Text: q.text}),
		Top:   min(q.request.Top, MaxTop),
	}
	if q.about != describing && !q.request.Verbatim {
		p.Top = max(p.Top, yesNoTop)
	}
	return p
}

// model has the engine answer. Where the conversation doesn't fit, the oldest turns
// are left out, two by two, down to the question alone.
func (x *run) model(s *Scene, q query, earlier []inference.Turn) error {
	if err := x.say(q.lead); err != nil {
		return err
	}
	engine, err := x.options.Engine(x.ctx)
	if err != nil {
		return err
	}
	var first inference.View
	err = x.commit(func() {
		q.view = q.choose(s)
		first = q.first(s)
		x.makeRoom(s, first)
	})
	if err != nil {
		return err
	}
	var before *generation
	if first != q.view {
		if before, err = x.glance(engine, s, q, first); err != nil {
			return err
		}
	}
	for {
		g := newGeneration(x, s, q)
		g.follow(before)
		err := g.generate(engine, q.prompt(s, earlier))
		if errors.Is(err, inference.ErrContextFull) && len(g.tokens) == 0 && len(earlier) > 0 {
			earlier = earlier[min(2, len(earlier)):]
			continue
		}
		if err != nil {
			return err
		}
		return x.finish(s, q, earlier, g, engine.Info())
	}
}

// finish keeps the turn for later questions and yields the Answered.
func (x *run) finish(s *Scene, q query, earlier []inference.Turn, g *generation, model inference.Info) error {
	a := g.answered()
	a.Model = model
	err := x.commit(func() {
		s.closer = s.closer || q.view != inference.Overview
		known := a.Level != Declined && !g.judge.declined && a.Raw != ""
		question := ""
		if q.about != describing || q.part != nil {
			question = q.asked
		}
		whole := s.shown()
		a.Quality = &whole.Quality
		whole.keep(question, slices.Concat(q.lead, g.judge.before, g.judge.said), a)
		if whole != s {
			if known {
				lead, _ := together(q.lead)
				whole.turn(q.asked, lead+" "+strings.TrimSpace(a.Raw))
			}
			return
		}
		if q.about != describing {
			s.Turns = earlier // what didn't fit now won't fit later
		}
		if known {
			s.turn(q.text, a.Raw)
		}
	})
	if err != nil {
		return err
	}
	if q.about == describing && a.Level == Declined {
		if err := x.offer(); err != nil {
			return err
		}
	}
	return x.emit(a)
}

// offer names a better model, once: who has heard of it needs no word after each picture.
func (x *run) offer() error {
	first := false
	if err := x.commit(func() { first, x.offered = !x.offered && x.options.Offer != nil, true }); err != nil || !first {
		return err
	}
	if sentence := x.options.Offer(); sentence != "" {
		return x.emit(Notice{sentence})
	}
	return nil
}

// ctxErr is the error of a run that has ended, else err.
func ctxErr(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	return err
}
