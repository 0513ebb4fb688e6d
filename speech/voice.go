package speech

import (
	"context"
	"errors"

	"descry/internal/turn"
)

// NewVoice makes a Voice of a Synthesizer and a Player, and owns both.
func NewVoice(s Synthesizer, p Player) Voice {
	ctx, end := context.WithCancel(context.Background())
	return &joined{synthesizer: s, player: p, turn: turn.New(ErrClosed), ctx: ctx, end: end}
}

type joined struct {
	synthesizer Synthesizer
	player      Player
	turn        *turn.Turn
	ctx         context.Context // ends with Close
	end         context.CancelFunc
}

// Say implements Voice.
func (j *joined) Say(ctx context.Context, text string, s Settings) error {
	return j.turn.Do(ctx, j.ctx, func(ctx context.Context) error {
		pcm, err := j.synthesizer.Synthesize(ctx, text, s)
		if err != nil {
			return err
		}
		return errors.Join(j.player.Play(ctx, pcm), pcm.Close())
	})
}

// Signal implements Signaller, if the player does.
func (j *joined) Signal(e Earcon) {
	if s, ok := j.player.(Signaller); ok {
		s.Signal(e)
	}
}

// Prepare implements Preparer, if the synthesizer does.
func (j *joined) Prepare(ctx context.Context, s Settings) {
	if p, ok := j.synthesizer.(Preparer); ok {
		p.Prepare(ctx, s)
	}
}

// Close implements Voice.
func (j *joined) Close() error {
	j.end()
	first := j.turn.Shut()
	defer j.turn.Give()
	if !first {
		return nil
	}
	return errors.Join(j.player.Close(), j.synthesizer.Close())
}
