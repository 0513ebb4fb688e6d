package app

import (
	"context"
	"errors"
	"strings"

	"descry/speech"
	"descry/speech/ssip"
)

// speechdVoice is speech-dispatcher, with the voice that the person has chosen there: that of
// the screen reader.
const speechdVoice = "speechd-usual"

// isSpeechd says whether a voice is speech-dispatcher's.
func isSpeechd(id string) bool { return strings.HasPrefix(id, "speechd-") }

// dispatched is a voice that leaves to speech-dispatcher what is to be said by it. Where
// there is none, the other one says it.
type dispatched struct {
	server *ssip.Voice
	own    speech.Voice // nil: there is none, as failed says
	failed error
}

// Say implements speech.Voice.
func (d *dispatched) Say(ctx context.Context, text string, s speech.Settings) error {
	var err error
	if isSpeechd(s.Voice) {
		if err = d.server.Say(ctx, text, s); !errors.Is(err, speech.ErrNoVoice) {
			return err
		}
		s = s.Usual()
	}
	if d.own == nil {
		return errors.Join(d.failed, err)
	}
	return d.own.Say(ctx, text, s)
}

// Prepare implements speech.Preparer.
func (d *dispatched) Prepare(ctx context.Context, s speech.Settings) {
	if p, ok := d.own.(speech.Preparer); ok && !isSpeechd(s.Voice) {
		p.Prepare(ctx, s)
	}
}

// Signal implements speech.Signaller.
func (d *dispatched) Signal(e speech.Earcon) {
	if s, ok := d.own.(speech.Signaller); ok {
		s.Signal(e)
	}
}

// Close implements speech.Voice.
func (d *dispatched) Close() error {
	err := d.server.Close()
	if d.own != nil {
		err = errors.Join(err, d.own.Close())
	}
	return err
}
