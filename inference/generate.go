package inference

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// generate answers one prompt. start is when the caller's work on it began.
func (e *engine) generate(ctx context.Context, pic *Picture, p Prompt, start time.Time, yield func(Token, error) bool) {
	if err := e.turn.Take(ctx); err != nil {
		yield(Token{}, err)
		return
	}
	defer e.turn.Give()
	s := Stats{Prepare: time.Since(start)}
	if pic != nil {
		s.Tiles = len(pic.Tiles)
	}
	if err := e.evaluate(ctx, pic, p, &s); err != nil {
		yield(Token{}, err)
		return
	}
	e.answer(ctx, p, start, &s, yield)
}

// answer samples until something ends it. The memory holds the prompt, and the
// logits behind it are valid.
func (e *engine) answer(ctx context.Context, p Prompt, start time.Time, s *Stats, yield func(Token, error) bool) {
	pick := newSampler(p.Sampling, p.Top)
	text := newText(e.family.Stop)
	var ring repetition
	for s.Stop == "" {
		tok, err := e.draw(ctx, pick)
		if err != nil {
			yield(Token{}, err)
			return
		}
		if s.FirstToken == 0 {
			s.FirstToken = time.Since(start)
		}
		if e.backend.EndOfGeneration(tok.ID) {
			s.Stop = StopEnd
			// The end is a token too, for whoever looks at probabilities.
			if p.Top > 0 && !yield(tok, nil) {
				return
			}
			break
		}
		s.NewTokens++
		tok.Text = text.add(e.backend.Piece(tok.ID))
		switch {
		case text.stopped:
			s.Stop = StopEnd
		case ring.add(tok.ID):
			s.Stop = StopRepetition
		case s.NewTokens == p.MaxTokens:
			s.Stop = StopLength
		}
		if !yield(tok, nil) {
			return
		}
		if s.Stop != "" {
			break
		}
		if err := e.step(ctx, tok.ID); errors.Is(err, ErrContextFull) {
			s.Stop = StopContext
		} else if err != nil {
			yield(Token{}, err)
			return
		}
	}
	s.Decode = time.Since(start) - s.FirstToken
	yield(Token{ID: -1, Text: text.rest(), Stats: s}, nil)
}

// draw samples a token from the logits. Those of damaged weights are no numbers, and
// what would be made of them is no answer.
func (e *engine) draw(ctx context.Context, pick *sampler) (Token, error) {
	if err := ctx.Err(); err != nil {
		return Token{}, err
	}
	tok := pick.next(e.backend.Logits())
	if math.IsNaN(float64(tok.Logprob)) {
		return Token{}, fmt.Errorf("%w: it computes what is no number", ErrBadModel)
	}
	for i := range tok.Top {
		tok.Top[i].Text = string(e.backend.Piece(tok.Top[i].ID))
	}
	return tok, nil
}

// step appends a sampled token, so that the logits behind it can be read.
func (e *engine) step(ctx context.Context, id int) error {
	return e.append(ctx, []entry{{token: id, tokens: 1, width: 1}}, func(pos int) error {
		return e.backend.DecodeTokens(ctx, []int{id}, pos, true)
	})
}
