package assistant

import (
	"context"
	"errors"
	"image"
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"descry/camera"
	"descry/inference"
	"descry/inference/inferencetest"
)

// card is a camera that always shows the same good picture.
type card struct{ err error }

func (c card) Snap(ctx context.Context) (camera.Frame, error) {
	if c.err != nil {
		return camera.Frame{}, c.err
	}
	return camera.Frame{Image: inferencetest.Card(64, 48, 7), Taken: time.Now(), Device: "card"}, ctx.Err()
}

// on makes an Assistant on a scripted engine.
func on(e *inferencetest.Engine) *Assistant {
	return New(Options{
		Engine: func(context.Context) (inference.Engine, error) { return e, nil },
		Camera: card{},
	})
}

// drain ranges over a run to its end.
func drain(events iter.Seq2[Event, error]) (all []Event, last error) {
	for e, err := range events {
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
	return all, nil
}

func answerOf(t *testing.T, events iter.Seq2[Event, error]) string {
	t.Helper()
	all, err := drain(events)
	if err != nil {
		t.Fatal(err)
	}
	a, ok := all[len(all)-1].(Answered)
	if !ok {
		t.Fatalf("the last event is %T", all[len(all)-1])
	}
	return a.Answer
}

// TestEnds has ways to end a run that hangs in the middle of an answer.
func TestEnds(t *testing.T) {
	tests := []struct {
		name string
		end  func(ctx context.Context, cancel func(), a *Assistant)
		want error
	}{
		{"next run", func(ctx context.Context, _ func(), a *Assistant) { _, _ = drain(a.Look(ctx, Request{})) }, ErrSuperseded},
		{"stop", func(_ context.Context, _ func(), a *Assistant) { a.Stop() }, context.Canceled},
		{"stop twice", func(_ context.Context, _ func(), a *Assistant) { a.Stop(); a.Stop() }, context.Canceled},
		{"forget", func(_ context.Context, _ func(), a *Assistant) { a.Forget() }, context.Canceled},
		{"context", func(_ context.Context, cancel func(), _ *Assistant) { cancel() }, context.Canceled},
		{"stop, then next run", func(ctx context.Context, _ func(), a *Assistant) {
			a.Stop()
			_, _ = drain(a.Look(ctx, Request{}))
		}, context.Canceled},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := inferencetest.New(inferencetest.Say("A cup."))
				e.Step = inferencetest.Wait(nil)
				a := on(e)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var got error
				var run sync.WaitGroup
				run.Go(func() { _, got = drain(a.Describe(ctx, Request{})) })
				synctest.Wait()
				c.end(t.Context(), cancel, a)
				run.Wait()
				if !errors.Is(got, c.want) {
					t.Errorf("the run ended with %v, want %v", got, c.want)
				}
				e.Step = nil
				if got := answerOf(t, a.Ask(t.Context(), Request{Question: "What?"})); got != "A cup." {
					t.Errorf("the next answer is %q", got)
				}
			})
		})
	}
}

func TestNothingHappensBeforeTheRange(t *testing.T) {
	e := inferencetest.New(inferencetest.Say("A cup."))
	a := on(e)
	_ = a.Describe(t.Context(), Request{})
	if n := e.Counts().Generate; n != 0 || len(a.Recent()) != 0 {
		t.Errorf("%d answers and %d scenes without a range", n, len(a.Recent()))
	}
}

func TestBreak(t *testing.T) {
	kinds := []func(Event) bool{
		func(e Event) bool { _, ok := e.(Captured); return ok },
		func(e Event) bool { _, ok := e.(Text); return ok },
		func(e Event) bool { _, ok := e.(Sentence); return ok },
		func(e Event) bool { _, ok := e.(Answered); return ok },
	}
	for i, kind := range kinds {
		e := inferencetest.New(inferencetest.Say("A cup. It is red."))
		a := on(e)
		broke := false
		for ev, err := range a.Describe(t.Context(), Request{}) {
			if err != nil {
				t.Fatal(err)
			}
			if kind(ev) {
				broke = true
				break
			}
		}
		if !broke {
			t.Errorf("kind %d: there was no such event", i)
		}
		if got := answerOf(t, a.Describe(t.Context(), Request{})); got != "A cup. It is red." {
			t.Errorf("kind %d: the next answer is %q", i, got)
		}
	}
}

func TestEndedBeforeItBegan(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e := inferencetest.New(nil)
	all, err := drain(on(e).Describe(ctx, Request{}))
	if len(all) != 0 || !errors.Is(err, context.Canceled) || e.Counts().Generate != 0 {
		t.Errorf("got %v, %v and %d answers", all, err, e.Counts().Generate)
	}
}

