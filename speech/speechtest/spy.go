// Package speechtest holds fakes of speech, and what hears and checks real voices. It
// is for tests, and knows nothing of how a voice works.
package speechtest

import (
	"context"
	"sync"
	"time"

	"descry/speech"
)

// Said is a text that a Spy was given.
type Said struct {
	Text     string
	Settings speech.Settings
	Whole    bool // it was said to its end
}

// Spy is a Voice that makes no sound: it takes Pace for each character, and
// remembers. Its fields are set before it is used.
type Spy struct {
	Pace time.Duration
	// Err is what Say fails with; nil: it doesn't.
	Err error

	mu     sync.Mutex
	said   []Said
	saying bool
	closed bool
}

var _ speech.Voice = (*Spy)(nil)

// Say implements speech.Voice. Two texts at once are a mistake of the caller's.
func (s *Spy) Say(ctx context.Context, text string, how speech.Settings) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	timer := time.NewTimer(time.Duration(len([]rune(text))) * s.Pace)
	defer timer.Stop()
	select {
	case <-timer.C:
		s.end(Said{text, how, true})
		return s.Err
	case <-ctx.Done():
		s.end(Said{text, how, false})
		return ctx.Err()
	}
}

func (s *Spy) begin(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.saying:
		panic("speechtest: two texts at once")
	case s.closed:
		return speech.ErrClosed
	case ctx.Err() != nil:
		return ctx.Err()
	}
	s.saying = true
	return nil
}

func (s *Spy) end(said Said) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.saying = false
	s.said = append(s.said, said)
}

// Close implements speech.Voice.
func (s *Spy) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// Said returns all that was said since the last call.
func (s *Spy) Said() []Said {
	s.mu.Lock()
	defer s.mu.Unlock()
	said := s.said
	s.said = nil
	return said
}
