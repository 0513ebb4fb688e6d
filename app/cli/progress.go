package cli

import (
	"fmt"
	"io"
	"time"

	"descry/app/assistant"
	"descry/app/messages"
)

// Progress is whole lines, never a line that is drawn again: a screen reader would
// read each of its states, or none, and this command line is made for its users.

// quiet is how long a model loads without a word.
const quiet = time.Second

// loading says how far the loading of a model is, every 10%, once it takes longer
// than quiet.
type loading struct {
	out      io.Writer
	language string
	start    time.Time
	said     int // percent
}

func newLoading(out io.Writer, language string) *loading {
	return &loading{out: out, language: language}
}

// report takes the fraction that is loaded, 0 to 1. One goroutine at a time calls it.
func (l *loading) report(fraction float64) {
	if l.start.IsZero() || fraction <= 0 {
		l.start, l.said = time.Now(), 0
	}
	tens := int(min(max(fraction, 0), 1)*10) * 10
	if tens <= l.said || time.Since(l.start) < quiet {
		return
	}
	l.said = tens
	id, args := messages.Loading, []any{tens}
	if tens == 100 {
		id, args = messages.Loaded, nil
	}
	fmt.Fprintln(l.out, messages.Text(l.language, id, args...))
}

// The first word that work goes on comes after firstWait without anything else,
// the next ones after nextWait each.
const (
	firstWait = 3 * time.Second
	nextWait  = 10 * time.Second
)

// waiting says that work goes on while nothing is heard of it.
type waiting struct {
	events chan bool // true: something came; false: nothing is to be said until it does
	done   chan struct{}
	ended  chan struct{}
}

// startWaiting begins to wait. The caller calls stop.
func startWaiting(out io.Writer, sentence string) *waiting {
	w := &waiting{events: make(chan bool, 1), done: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(w.ended)
		timer := time.NewTimer(firstWait)
		defer timer.Stop()
		for {
			select {
			case <-w.done:
				return
			case came := <-w.events:
				if timer.Stop(); came {
					timer.Reset(firstWait)
				}
			case <-timer.C:
				fmt.Fprintln(out, sentence)
				timer.Reset(nextWait)
			}
		}
	}()
	return w
}

// during is w for a command on an input; nil, which says nothing, where all may stay as it
// is for as long as it likes.
func (w *waiting) during(in assistant.Input) *waiting {
	if !in.Live {
		return w
	}
	w.rest()
	return nil
}

// heard is called when something came.
func (w *waiting) heard() {
	if w == nil {
		return
	}
	select {
	case w.events <- true:
	default: // it has not looked at the one before yet
	}
}

// rest is called when what goes on is heard anyway; nothing is said before the next
// call of heard.
func (w *waiting) rest() {
	if w != nil {
		w.events <- false
	}
}

// stop ends the waiting; nothing is said after it returns.
func (w *waiting) stop() {
	close(w.done)
	<-w.ended
}