func TestErrors(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name    string
		options Options
		request Request
		want    error
	}{
		{"no camera", Options{}, Request{}, ErrNoFrame},
		{"camera", Options{Camera: card{camera.ErrBroken}}, Request{}, camera.ErrBroken},
		{"camera of the request", Options{Camera: card{}}, Request{Camera: card{camera.ErrEmpty}}, camera.ErrEmpty},
		{"engine", Options{Camera: card{}, Engine: func(context.Context) (inference.Engine, error) { return nil, broken }}, Request{}, broken},
		{"answer", Options{Camera: card{}, Engine: func(context.Context) (inference.Engine, error) {
			return inferencetest.New(func(*inference.Picture, inference.Prompt) inferencetest.Answer {
				return inferencetest.Answer{Tokens: inferencetest.Words("A cup"), Err: broken}
			}), nil
		}}, Request{}, broken},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if _, err := drain(New(c.options).Describe(t.Context(), c.request)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestForget(t *testing.T) {
	a := on(inferencetest.New(inferencetest.Say("A cup.")))
	answerOf(t, a.Ask(t.Context(), Request{Question: "What is this?"}))
	if n := len(a.Recent()); n != 1 {
		t.Fatalf("%d scenes", n)
	}
	if turns := a.Recent()[0].Turns; len(turns) != 2 || turns[1].Text != "A cup." {
		t.Errorf("turns are %v", turns)
	}
	a.Forget()
	if n := len(a.Recent()); n != 0 {
		t.Errorf("%d scenes after Forget", n)
	}
}

func TestShelf(t *testing.T) {
	var s shelf
	for range 3 * shelfScenes {
		s.put(&Scene{Frame: camera.Frame{Image: inferencetest.Card(8, 8, 1)}})
	}
	if len(s) != shelfScenes {
		t.Errorf("%d scenes are kept, want %d", len(s), shelfScenes)
	}
	huge := &Scene{Frame: camera.Frame{Image: vast{inferencetest.Card(1, 1, 1)}}}
	s.put(huge)
	if len(s) != shelfScenes || s[0] != huge {
		t.Errorf("a huge frame is not kept beside small ones: %d", len(s))
	}
	s.put(&Scene{Frame: camera.Frame{Image: inferencetest.Card(8, 8, 1)}})
	if slices.Contains(s, huge) || len(s) != 1 {
		t.Errorf("a huge frame is kept behind the present one: %d", len(s))
	}
}

// TestMonkey starts, stops and breaks runs from several goroutines, and asks at the end.
func TestMonkey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := inferencetest.New(inferencetest.Say("A cup. It is red."))
		e.Step = func(ctx context.Context, _ inference.Prompt, _ int) error {
			select {
			case <-time.After(10 * time.Millisecond):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		a := on(e)
		var all sync.WaitGroup
		for seed := range uint64(4) {
			all.Go(func() { monkey(t, a, rand.New(rand.NewPCG(seed, 7))) })
		}
		all.Wait()
		a.Forget()
		if got := answerOf(t, a.Ask(t.Context(), Request{Question: "What is this?"})); got != "A cup. It is red." {
			t.Errorf("the last answer is %q", got)
		}
	})
}

func monkey(t *testing.T, a *Assistant, r *rand.Rand) {
	runs := []func(context.Context, Request) iter.Seq2[Event, error]{a.Look, a.Describe, a.Ask}
	for range 250 {
		switch r.IntN(8) {
		case 0:
			a.Stop()
			continue
		case 1:
			a.Forget()
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(r.IntN(100))*time.Millisecond)
		left := r.IntN(10)
		for e, err := range runs[r.IntN(len(runs))](ctx, Request{Question: "What is this?"}) {
			if err != nil && !errors.Is(err, ErrSuperseded) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("run failed: %v", err)
			}
			if done, ok := e.(Answered); ok && done.Raw != "" && done.Raw != "A cup. It is red." {
				t.Errorf("answer is %q", done.Raw)
			}
			if left--; left < 0 {
				break
			}
		}
		cancel()
		time.Sleep(time.Duration(r.IntN(30)) * time.Millisecond)
	}
}

// vast is a picture that says that it is larger than the shelf's limit.
type vast struct{ image.Image }

func (vast) Bounds() image.Rectangle { return image.Rect(0, 0, 10_000, 10_000) }
