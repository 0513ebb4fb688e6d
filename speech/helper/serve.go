package helper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"descry/internal/child"
	"descry/speech"
)

// beat is how often a child that works says that it lives.
const beat = 100 * time.Millisecond

// Serve is the child's side: it opens a voice and says what comes in from in, until
// that ends; then it is silent and returns. Nothing else may read in or write to out,
// see child.TakeStdio. What open fails with, each request fails with.
func Serve(ctx context.Context, in io.Reader, out io.Writer, open func(context.Context) (speech.Voice, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	s := &server{out: child.NewWriter(out), opened: make(chan struct{})}
	defer func() {
		cancel()
		s.wg.Wait()
		if s.voice != nil {
			_ = s.voice.Close() // the process ends
		}
	}()
	s.wg.Go(func() {
		defer close(s.opened)
		s.voice, s.failed = open(ctx)
	})
	r := child.NewReader(in, mostFrame)
	stop := func() {}
	var current uint32
	for {
		f, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			stop()
			return nil
		case err != nil:
			stop()
			return fmt.Errorf("helper: %w", err)
		}
		switch f.Kind {
		case kindSay:
			var o order
			if err := json.Unmarshal(f.Body, &o); err != nil {
				stop()
				return fmt.Errorf("helper: order: %w", err)
			}
			stop() // the voice takes one after another
			var say context.Context
			say, stop = context.WithCancel(ctx)
			current = f.ID
			s.wg.Go(func() { s.say(say, f.ID, o) })
		case kindSignal:
			s.wg.Go(func() { s.signal(ctx, speech.Earcon(f.Body)) })
		case kindReady:
			var how speech.Settings
			if err := json.Unmarshal(f.Body, &how); err != nil {
				stop()
				return fmt.Errorf("helper: settings: %w", err)
			}
			s.wg.Go(func() { s.prepare(ctx, how) })
		case kindStop:
			if f.ID == current {
				stop()
			}
		}
	}
}

// server is a child at work.
type server struct {
	out    *child.Writer
	wg     sync.WaitGroup
	opened chan struct{}
	voice  speech.Voice // both valid after opened; voice is nil where failed is not
	failed error
}

// say does one request. A parent that doesn't listen is one that is ending.
func (s *server) say(ctx context.Context, id uint32, o order) {
	quiet := make(chan struct{})
	var beats sync.WaitGroup
	beats.Go(func() {
		tick := time.NewTicker(beat)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				_ = s.out.Write(kindAlive, id)
			case <-quiet:
				return
			}
		}
	})
	err := s.heard(ctx, o)
	close(quiet)
	beats.Wait()
	body, broken := json.Marshal(newOutcome(err))
	if broken == nil {
		_ = s.out.Write(kindDone, id, body)
	}
}

// prepare makes the voice ready, if it can.
func (s *server) prepare(ctx context.Context, how speech.Settings) {
	select {
	case <-s.opened:
	case <-ctx.Done():
		return
	}
	if v, ok := s.voice.(speech.Preparer); ok {
		v.Prepare(ctx, how)
	}
}

// signal makes an earcon heard, if the voice can.
func (s *server) signal(ctx context.Context, e speech.Earcon) {
	select {
	case <-s.opened:
	case <-ctx.Done():
		return
	}
	if v, ok := s.voice.(speech.Signaller); ok && e.Known() {
		v.Signal(e)
	}
}

func (s *server) heard(ctx context.Context, o order) error {
	select {
	case <-s.opened:
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.failed != nil {
		return s.failed
	}
	return s.voice.Say(ctx, o.Text, o.Settings)
}
