package speech

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// rung is a Synthesizer that fails, or gives sound at a rate of its own.
type rung struct {
	rate     int
	err      error
	prepared int
}

func (r *rung) Synthesize(context.Context, string, Settings) (PCM, error) {
	return PCM{Rate: r.rate}, r.err
}
func (r *rung) Prepare(context.Context, Settings) { r.prepared++ }
func (r *rung) Close() error                      { return r.err }

func TestLadder(t *testing.T) {
	none, broken := fmt.Errorf("a: %w", ErrNoVoice), errors.New("broken")
	for _, c := range []struct {
		name  string
		rungs []Synthesizer
		rate  int
		err   error
	}{
		{"the first", []Synthesizer{&rung{rate: 1}, &rung{rate: 2}}, 1, nil},
		{"the next", []Synthesizer{&rung{err: none}, &rung{rate: 2}}, 2, nil},
		{"broken is told", []Synthesizer{&rung{err: broken}, &rung{rate: 2}}, 0, broken},
		{"none", []Synthesizer{&rung{err: none}, &rung{err: none}}, 0, ErrNoVoice},
	} {
		l := Ladder(c.rungs...)
		pcm, err := l.Synthesize(t.Context(), "A cup.", Settings{})
		if pcm.Rate != c.rate && err == nil || !errors.Is(err, c.err) {
			t.Errorf("%s: rung %d, %v", c.name, pcm.Rate, err)
		}
		l.(Preparer).Prepare(t.Context(), Settings{})
		if c.rungs[1].(*rung).prepared != 1 {
			t.Errorf("%s: not prepared", c.name)
		}
	}
	if err := Ladder(&rung{err: broken}, &rung{}).Close(); !errors.Is(err, broken) {
		t.Errorf("closed: %v", err)
	}
}
