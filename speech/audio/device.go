//go:build cgo || windows || darwin

package audio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ebitengine/oto/v3"

	"descry/speech"
)

const (
	// period is the device's buffer. Half of it makes sound stop 10 ms sooner, but runs
	// empty on a busy machine.
	period = 20 * time.Millisecond
	// buffer of oto's player, in bytes: 40 ms.
	buffer = rate * 2 * 40 / 1000
	// opening is how long the sound device may take to open: a server that doesn't answer
	// must not make anyone wait for ever.
	opening = 5 * time.Second
)

// Open opens the sound device, which a process can do once; speech.ErrNoDevice: there
// is none. ctx bounds the opening only.
func Open(ctx context.Context) (*Player, error) {
	c, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate: rate, ChannelCount: 1, Format: oto.FormatSignedInt16LE, BufferSize: period,
	})
	if err != nil {
		return nil, fmt.Errorf("audio: %w: %w", speech.ErrNoDevice, err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, opening, errors.New("it doesn't open"))
	defer cancel()
	select {
	case <-ready:
	case <-ctx.Done():
		return nil, fmt.Errorf("audio: %w: %w", speech.ErrNoDevice, context.Cause(ctx))
	}
	if err := c.Err(); err != nil { // oto tells of a missing device here only
		return nil, fmt.Errorf("audio: %w: %w", speech.ErrNoDevice, err)
	}
	m := newMixer(ahead)
	o := c.NewPlayer(m)
	o.SetBufferSize(buffer)
	o.Play()
	return newPlayer(m, &sound{c, o}), nil
}

// sound is a device by oto.
type sound struct {
	context *oto.Context
	player  *oto.Player
}

func (s *sound) err() error {
	if err := s.context.Err(); err != nil {
		return err
	}
	return s.player.Err()
}

// flush drops what oto has read: its players forget that when they seek.
func (s *sound) flush() { _, _ = s.player.Seek(0, io.SeekStart) }

func (s *sound) suspend() { _ = s.context.Suspend() } // err tells what is wrong, as below

func (s *sound) resume() { _ = s.context.Resume() }

// close stops the playing; oto can't give the device back before the process ends.
func (s *sound) close() {
	s.player.Pause()
	s.suspend()
}
