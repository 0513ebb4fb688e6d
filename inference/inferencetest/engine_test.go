package inferencetest

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"testing/synctest"

	"descry/inference"
)

func TestFake(t *testing.T) {
	TestEngine(t, func(*testing.T) inference.Engine { return New(nil) }, Expect{Encoder: true})
}

func question(text string) inference.Prompt {
	return inference.Prompt{Image: Card(64, 48, 9), Turns: []inference.Turn{{Text: text}}}
}

func TestScript(t *testing.T) {
	failure := errors.New("script failure")
	e := New(func(pic *inference.Picture, p inference.Prompt) Answer {
		a := Answer{Tokens: Words("A red cup."), Stop: inference.StopRepetition}
		a.Tokens[1].Logprob = -2
		if p.Turns[0].Text == "fail" {
			a.Err = failure
		}
		return a
	})
	r, err := Collect(t.Context(), t, e, question("what?"))
	if err != nil || r.Text != "A red cup." || len(r.Tokens) != 3 || r.Tokens[1].Logprob != -2 || r.Stats.Stop != inference.StopRepetition {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = Collect(t.Context(), t, e, question("fail"))
	if !errors.Is(err, failure) || r.Text != "A red cup." {
		t.Errorf("%+v, %v", r, err)
	}
	if err := e.Prefill(t.Context(), question("what?")); err != nil {
		t.Error(err)
	}
	if got, want := e.Counts(), (Counts{Generate: 2, Prefill: 1, Encoded: 1, Tokens: 6}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := make(chan struct{})
		e := New(Say("one two three"))
		e.Step = Wait(c)
		ctx, cancel := context.WithCancel(t.Context())
		var texts []string
		var got error
		go func() {
			for tok, err := range e.Generate(ctx, question("count")) {
				texts, got = append(texts, tok.Text), err
			}
		}()
		synctest.Wait()
		if len(texts) != 0 {
			t.Errorf("did not wait: %q", texts)
		}
		c <- struct{}{}
		synctest.Wait()
		if !slices.Equal(texts, []string{"one"}) {
			t.Errorf("after one step: %q", texts)
		}
		cancel()
		synctest.Wait()
		if !errors.Is(got, context.Canceled) {
			t.Errorf("after cancel: %v", got)
		}
	})
}

func TestHooksFail(t *testing.T) {
	failure := errors.New("hook failure")
	e := New(nil)
	e.Encode = func(context.Context, inference.Prompt) error { return failure }
	if _, err := Collect(t.Context(), t, e, question("what?")); !errors.Is(err, failure) {
		t.Errorf("Encode: %v", err)
	}
	e = New(nil)
	e.Step = func(_ context.Context, _ inference.Prompt, i int) error {
		if i == 2 {
			return failure
		}
		return nil
	}
	if r, err := Collect(t.Context(), t, e, question("what?")); !errors.Is(err, failure) || len(r.Tokens) != 2 {
		t.Errorf("Step: %d tokens, %v", len(r.Tokens), err)
	}
}

func TestContextFull(t *testing.T) {
	e := New(nil)
	e.Model.Context = 4
	if _, err := Collect(t.Context(), t, e, question("a b c d e")); !errors.Is(err, inference.ErrContextFull) {
		t.Errorf("got %v", err)
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":           nil,
		"one":        {"one"},
		"A red cup.": {"A", " red", " cup."},
		" a  b ":     {" a", " ", " b", " "},
	} {
		var got []string
		whole := ""
		for _, tok := range Words(text) {
			got = append(got, tok.Text)
			whole += tok.Text
		}
		if whole != text || !slices.Equal(got, want) {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestAlternatives(t *testing.T) {
	tok := inference.Token{ID: 7, Text: " cup", Logprob: -0.1}
	top := alternatives(tok, 4)
	sum := 0.0
	for _, a := range top {
		sum += math.Exp(float64(a.Logprob))
	}
	if len(top) != 4 || top[0].ID != 7 || sum > 1.0001 {
		t.Errorf("%+v, sum %g", top, sum)
	}
	tok.Top = []inference.Alternative{{ID: 7}, {ID: 8}}
	if got := alternatives(tok, 1); len(got) != 1 || got[0].ID != 7 {
		t.Errorf("scripted: %+v", got)
	}
}

func TestViews(t *testing.T) {
	p := question("what?")
	if n := len(Picture(p).Tiles); n != 1 {
		t.Errorf("overview has %d tiles", n)
	}
	p.View = inference.AllTiles
	if pic := Picture(p); len(pic.Tiles) != 5 || pic.Rows != 2 || pic.Size.X != 64 {
		t.Errorf("all tiles: %d, %d rows, %v", len(pic.Tiles), pic.Rows, pic.Size)
	}
}
