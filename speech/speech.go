// Package speech turns streamed text into sound. It knows nothing of models, cameras
// or windows.
//
//	pieces of text ─ Sentences ─ Queue ─ Voice ─┬─ speaks by itself
//	                                            └─ Synthesizer ─ PCM ─ Player
package speech

import (
	"context"
	"errors"
	"io"
)

// What can be wrong with a voice. They come wrapped.
var (
	// ErrNoVoice means that there is no program or file that could speak.
	ErrNoVoice = errors.New("speech: no voice")
	// ErrNoDevice means that there is no sound device, or that it can't be opened.
	ErrNoDevice = errors.New("speech: no sound device")
	// ErrLost means that the sound device went away or stands still.
	ErrLost = errors.New("speech: sound device lost")
	// ErrDied means that the process that speaks ended again and again.
	ErrDied = errors.New("speech: the speaking process died")
	// ErrClosed is returned by what was closed.
	ErrClosed = errors.New("speech: closed")
)

// Settings says how a text is to be spoken. The zero value is the usual way.
type Settings struct {
	// Language is a BCP 47 tag; empty: English.
	Language string
	// Rate is in words a minute, MinRate to MaxRate; 0: the voice's own.
	Rate int
	// Pitch is how much higher than usual the voice is, -50 to 50 percent of its range.
	Pitch int
}

// MinRate and MaxRate bound Settings.Rate, in words a minute: the slowest and the
// quickest that espeak-ng speaks.
const (
	MinRate = 80
	MaxRate = 450
)

// MaxPitch bounds Settings.Pitch to both sides.
const MaxPitch = 50

// Valid says whether the numbers are in their bounds.
func (s Settings) Valid() bool {
	return (s.Rate == 0 || s.Rate >= MinRate && s.Rate <= MaxRate) && s.Pitch >= -MaxPitch && s.Pitch <= MaxPitch
}

// Voice speaks. It says one text at a time; calls from several goroutines wait for
// each other.
type Voice interface {
	// Say returns when the text was heard, or with ctx's error at most 50 ms before
	// there is silence after the end of ctx. A text in which there is nothing to be said
	// is no error.
	Say(ctx context.Context, text string, s Settings) error
	// Close ends what is being said and frees all. Say then returns ErrClosed.
	Close() error
}

// Synthesizer makes samples of a text. Its methods may be called by several
// goroutines.
type Synthesizer interface {
	// Synthesize returns as soon as the first samples are there; the caller closes
	// the PCM. The end of ctx ends it, also while it is read.
	Synthesize(ctx context.Context, text string, s Settings) (PCM, error)
	Close() error
}

// PCM is sound: mono samples of 16 bits, little endian. Reading gives what was
// rendered so far and waits for more.
type PCM struct {
	io.ReadCloser
	Rate int // samples a second
}

// Player makes sound audible. It plays one PCM at a time; calls from several
// goroutines wait for each other.
type Player interface {
	// Play returns when all was heard, or at once at the end of ctx, after which
	// nothing more is heard. It doesn't close p.
	Play(ctx context.Context, p PCM) error
	Close() error
}
