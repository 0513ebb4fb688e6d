package assistant

import (
	"context"
	"errors"
	"image"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"descry/camera"
	"descry/inference"
	"descry/inference/inferencetest"
)

// shot is a camera whose picture has a seed of its own.
type shot uint8

func (s shot) Snap(ctx context.Context) (camera.Frame, error) {
	return camera.Frame{Image: inferencetest.Card(64, 48, uint8(s)), Taken: time.Now(), Device: "shot"}, ctx.Err()
}

// encoder is a hook for inferencetest.Engine.Encode that takes ten seconds a tile, and
// watches that no two are encoded at once.
type encoder struct {
	now, most, stopped atomic.Int32
}

func (e *encoder) encode(ctx context.Context, _ inference.Prompt) error {
	e.most.Store(max(e.most.Load(), e.now.Add(1)))
	defer e.now.Add(-1)
	select {
	case <-time.After(10 * time.Second):
	case <-ctx.Done():
		e.stopped.Add(1)
	}
	return ctx.Err()
}

// TestAhead: what happens two seconds after the frame began to be encoded.
func TestAhead(t *testing.T) {
	ask := func(r Request) func(context.Context, *Assistant) error {
		return func(ctx context.Context, a *Assistant) error {
			_, err := drain(a.Ask(ctx, r))
			return err
		}
	}
	for _, c := range []struct {
		name    string
		then    func(ctx context.Context, a *Assistant) error
		took    time.Duration
		encoded int
		stopped int32
	}{
		{"a question has it", ask(Request{Question: "What is this?"}), 8 * time.Second, 1, 0},
		{"a description has it", func(ctx context.Context, a *Assistant) error {
			_, err := drain(a.Describe(ctx, Request{}))
			return err
		}, 8 * time.Second, 1, 0},
		{"a measured answer lets it go on", ask(Request{Question: "How bright is it?"}), 0, 1, 0},
		{"a closer look needs other views", ask(Request{Question: "What does the sign say?"}), 50 * time.Second, 5, 1},
		{"a new frame stops it", ask(Request{Camera: shot(8), Question: "What is this?"}), 10 * time.Second, 1, 1},
		{"a new frame that isn't asked about", func(ctx context.Context, a *Assistant) error {
			_, err := drain(a.Look(ctx, Request{Camera: shot(8)}))
			return err
		}, 0, 0, 1},
		{"stop", func(_ context.Context, a *Assistant) error { a.Stop(); return nil }, 0, 0, 1},
		{"forget", func(_ context.Context, a *Assistant) error { a.Forget(); return nil }, 0, 0, 1},
		{"once more", func(ctx context.Context, a *Assistant) error { return a.Ahead(ctx, Request{}) }, 0, 1, 0},
		{"for another view", func(ctx context.Context, a *Assistant) error { return a.Ahead(ctx, Request{Detail: Full}) }, 10 * time.Second, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var watch encoder
				e := inferencetest.New(inferencetest.Say("A cup."))
				e.Encode = watch.encode
				a := on(e)
				if _, err := drain(a.Look(t.Context(), Request{})); err != nil {
					t.Fatal(err)
				}
				var ahead error
				var working sync.WaitGroup
				working.Go(func() { ahead = a.Ahead(t.Context(), Request{}) })
				time.Sleep(2 * time.Second)
				start := time.Now()
				if err := c.then(t.Context(), a); err != nil {
					t.Error(err)
				}
				if took := time.Since(start); took != c.took {
					t.Errorf("took %v, want %v", took, c.took)
				}
				working.Wait()
				if n := e.Counts().Encoded; n != c.encoded || watch.stopped.Load() != c.stopped || watch.most.Load() != 1 {
					t.Errorf("%d tiles encoded, want %d; %d stopped, want %d; %d at once", n, c.encoded, watch.stopped.Load(), c.stopped, watch.most.Load())
				}
				if errors.Is(ahead, context.Canceled) != (c.stopped > 0) {
					t.Errorf("it ended with %v", ahead)
				}
				if a.ahead != nil {
					t.Error("it is still noted")
				}
			})
		})
	}
}

// TestAheadOfNothing: there is nothing to do for a person who has no picture, or a bad one.
func TestAheadOfNothing(t *testing.T) {
	dark := camera.Frame{Image: image.NewGray(image.Rect(0, 0, 320, 240)), Taken: time.Now()}
	for _, c := range []struct {
		name    string
		frame   *camera.Frame
		request Request
		looked  bool // the person knows
		prefill int
	}{
		{"no scene", nil, Request{}, false, 0},
		{"dark", &dark, Request{}, false, 0},
		{"dark, and told", &dark, Request{}, true, 1},
		{"dark, anyway", &dark, Request{Anyway: true}, false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := inferencetest.New(nil)
			a := on(e)
			if c.frame != nil {
				a.shelf.put(&Scene{Frame: *c.frame, Quality: camera.Assess(c.frame.Image), told: c.looked})
			}
			if err := a.Ahead(t.Context(), c.request); err != nil || e.Counts().Prefill != c.prefill {
				t.Errorf("%d times, want %d; %v", e.Counts().Prefill, c.prefill, err)
			}
		})
	}
}

// TestAheadKeepsTheModel: a new frame doesn't end the loading of the model, Stop does.
func TestAheadKeepsTheModel(t *testing.T) {
	for name, end := range map[string]func(a *Assistant){
		"new frame": func(a *Assistant) { _, _ = drain(a.Look(context.Background(), Request{Camera: shot(8)})) },
		"stop":      func(a *Assistant) { a.Stop() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := inferencetest.New(nil)
				a := on(e)
				a.options.Engine = func(ctx context.Context) (inference.Engine, error) {
					select {
					case <-time.After(10 * time.Second):
						return e, nil
					case <-ctx.Done():
						return nil, ctx.Err()
					}
				}
				if _, err := drain(a.Look(t.Context(), Request{})); err != nil {
					t.Fatal(err)
				}
				var working sync.WaitGroup
				start := time.Now()
				working.Go(func() {
					if err := a.Ahead(t.Context(), Request{}); !errors.Is(err, context.Canceled) {
						t.Errorf("it ended with %v", err)
					}
				})
				time.Sleep(2 * time.Second)
				end(a)
				working.Wait()
				want := 2 * time.Second
				if name == "new frame" {
					want = 10 * time.Second
				}
				if took := time.Since(start); took != want || e.Counts().Encoded != 0 {
					t.Errorf("ended after %v, want %v; %d tiles encoded", took, want, e.Counts().Encoded)
				}
			})
		})
	}
}
