package speech_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"descry/speech"
	"descry/speech/speechtest"
)

// bench is a queue on a spy that takes 10 ms a character.
func bench(t *testing.T) (*speech.Queue, *speechtest.Spy) {
	t.Helper()
	spy := &speechtest.Spy{Pace: 10 * time.Millisecond}
	q := speech.NewQueue(spy)
	t.Cleanup(func() { _ = q.Close() })
	return q, spy
}

func say(ctx context.Context, q *speech.Queue, text string, p speech.Priority) *speech.Spoken {
	return q.Speak(ctx, speech.Utterance{Text: text, Priority: p})
}

// heard is what the spy said, with "-" behind what was cut.
func heard(spy *speechtest.Spy) string {
	var words []string
	for _, s := range spy.Said() {
		if !s.Whole {
			s.Text += "-"
		}
		words = append(words, s.Text)
	}
	return strings.Join(words, " ")
}

func TestOrder(t *testing.T) {
	type given struct {
		text string
		p    speech.Priority
	}
	for _, c := range []struct {
		name  string
		after time.Duration // when all but the first are given
		given []given
		want  string
	}{
		{"as they come", 0, []given{{"one", 0}, {"two", 0}, {"three", 0}}, "one two three"},
		{"next", 5, []given{{"one", 0}, {"two", 0}, {"first", speech.Next}, {"second", speech.Next}}, "one first second two"},
		{"now cuts", 5, []given{{"one", 0}, {"two", 0}, {"alarm", speech.Now}}, "one- alarm two"},
		{"now cuts no now", 5, []given{{"alarm", speech.Now}, {"two", 0}, {"other", speech.Now}}, "alarm other two"},
		{"now before next", 5, []given{{"one", 0}, {"first", speech.Next}, {"alarm", speech.Now}}, "one- alarm first"},
		{"nothing in it", 0, []given{{"", 0}, {"two", 0}}, " two"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q, spy := bench(t)
				var all []*speech.Spoken
				for i, g := range c.given {
					if i == 1 {
						time.Sleep(c.after * time.Millisecond)
					}
					all = append(all, say(t.Context(), q, g.text, g.p))
				}
				for i, s := range all {
					err := s.Wait(t.Context())
					cut := strings.Contains(c.want, c.given[i].text+"-")
					if cut != errors.Is(err, speech.ErrCut) || !cut && err != nil {
						t.Errorf("%q: %v", c.given[i].text, err)
					}
				}
				if got := heard(spy); got != c.want {
					t.Errorf("heard %q, want %q", got, c.want)
				}
			})
		})
	}
}

// TestEndedRunIsSilent: the end of a run's ctx cuts and drops all that is its own.
func TestEndedRunIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, spy := bench(t)
		run, end := context.WithCancelCause(t.Context())
		reason := errors.New("superseded")
		cut, dropped := say(run, q, "running", 0), say(run, q, "waiting", 0)
		other := say(t.Context(), q, "other", 0)
		time.Sleep(20 * time.Millisecond)
		begun := time.Now()
		end(reason)
		for _, s := range []*speech.Spoken{cut, dropped} {
			if err := s.Wait(t.Context()); !errors.Is(err, reason) {
				t.Errorf("got %v", err)
			}
		}
		if took := time.Since(begun); took != 0 {
			t.Errorf("it took %v", took)
		}
		late := say(run, q, "late", speech.Now)
		if err := late.Wait(t.Context()); !errors.Is(err, reason) {
			t.Errorf("after the end: %v", err)
		}
		if err := other.Wait(t.Context()); err != nil {
			t.Error(err)
		}
		if got := heard(spy); got != "running- other" {
			t.Errorf("heard %q", got)
		}
	})
}

func TestVoiceFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, spy := bench(t)
		spy.Err = speech.ErrNoDevice
		for range 2 { // the queue goes on
			if err := say(t.Context(), q, "one", 0).Wait(t.Context()); !errors.Is(err, speech.ErrNoDevice) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, spy := bench(t)
		s := say(t.Context(), q, "a long text", 0)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := s.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if err := s.Wait(t.Context()); err != nil || heard(spy) != "a long text" {
			t.Errorf("it was cut: %v", err)
		}
	})
}

// TestEnded: whether it was said is told without waiting.
func TestEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := bench(t)
		ctx, cancel := context.WithCancel(t.Context())
		one, two := say(t.Context(), q, "one", speech.Normal), say(ctx, q, "two", speech.Normal)
		cancel()
		synctest.Wait()
		if ended, err := one.Ended(); ended || err != nil {
			t.Errorf("while it is said: %v, %v", ended, err)
		}
		if ended, err := two.Ended(); !ended || !errors.Is(err, context.Canceled) {
			t.Errorf("dropped: %v, %v", ended, err)
		}
		time.Sleep(time.Second)
		if ended, err := one.Ended(); !ended || err != nil {
			t.Errorf("heard: %v, %v", ended, err)
		}
		_ = q.Close()
	})
}

func TestQueueClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, spy := bench(t)
		running, waiting := say(t.Context(), q, "running", 0), say(t.Context(), q, "waiting", 0)
		time.Sleep(20 * time.Millisecond)
		_ = q.Close()
		_ = q.Close()
		for _, s := range []*speech.Spoken{running, waiting, say(t.Context(), q, "late", 0)} {
			if err := s.Wait(t.Context()); !errors.Is(err, speech.ErrClosed) {
				t.Errorf("got %v", err)
			}
		}
		if got := heard(spy); got != "running-" {
			t.Errorf("heard %q", got)
		}
	})
}

// TestRandomEvents: whatever is said, cut and stopped in whatever order, nothing of
// an ended run is begun, and all ends.
func TestRandomEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, spy := bench(t)
		rng := rand.New(rand.NewPCG(1, 2))
		type run struct {
			ctx context.Context
			end context.CancelFunc
		}
		fresh := func() run {
			ctx, end := context.WithCancel(t.Context())
			return run{ctx, end}
		}
		var wg sync.WaitGroup
		r := fresh()
		name, given, whole := 'a', 0, 0
		for range 10_000 {
			switch n := rng.IntN(10); {
			case n < 6:
				s := say(r.ctx, q, strings.Repeat(string(name), 1+rng.IntN(3)), speech.Priority(rng.IntN(3)))
				given++
				wg.Go(func() { _ = s.Wait(context.Background()) })
			case n < 9:
				time.Sleep(time.Duration(rng.IntN(50)) * time.Millisecond)
			default:
				r.end()
				synctest.Wait()
				spy.Said()
				name++
				r = fresh()
			}
			for _, s := range spy.Said() {
				if !strings.HasPrefix(s.Text, string(name)) {
					t.Fatalf("%q was said in the run %q", s.Text, string(name))
				}
				if s.Whole {
					whole++
				}
			}
		}
		wg.Wait()
		r.end()
		if given < 1000 || whole < 100 {
			t.Errorf("only %d given, %d said whole", given, whole)
		}
	})
}

// TestSentencesAreSpoken is the way from streamed text to a voice.
func TestSentencesAreSpoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, spy := bench(t)
		text := slices.Values([]string{"A red", " cup. It", " is hot."})
		var last *speech.Spoken
		for s, err := range speech.Sentences(func(yield func(string, error) bool) {
			for piece := range text {
				if !yield(piece, nil) {
					return
				}
			}
		}) {
			if err != nil {
				t.Fatal(err)
			}
			last = say(t.Context(), q, s, 0)
		}
		if err := last.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := heard(spy); got != "A red cup. It is hot." {
			t.Errorf("heard %q", got)
		}
	})
}
