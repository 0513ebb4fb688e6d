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

// Lister is a Voice or Synthesizer that can tell which voices it has.
type Lister interface {
	// Voices are in an order that doesn't change.
	Voices(ctx context.Context) ([]VoiceInfo, error)
}

// VoiceInfo tells of one voice.
type VoiceInfo struct {
	ID       string // as Settings.Voice takes it
	Name     string // for a person
	Language string // a BCP 47 tag in lower case
}

// Synthesizer makes samples of a text. Its methods may be called by several
// goroutines.
type Synthesizer interface {
	// Synthesize returns as soon as the first samples are there; the caller closes
	// the PCM. The end of ctx ends it, also while it is read.
	Synthesize(ctx context.Context, text string, s Settings) (PCM, error)
	Close() error
}

// Preparer is a Voice or Synthesizer that can make ready for what is said soon.
type Preparer interface {
	// Prepare returns at once. What goes wrong is told when there is something to say.
	Prepare(ctx context.Context, s Settings)
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
