// Package inferencetest has a scripted engine for tests of what uses one, and the
// suite that every inference.Engine must pass. It knows nothing of real models.
package inferencetest

import (
	"context"
	"crypto/sha256"
	"iter"
	"strings"
	"sync"
	"time"

	"descry/inference"
	"descry/internal/turn"
)

// Answer is what a script makes of a prompt.
type Answer struct {
	Tokens []inference.Token // as they are to be yielded, without the last one that has Stats
	Err    error             // yielded after the tokens, in place of the last one
	Stop   inference.Stop    // empty: StopEnd
}

// Counts is how often an engine was used.
type Counts struct {
	Generate, Prefill int // calls that got their turn
	Encoded           int // tiles that went through the pretended encoder
	Tokens            int // yielded
}

// Engine is an inference.PreparedEngine without a model: a script answers. Set
// the fields before the first call and leave them then; the zero value answers
// with Echo. It is safe for concurrent use as every engine is.
type Engine struct {
	// Script answers a prompt; pic is nil without a picture. It must give the
	// same answer to the same prompt. nil: Echo.
	Script func(pic *inference.Picture, p inference.Prompt) Answer
	// Encode is called before each tile that is not in the cache, to wait or to
	// fail; like a real encoder it may ignore ctx. nil: no wait.
	Encode func(ctx context.Context, p inference.Prompt) error
	// Step is called before token i of an answer, to wait or to fail. nil: no wait.
	Step func(ctx context.Context, p inference.Prompt, i int) error
	// Model is what Info says; the zero value is filled in.
	Model inference.Info

	once   sync.Once
	turn   *turn.Turn // who has it may use tiles and memory
	tiles  map[[32]byte]bool
	memory []string // words of the last prompt

	mu     sync.Mutex
	counts Counts
}

var _ inference.PreparedEngine = (*Engine)(nil)

// New makes an engine that answers with script; nil is Echo.
func New(script func(pic *inference.Picture, p inference.Prompt) Answer) *Engine {
	return &Engine{Script: script}
}

// Wait makes a hook for Engine.Step that takes one value from c, or returns the
// error of an ended ctx.
func Wait(c <-chan struct{}) func(context.Context, inference.Prompt, int) error {
	return func(ctx context.Context, _ inference.Prompt, _ int) error {
		select {
		case <-c:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (e *Engine) setUp() {
	e.once.Do(func() {
		e.turn = turn.New(inference.ErrClosed)
		e.tiles = map[[32]byte]bool{}
	})
}

func (e *Engine) lock(ctx context.Context) error {
	e.setUp()
	return e.turn.Take(ctx)
}

func (e *Engine) count(add func(*Counts)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	add(&e.counts)
}

// Counts says how often the engine was used so far.
func (e *Engine) Counts() Counts {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.counts
}

// Info implements inference.Engine.
func (e *Engine) Info() inference.Info {
	i := e.Model
	if i.Name == "" {
		i.Name = "script"
	}
	if i.Family == "" {
		i.Family = "script"
	}
	if i.Context == 0 {
		i.Context = 4096
	}
	return i
}

// Close implements inference.Engine.
func (e *Engine) Close() error {
	e.setUp()
	e.turn.Shut()
	e.turn.Give()
	return nil
}

// Generate implements inference.Engine.
func (e *Engine) Generate(ctx context.Context, p inference.Prompt) iter.Seq2[inference.Token, error] {
	return e.GeneratePrepared(ctx, Picture(p), p)
}

// Prefill implements inference.Engine.
func (e *Engine) Prefill(ctx context.Context, p inference.Prompt) error {
	return e.PrefillPrepared(ctx, Picture(p), p)
}

// PrefillPrepared implements inference.PreparedEngine.
func (e *Engine) PrefillPrepared(ctx context.Context, pic *inference.Picture, p inference.Prompt) error {
	if err := e.lock(ctx); err != nil {
		return err
	}
	defer e.turn.Give()
	e.count(func(c *Counts) { c.Prefill++ })
	var s inference.Stats
	return e.prefill(ctx, pic, p, &s)
}

// prefill pretends to encode the tiles that were not seen before and to read the prompt.
func (e *Engine) prefill(ctx context.Context, pic *inference.Picture, p inference.Prompt, s *inference.Stats) error {
	if pic != nil {
		s.Tiles = len(pic.Tiles)
		for _, t := range pic.Tiles {
			if err := e.encode(ctx, t, p, s); err != nil {
				return err
			}
		}
	}
	words := []string{p.System}
	for _, t := range p.Turns {
		words = append(words, strings.Fields(t.Text)...)
	}
	for s.ReusedTokens < min(len(words), len(e.memory)) && words[s.ReusedTokens] == e.memory[s.ReusedTokens] {
		s.ReusedTokens++
	}
	s.PromptTokens = len(words)
	if s.PromptTokens >= e.Info().Context {
		return inference.ErrContextFull
	}
	e.memory = words
	return ctx.Err()
}

func (e *Engine) encode(ctx context.Context, t inference.Tile, p inference.Prompt, s *inference.Stats) error {
	hash := sha256.Sum256(t.RGB)
	if e.tiles[hash] {
		return nil
	}
	if e.Encode != nil {
		if err := e.Encode(ctx, p); err != nil {
			return err
		}
	}
	e.tiles[hash] = true
	s.TilesEncoded++
	e.count(func(c *Counts) { c.Encoded++ })
	return ctx.Err()
}

// GeneratePrepared implements inference.PreparedEngine.
func (e *Engine) GeneratePrepared(ctx context.Context, pic *inference.Picture, p inference.Prompt) iter.Seq2[inference.Token, error] {
	return func(yield func(inference.Token, error) bool) {
		start := time.Now()
		if err := e.lock(ctx); err != nil {
			yield(inference.Token{}, err)
			return
		}
		defer e.turn.Give()
		e.count(func(c *Counts) { c.Generate++ })
		var s inference.Stats
		if err := e.prefill(ctx, pic, p, &s); err != nil {
			yield(inference.Token{}, err)
			return
		}
		s.FirstToken = time.Since(start)
		e.answer(ctx, pic, p, &s, yield)
	}
}

// answer yields what the script says, and the last token.
func (e *Engine) answer(ctx context.Context, pic *inference.Picture, p inference.Prompt, s *inference.Stats, yield func(inference.Token, error) bool) {
	script := e.Script
	if script == nil {
		script = Echo
	}
	a := script(pic, p)
	s.Stop = a.Stop
	if s.Stop == "" {
		s.Stop = inference.StopEnd
	}
	for i, t := range a.Tokens {
		if p.MaxTokens > 0 && i == p.MaxTokens {
			s.Stop = inference.StopLength
			break
		}
		if err := e.step(ctx, p, i); err != nil {
			yield(inference.Token{}, err)
			return
		}
		s.NewTokens++
		e.count(func(c *Counts) { c.Tokens++ })
		t.Top = alternatives(t, p.Top)
		if !yield(t, nil) {
			return
		}
	}
	if a.Err != nil && s.Stop != inference.StopLength {
		yield(inference.Token{}, a.Err)
		return
	}
	if err := ctx.Err(); err != nil {
		yield(inference.Token{}, err)
		return
	}
	yield(inference.Token{ID: -1, Stats: s}, nil)
}

func (e *Engine) step(ctx context.Context, p inference.Prompt, i int) error {
	if e.Step != nil {
		if err := e.Step(ctx, p, i); err != nil {
			return err
		}
	}
	return ctx.Err()
}
