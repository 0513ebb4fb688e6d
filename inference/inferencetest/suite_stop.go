package inferencetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"descry/inference"
)

func (s *suite) breaks(t *testing.T, e inference.Engine) {
	p := s.prompt(s.o.Question)
	want := answer(t, e, p)
	for n := 1; n <= 3; n++ {
		seen := 0
		for _, err := range e.Generate(t.Context(), p) {
			if err != nil {
				t.Fatal(err)
			}
			if seen++; seen == n {
				break
			}
		}
		if seen != n {
			t.Fatalf("%d tokens of %d", seen, n)
		}
		same(t, "after a break", answer(t, e, p), want)
	}
}

func (s *suite) cancelledBefore(t *testing.T, e inference.Engine) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancelLate := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancelLate()
	for _, c := range []struct {
		ctx  context.Context
		want error
	}{{canceled, context.Canceled}, {late, context.DeadlineExceeded}} {
		if r, err := Collect(c.ctx, t, e, s.prompt(s.o.Question)); !errors.Is(err, c.want) || len(r.Tokens) > 0 {
			t.Errorf("%d tokens, %v; want %v", len(r.Tokens), err, c.want)
		}
	}
	answer(t, e, s.prompt(s.o.Question))
}

func (s *suite) cancelledDuring(t *testing.T, e inference.Engine) {
	p := s.prompt(s.o.Question)
	want := answer(t, e, p)
	for n := 1; n <= 3; n++ {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var stopped time.Time
		seen := 0
		var got error
		for _, err := range e.Generate(ctx, p) {
			if got = err; err != nil {
				break
			}
			if seen++; seen == n {
				cancel()
				stopped = time.Now()
			}
		}
		if !errors.Is(got, context.Canceled) || seen > n+1 {
			t.Errorf("cancelled at token %d: %d tokens, %v", n, seen, got)
		}
		if took := time.Since(stopped); took > s.o.Quick {
			t.Errorf("stopped after %v", took)
		}
		same(t, "after cancelling", answer(t, e, p), want)
	}
}

func (s *suite) cancelledAfter(t *testing.T, e inference.Engine) {
	ctx, cancel := context.WithCancel(t.Context())
	p := s.prompt(s.o.Question)
	want, err := Collect(ctx, t, e, p)
	cancel()
	if err != nil {
		t.Fatal(err)
	}
	same(t, "after a late cancel", answer(t, e, p), want)
}

// waiting asks while an answer is under way: the second call must wait, and stop
// waiting when its own ctx ends.
func (s *suite) waiting(t *testing.T, e inference.Engine) {
	asked := false
	for _, err := range e.Generate(t.Context(), s.prompt(s.o.Question)) {
		if err != nil {
			t.Fatal(err)
		}
		if asked {
			continue
		}
		asked = true
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if r, err := Collect(ctx, t, e, s.prompt("And you?")); !errors.Is(err, context.DeadlineExceeded) || len(r.Tokens) > 0 {
			t.Errorf("second call: %d tokens, %v", len(r.Tokens), err)
		}
		if err := e.Prefill(ctx, s.prompt("And you?")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Prefill: %v", err)
		}
		cancel()
	}
	if !asked {
		t.Error("no token")
	}
}

func (s *suite) closed(t *testing.T, e inference.Engine) {
	answer(t, e, s.prompt(s.o.Question))
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := Collect(t.Context(), t, e, s.prompt(s.o.Question)); !errors.Is(err, inference.ErrClosed) || len(r.Tokens) > 0 {
		t.Errorf("Generate: %v", err)
	}
	if err := e.Prefill(t.Context(), s.prompt(s.o.Question)); !errors.Is(err, inference.ErrClosed) {
		t.Errorf("Prefill: %v", err)
	}
	if i := e.Info(); i.Name == "" {
		t.Errorf("Info: %+v", i)
	}
}
