package speech

import (
	"context"
	"errors"
)

// Ladder is a Synthesizer of several, the first of which that has a voice for a text makes its
// sound. It owns them.
func Ladder(rungs ...Synthesizer) Synthesizer { return ladder(rungs) }

type ladder []Synthesizer

// Synthesize implements Synthesizer.
func (l ladder) Synthesize(ctx context.Context, text string, s Settings) (PCM, error) {
	var all error
	for _, rung := range l {
		pcm, err := rung.Synthesize(ctx, text, s)
		if err == nil || !errors.Is(err, ErrNoVoice) {
			return pcm, err
		}
		all = errors.Join(all, err)
	}
	return PCM{}, all
}

// Prepare implements Preparer.
func (l ladder) Prepare(ctx context.Context, s Settings) {
	for _, rung := range l {
		if p, ok := rung.(Preparer); ok {
			p.Prepare(ctx, s)
		}
	}
}

// Close implements Synthesizer.
func (l ladder) Close() error {
	var all error
	for _, rung := range l {
		all = errors.Join(all, rung.Close())
	}
	return all
}
