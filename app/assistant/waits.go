package assistant

import (
	"maps"
	"sync"
	"time"

	"descry/app/messages"
)

// Waits is how long people have waited on this machine, from a picture to the first sentence
// about it, by what they waited for. Durations are all that it holds. Its methods may be called by
// several goroutines; nil knows nothing and learns nothing.
type Waits struct {
	mu    sync.Mutex
	took  map[string]time.Duration
	learn bool // something was learned
}

// longestWait bounds what is believed: the encoder of a large model takes minutes on a slow machine.
const longestWait = time.Hour

// NewWaits begins with what was learned before, in milliseconds, as Learned gives it.
func NewWaits(known map[string]int) *Waits {
	w := &Waits{took: map[string]time.Duration{}}
	for kind, ms := range known {
		if d := time.Duration(ms) * time.Millisecond; d > 0 && d <= longestWait {
			w.took[kind] = d
		}
	}
	return w
}

// Learned gives what is known in milliseconds, and whether any of it is new.
func (w *Waits) Learned() (known map[string]int, fresh bool) {
	if w == nil {
		return nil, false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	known = map[string]int{}
	for kind, d := range maps.All(w.took) {
		known[kind] = int(d.Milliseconds())
	}
	return known, w.learn
}

// note learns from one wait: half of what is expected is the last one, so that another model
// or a busy machine is known after two or three.
func (w *Waits) note(kind string, took time.Duration) {
	if w == nil || took <= 0 || took > longestWait {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.learn = true
	if before, ok := w.took[kind]; ok {
		took = (before + took) / 2
	}
	w.took[kind] = took
}

// left is what is expected to be left of a wait; 0: nothing is known, or it takes longer than
// ever.
func (w *Waits) left(kind string, waited time.Duration) time.Duration {
	if w == nil {
		return 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return max(w.took[kind]-waited, 0)
}

// waitFor names what is waited for: another detail takes another time, and so does a question.
func waitFor(in Input) string {
	if in.Question != "" {
		return "ask-" + in.Detail.String()
	}
	return "describe-" + in.Detail.String()
}

// remaining says how long it will still take, in words that promise no more than is known;
// empty where that isn't worth a sentence.
func remaining(lang string, left time.Duration) string {
	switch seconds := int(left.Round(time.Second).Seconds()); {
	case seconds < 2:
		return ""
	case seconds < 15:
		return messages.Text(lang, messages.WaitSeconds, seconds)
	case seconds < 100:
		return messages.Text(lang, messages.WaitSeconds, (seconds+5)/10*10)
	default:
		return messages.Text(lang, messages.WaitMinutes, (seconds+30)/60)
	}
}
