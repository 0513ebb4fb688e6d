package assistant

import (
	"context"
	"errors"
	"image"
	"image/color"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"descry/app/messages"
	"descry/camera"
	"descry/inference/inferencetest"
	"descry/speech/speechtest"
)

// TestHints: what each kind of frame calls for.
func TestHints(t *testing.T) {
	even := camera.Light{Left: 0.5, Right: 0.5, Top: 0.5, Bottom: 0.5}
	for _, c := range []struct {
		name    string
		problem camera.Problem
		light   camera.Light
		motion  float64
		want    Hint
	}{
		{"good", "", even, 0, HintGood},
		{"good and moved", "", even, 0.5, HintGood},
		{"window at the right", "", camera.Light{Left: 0.2, Right: 0.9}, 0, HintLeft},
		{"window at the left", "", camera.Light{Left: 0.9, Right: 0.2}, 0, HintRight},
		{"bright at the right, fair at the left", "", camera.Light{Left: 0.5, Right: 0.9}, 0, HintGood},
		{"blurred and moved", camera.Blurred, even, 0.2, HintStill},
		{"blurred and still", camera.Blurred, even, 0.02, HintFocus},
		{"a wall", camera.Featureless, even, 0, HintBack},
		{"a finger", camera.Covered, even, 0.3, HintCovered},
		{"too bright at the right", camera.Bright, camera.Light{Left: 0.6, Right: 0.95, Top: 0.9, Bottom: 0.5}, 0, HintLeft},
		{"too bright at the left", camera.Bright, camera.Light{Left: 0.95, Right: 0.6}, 0, HintRight},
		{"too bright above", camera.Bright, camera.Light{Left: 0.8, Right: 0.8, Top: 0.95, Bottom: 0.6}, 0, HintDown},
		{"too bright", camera.Bright, camera.Light{Left: 0.9, Right: 0.9, Top: 0.9, Bottom: 0.9}, 0, HintBright},
		{"dark", camera.Dark, camera.Light{Left: 0.02, Right: 0.03}, 0, HintDark},
		{"dark with light at the left", camera.Dark, camera.Light{Left: 0.1, Right: 0.03}, 0, HintDarkLeft},
		{"dark with light at the right", camera.Dark, camera.Light{Left: 0.03, Right: 0.1}, 0, HintDarkRight},
		{"black but for noise", camera.Dark, camera.Light{Left: 0.01, Right: 0.03}, 0, HintDark},
	} {
		q := camera.Quality{Light: c.light}
		if c.problem != "" {
			q.Problems = []camera.Problem{c.problem}
		}
		got := hintFor(q, c.motion)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if messages.Text(messages.English, messages.Aim(string(got))) == messages.Text(messages.English, messages.Failed) {
			t.Errorf("%s has no sentence", got)
		}
	}
}

// TestGuide: hints at times in tenths of a second, and which of them are told.
func TestGuide(t *testing.T) {
	type seen struct {
		at     int
		hint   Hint
		silent bool
		told   bool
	}
	for name, frames := range map[string][]seen{
		"it must hold": {{0, HintDark, false, false}, {4, HintDark, false, false}, {5, HintDark, false, true}, {6, HintDark, false, false}},
		"what flickers isn't told": {
			{0, HintDark, false, false}, {4, HintGood, false, false}, {8, HintDark, false, false}, {12, HintGood, false, false}, {17, HintGood, false, true},
		},
		"three seconds between two": {
			{0, HintDark, false, false}, {5, HintDark, false, true}, {10, HintStill, false, false}, {34, HintStill, false, false}, {35, HintStill, false, true},
		},
		"what passed within them is never told": {
			{0, HintDark, false, false}, {5, HintDark, false, true}, {10, HintStill, false, false}, {30, HintDark, false, false}, {40, HintDark, false, false},
		},
		"told again after ten": {{0, HintDark, false, false}, {5, HintDark, false, true}, {104, HintDark, false, false}, {105, HintDark, false, true}},
		"good is told once":    {{0, HintGood, false, false}, {5, HintGood, false, true}, {200, HintGood, false, false}},
		"silence":              {{0, HintDark, true, false}, {50, HintDark, true, false}, {51, HintDark, false, true}},
	} {
		var g guide
		start := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
		for _, s := range frames {
			if told := g.due(start.Add(time.Duration(s.at)*100*time.Millisecond), s.hint, s.silent); told != s.told {
				t.Errorf("%s: at %d: %v", name, s.at, told)
			}
		}
	}
}

