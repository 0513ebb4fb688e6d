package assistant

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"descry/speech"
)

func TestRemaining(t *testing.T) {
	for left, want := range map[time.Duration]string{
		0: "", time.Second: "", 1600 * time.Millisecond: "About 2 seconds more.", 14 * time.Second: "About 14 seconds more.",
		17 * time.Second: "About 20 seconds more.", 94 * time.Second: "About 90 seconds more.",
		100 * time.Second: "About 2 minutes more.", 9 * time.Minute: "About 9 minutes more.",
	} {
		if got := remaining("en", left); got != want {
			t.Errorf("%v: %q, want %q", left, got, want)
		}
	}
}

func TestWaits(t *testing.T) {
	w := NewWaits(map[string]int{"a": 4000, "negative": -1, "endless": 1 << 40})
	if known, fresh := w.Learned(); fresh || !maps.Equal(known, map[string]int{"a": 4000}) {
		t.Errorf("began with %v, %v", known, fresh)
	}
	w.note("a", 8*time.Second)
	w.note("b", 2*time.Second)
	w.note("b", 48*time.Hour) // the machine slept
	w.note("b", 0)
	if known, fresh := w.Learned(); !fresh || !maps.Equal(known, map[string]int{"a": 6000, "b": 2000}) {
		t.Errorf("learned %v, %v", known, fresh)
	}
	if got := w.left("a", 2*time.Second); got != 4*time.Second {
		t.Errorf("%v are left", got)
	}
	for _, kind := range []string{"a", "unknown"} {
		if got := w.left(kind, time.Minute); got != 0 {
			t.Errorf("%s: %v are left", kind, got)
		}
	}
	var none *Waits
	none.note("a", time.Second)
	if known, fresh := none.Learned(); known != nil || fresh || none.left("a", 0) != 0 {
		t.Error("nothing knows something")
	}
}

// listener hears what is said, as long as it may be.
type listener struct {
	mu    sync.Mutex
	began time.Time
	heard []string
	at    []time.Duration
	ctxs  []context.Context
}

func (l *listener) Signal(speech.Earcon) {}

func (l *listener) Speak(ctx context.Context, u speech.Utterance) *speech.Spoken {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard, l.at, l.ctxs = append(l.heard, u.Text), append(l.at, time.Since(l.began)), append(l.ctxs, ctx)
	return nil
}

// TestRemainingIsSpoken: after three seconds, once, if it is known how long it takes; the
// answer cuts it short, and what was waited is learned.
func TestRemainingIsSpoken(t *testing.T) {
	for _, c := range []struct {
		name   string
		known  map[string]int
		takes  time.Duration
		want   []string
		learns int
	}{
		{"nothing known", nil, 10 * time.Second, nil, 10000},
		{"known", map[string]int{"describe-normal": 12000}, 10 * time.Second, []string{"About 9 seconds more."}, 11000},
		{"quicker than three seconds", map[string]int{"describe-normal": 12000}, 2 * time.Second, nil, 7000},
		{"longer than ever", map[string]int{"describe-normal": 3500}, 20 * time.Second, nil, 11750},
		{"another detail is known", map[string]int{"describe-full": 60000}, 10 * time.Second, nil, 10000},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &listener{began: time.Now()}
				w := NewWaits(c.known)
				a := &recital{ctx: t.Context(), speaker: l, language: "en", waits: w, kind: waitFor(Input{})}
				for e := range waiting(c.takes) {
					a.event(e)
				}
				if len(l.heard) != len(c.want)+1 || !slices.Equal(l.heard[:len(c.want)], c.want) {
					t.Fatalf("heard %q", l.heard)
				}
				for i := range c.want {
					if l.at[i] != 3*time.Second || l.ctxs[i].Err() == nil {
						t.Errorf("said after %v, and it goes on after the answer: %v", l.at[i], l.ctxs[i].Err() == nil)
					}
				}
				if known, _ := w.Learned(); known["describe-normal"] != c.learns {
					t.Errorf("learned %v, want %d", known, c.learns)
				}
			})
		})
	}
}

// waiting is a run whose first sentence takes a while.
func waiting(takes time.Duration) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		_ = yield(Captured{})
		time.Sleep(takes)
		_ = yield(Sentence{Text: "A cup."}) && yield(Answered{Answer: "A cup.", Raw: "A cup."})
	}
}
