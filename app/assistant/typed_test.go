package assistant

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"descry/camera"
	"descry/inference/inferencetest"
)

// keyboard is a Host on which a line is typed every 20 seconds; "!" is an error of reading.
type keyboard struct {
	Host  // nil: nothing else is used
	a     *Assistant
	snap  error
	lines []string
}

func (k *keyboard) Assistant() *Assistant { return k.a }
func (k *keyboard) Camera(string) Camera  { return card{k.snap} }

func (k *keyboard) Text(ctx context.Context, _ string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, l := range k.lines {
			select {
			case <-time.After(20 * time.Second):
			case <-ctx.Done():
				return
			}
			if l == "!" {
				yield("", fs.ErrClosed)
				return
			}
			if !yield(l+"\n", nil) {
				return
			}
		}
	}
}

// summary has one word an event.
func summary(events iter.Seq2[Event, error]) (all []string) {
	for e, err := range events {
		switch e := e.(type) {
		case Awaiting:
			all = append(all, "?")
		case Asked:
			all = append(all, "asked "+e.Question)
		case Answered:
			word := "answered"
			if e.Stats != nil {
				word = fmt.Sprintf("answered after %v, %d encoded", e.Stats.FirstToken, e.Stats.TilesEncoded)
			}
			all = append(all, word)
		}
		if err != nil {
			all = append(all, "error")
		}
	}
	return all
}

// TestTyped: the frame, which takes ten seconds to encode, is encoded while the first line
// is typed, and a new one while the next is.
func TestTyped(t *testing.T) {
	const ready = "answered after 0s, 0 encoded"
	for _, c := range []struct {
		name  string
		snap  error
		lines []string
		want  []string
	}{
		{"one", nil, []string{"What is this?"}, []string{"answered", "?", "asked What is this?", ready, "?"}},
		{
			"two, and another look", nil,
			[]string{"What is this?", "Is it red?", " ", "And this?"},
			[]string{"answered", "?", "asked What is this?", ready, "?", "asked Is it red?", ready, "?", "asked ", "answered", "?", "asked And this?", ready, "?"},
		},
		{
			"too long, then another", nil,
			[]string{strings.Repeat("a", MaxQuestion+1), "What?"},
			[]string{"answered", "?", "asked " + strings.Repeat("a", MaxQuestion+1), "error", "?", "asked What?", ready, "?"},
		},
		{"nothing", nil, nil, []string{"answered", "?"}},
		{"unreadable", nil, []string{"!"}, []string{"answered", "?", "error"}},
		{"no picture", camera.ErrBroken, []string{"What?"}, []string{"error"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var watch encoder
				e := inferencetest.New(inferencetest.Say("A cup."))
				e.Encode = watch.encode
				k := &keyboard{a: on(e), snap: c.snap, lines: c.lines}
				got := summary(runAsk(t.Context(), k, Input{Picture: "p", Typed: true}))
				if !slices.Equal(got, c.want) {
					t.Errorf("got  %q\nwant %q", got, c.want)
				}
				if watch.most.Load() > 1 {
					t.Error("two were encoded at once")
				}
			})
		})
	}
}

// TestTypedInterrupted: the end of ctx, and a consumer that leaves, end the work at once.
func TestTypedInterrupted(t *testing.T) {
	for _, leaves := range []bool{false, true} {
		t.Run(fmt.Sprintf("leaves %v", leaves), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var watch encoder
				e := inferencetest.New(nil)
				e.Encode = watch.encode
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				start := time.Now()
				var last error
				for ev, err := range runAsk(ctx, &keyboard{a: on(e), lines: []string{"What?"}}, Input{Picture: "p", Typed: true}) {
					last = err
					if _, ok := ev.(Awaiting); ok && leaves {
						time.Sleep(time.Second)
						break
					}
				}
				want := 3 * time.Second
				if leaves {
					want = time.Second
				} else if !errors.Is(last, context.DeadlineExceeded) {
					t.Errorf("it ended with %v", last)
				}
				if took := time.Since(start); took != want || watch.now.Load() != 0 || watch.stopped.Load() != 1 {
					t.Errorf("ended after %v, want %v; %d stopped, %d go on", took, want, watch.stopped.Load(), watch.now.Load())
				}
			})
		})
	}
}