// scenery is a Watcher whose view depends on the time since it was begun.
type scenery struct {
	view func(at time.Duration) image.Image
	last error
}

func (s scenery) Snap(context.Context) (camera.Frame, error) { return camera.Frame{}, s.last }

func (s scenery) Watch(ctx context.Context, every time.Duration) iter.Seq2[camera.Frame, error] {
	return func(yield func(camera.Frame, error) bool) {
		for begun := time.Now(); ; time.Sleep(every) {
			img := s.view(time.Since(begun))
			switch {
			case ctx.Err() != nil:
				yield(camera.Frame{}, ctx.Err())
				return
			case img == nil:
				yield(camera.Frame{}, s.last)
				return
			}
			if !yield(camera.Frame{Image: img, Taken: time.Now(), Device: "scenery"}, nil) {
				return
			}
		}
	}
}

// darkThenGood is dark for five seconds, good for five, and then gone.
func darkThenGood(at time.Duration) image.Image {
	switch {
	case at < 5*time.Second:
		return flat(color.NRGBA{A: 255})
	case at < 10*time.Second:
		return inferencetest.Card(320, 240, 7)
	}
	return nil
}

// TestAim: what is seen is told when it changes, but for the time in which an answer is
// given; a failure ends it.
func TestAim(t *testing.T) {
	for name, c := range map[string]struct {
		answers time.Duration // so long a run goes on
		want    []Hint
		at      []time.Duration
	}{
		"alone":            {0, []Hint{HintDark, HintGood}, []time.Duration{600 * time.Millisecond, 5600 * time.Millisecond}},
		"during an answer": {3100 * time.Millisecond, []Hint{HintDark, HintGood}, []time.Duration{3200 * time.Millisecond, 6200 * time.Millisecond}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := inferencetest.New(inferencetest.Say("A cup."))
				e.Step = inferencetest.Wait(nil)
				a := on(e)
				ctx, cancel := context.WithTimeout(t.Context(), c.answers)
				defer cancel()
				done := make(chan struct{})
				go func() { defer close(done); _, _ = drain(a.Describe(ctx, Request{})) }()
				if c.answers > 0 {
					synctest.Wait()
				}
				begun, n := time.Now(), 0
				var last error
				for event, err := range a.Aim(t.Context(), scenery{darkThenGood, camera.ErrDisconnected}, nil) {
					if last = err; err != nil {
						continue
					}
					got := event.(Aimed)
					if n >= len(c.want) || got.Hint != c.want[n] || time.Since(begun) != c.at[n] || got.Again {
						t.Errorf("told %+v after %v", got, time.Since(begun))
					}
					n++
				}
				if n != len(c.want) || !errors.Is(last, camera.ErrDisconnected) {
					t.Errorf("%d told, then %v", n, last)
				}
				<-done
			})
		})
	}
	for _, err := range on(nil).Aim(t.Context(), card{}, nil) {
		if !errors.Is(err, ErrNotLive) {
			t.Errorf("a file: %v", err)
		}
	}
}

// pointing is a loud host with a camera that can be watched.
type pointing struct {
	*loud
	scenery
}

func (p pointing) Camera(string) Camera { return p.scenery }

// TestAimAloud: hints are heard one at a time, and what ends the watch is heard too.
func TestAimAloud(t *testing.T) {
	aloudTest(t, "", func(t *testing.T, h *loud, spy *speechtest.Spy) {
		var shown []string
		var last error
		for e, err := range runCheck(t.Context(), pointing{h, scenery{darkThenGood, camera.ErrDisconnected}}, Input{Live: true, Say: true}) {
			if aimed, ok := e.(Aimed); ok {
				shown = append(shown, aimed.Text)
			} else if last = err; err == nil {
				t.Errorf("event %+v", e)
			}
		}
		want := append(shown, messages.For(messages.English, camera.ErrDisconnected))
		if len(shown) != 2 || !errors.Is(last, camera.ErrDisconnected) {
			t.Errorf("shown %q, then %v", shown, last)
		}
		var heard []string
		for _, s := range spy.Said() {
			heard = append(heard, s.Text)
		}
		if len(heard) != len(want) {
			t.Fatalf("heard %q, want %q", heard, want)
		}
		for i := range want {
			if heard[i] != want[i] {
				t.Errorf("heard %q, want %q", heard[i], want[i])
			}
		}
	})
}
