package inference

import (
	"context"
	"iter"
	"time"

	"descry/internal/turn"
)

// reserve is the room, in tokens, that a picture must leave in the context for the
// questions and the answer.
const reserve = 1024

// ImageBudget is how many image tokens a picture may take in a context of the
// given size, in tokens.
func ImageBudget(context int) int { return max(context-reserve, context/2) }

// engine is an Engine over a Backend.
type engine struct {
	backend Backend
	family  *Family
	info    Info
	mean    [3]float32
	std     [3]float32
	prepare *Preparer

	turn   *turn.Turn // who has it may use all below
	memory []entry    // what the backend's memory holds
	tiles  embeddings
	names  map[string]int // control tokens by name
}

// NewEngine makes an engine of what a leaf lends. The engine owns b and closes it.
func NewEngine(b Backend, f *Family, m Meta, info Info) PreparedEngine {
	e := &engine{
		backend: b, family: f, info: info,
		prepare: NewPreparer(f, m, ImageBudget(b.Context())),
		turn:    turn.New(ErrClosed),
		tiles:   embeddings{room: 64 << 20},
		names:   map[string]int{},
	}
	e.mean, e.std = f.Normal(m)
	return e
}

// Info implements Engine.
func (e *engine) Info() Info { return e.info }

// Close implements Engine.
func (e *engine) Close() error {
	defer e.turn.Give()
	if !e.turn.Shut() {
		return nil
	}
	return e.backend.Close()
}

// picture resizes and cuts p's picture, if it has one.
func (e *engine) picture(p Prompt) (*Picture, error) {
	if p.Image == nil {
		return nil, nil
	}
	return e.prepare.Picture(p.Image, p.View)
}

// Generate implements Engine.
func (e *engine) Generate(ctx context.Context, p Prompt) iter.Seq2[Token, error] {
	return func(yield func(Token, error) bool) {
		start := time.Now()
		pic, err := e.picture(p)
		if err != nil {
			yield(Token{}, err)
			return
		}
		e.generate(ctx, pic, p, start, yield)
	}
}

// GeneratePrepared implements PreparedEngine.
func (e *engine) GeneratePrepared(ctx context.Context, pic *Picture, p Prompt) iter.Seq2[Token, error] {
	return func(yield func(Token, error) bool) {
		e.generate(ctx, pic, p, time.Now(), yield)
	}
}

// Prefill implements Engine.
func (e *engine) Prefill(ctx context.Context, p Prompt) error {
	pic, err := e.picture(p)
	if err != nil {
		return err
	}
	return e.PrefillPrepared(ctx, pic, p)
}

// PrefillPrepared implements PreparedEngine.
func (e *engine) PrefillPrepared(ctx context.Context, pic *Picture, p Prompt) error {
	if err := e.turn.Take(ctx); err != nil {
		return err
	}
	defer e.turn.Give()
	var s Stats
	if len(p.Turns) == 0 && pic != nil {
		return e.look(ctx, pic, p, &s)
	}
	return e.evaluate(ctx, pic, p, &s)
}
