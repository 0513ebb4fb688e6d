// Package audio plays samples on the system's sound device. It knows nothing of voices
// or texts.
//
//	PCM ─ resampler ─ mixer ─ oto ─ sound device
package audio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"descry/internal/turn"
	"descry/speech"
)

const (
	// rate of the device, in samples a second; each voice is resampled to it.
	rate = 48000
	// ahead is how much sound waits in the mixer, so that a voice may pause for a moment.
	ahead = rate / 5
	// under is how long a sample takes from the mixer to the ear, 80 ms as recorded: oto's player, the
	// device's buffer, and a sound server.
	under = 100 * time.Millisecond
	// look is how often the device is asked whether it is well. One that has taken nothing at so
	// many looks in a row is lost: after 300 ms at most where it took samples before, for a second while
	// it wakes, as one without a wire does. Looks are counted, for this process may stand still itself.
	look                = 50 * time.Millisecond
	still, stillAtFirst = 5, 20
	// awake is how many samples it takes until it counts as such.
	awake = rate / 2
	// A device that plays silence costs some percent of a core. So it is suspended when
	// nothing is played for a while: a short one after it was opened, when a model may be
	// at work that needs the processor, and one as long as a person thinks after a word.
	// Resuming takes 10 to 48 ms.
	idleAtFirst, idle = 2 * time.Second, time.Minute
)

// device is what takes the samples out of the mixer.
type device interface {
	err() error // what it failed with, for ever
	flush()     // drops what it has taken but not played
	suspend()   // it takes nothing until resume
	resume()
	close()
}

// Player is a speech.Player on the system's sound device.
type Player struct {
	mixer  *mixer
	device device
	turn   *turn.Turn
	ctx    context.Context // ends with Close
	end    context.CancelFunc
	// last is when the last sound ended, for who has the turn; tired goes off after it.
	last  time.Time
	tired *time.Timer
	// before is what the mixer had given when the playing began.
	before int64
}

var (
	_ speech.Player    = (*Player)(nil)
	_ speech.Signaller = (*Player)(nil)
)

// Each earcon is as it is played.
const _ = uint(rate-speech.EarconRate) + uint(speech.EarconRate-rate)

func newPlayer(m *mixer, d device) *Player {
	ctx, end := context.WithCancel(context.Background())
	p := &Player{mixer: m, device: d, turn: turn.New(speech.ErrClosed), ctx: ctx, end: end}
	p.tired = time.AfterFunc(idleAtFirst, p.nap)
	return p
}

// nap suspends the device if nothing was played meanwhile.
func (p *Player) nap() {
	if p.turn.Take(p.ctx) != nil {
		return // closed
	}
	defer p.turn.Give()
	if left := idle - time.Since(p.last); !p.last.IsZero() && left > 0 {
		p.tired.Reset(left) // it was an earcon that this came so soon after
		return
	}
	p.device.flush() // or what is left in it would be heard after resume
	p.device.suspend()
}

// Play implements speech.Player. A device that went away or takes no samples
// gives speech.ErrLost; a process then needs another process to play.
func (p *Player) Play(ctx context.Context, pcm speech.PCM) error {
	if err := p.turn.Take(ctx); err != nil {
		return err
	}
	defer p.turn.Give()
	p.tired.Stop()
	p.device.resume()
	p.before = p.mixer.taken.Load()
	defer func() {
		p.last = time.Now()
		p.tired.Reset(idle)
	}()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.ctx, cancel)()
	cut := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(cut)
		p.mixer.drop()
		p.device.flush()
	})
	err := p.feed(ctx, pcm)
	if err == nil {
		err = p.drain(ctx)
	}
	if !stop() {
		<-cut
		if p.ctx.Err() != nil {
			return speech.ErrClosed
		}
		return ctx.Err()
	}
	if err != nil {
		p.mixer.drop()
		p.device.flush()
	}
	return err
}

// Signal implements speech.Signaller: an earcon is heard at once, softly under speech.
func (p *Player) Signal(e speech.Earcon) {
	if p.ctx.Err() != nil {
		return
	}
	p.mixer.mix(e.Samples())
	p.device.resume()
	p.tired.Reset(idleAtFirst)
}

// Close implements speech.Player.
func (p *Player) Close() error {
	p.end()
	if p.turn.Shut() {
		p.tired.Stop()
		p.device.close()
	}
	p.turn.Give()
	return nil
}

// feed puts all samples into the mixer.
func (p *Player) feed(ctx context.Context, pcm speech.PCM) error {
	if pcm.Rate < 8000 || pcm.Rate > rate {
		return fmt.Errorf("audio: %d samples a second: %w", pcm.Rate, errors.ErrUnsupported)
	}
	r := newResampler(pcm.Rate, rate)
	b := make([]byte, 2048)
	odd := 0 // bytes of half a sample
	for {
		n, err := pcm.Read(b[odd:])
		n += odd
		odd = n % 2
		if err := p.push(ctx, r.add(samples(b[:n-odd]))); err != nil {
			return err
		}
		copy(b, b[n-odd:n])
		switch {
		case errors.Is(err, io.EOF):
			return p.push(ctx, r.rest())
		case err != nil:
			return fmt.Errorf("audio: reading the sound: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

// push waits until the mixer has taken all samples.
func (p *Player) push(ctx context.Context, samples []int16) error {
	return p.wait(ctx, func() bool {
		samples = samples[p.mixer.write(ctx, samples):]
		return len(samples) == 0
	})
}

// drain waits until all was heard.
func (p *Player) drain(ctx context.Context) error {
	if err := p.wait(ctx, p.mixer.empty); err != nil {
		return err
	}
	timer := time.NewTimer(under)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// wait waits until something holds, which can change when the device has taken samples.
func (p *Player) wait(ctx context.Context, holds func() bool) error {
	tick := time.NewTicker(look)
	defer tick.Stop()
	taken, looks := p.mixer.taken.Load(), 0
	for !holds() {
		select {
		case <-p.mixer.room:
		case <-ctx.Done():
		case <-tick.C:
			looks++
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := p.device.err(); err != nil {
			return fmt.Errorf("audio: %w: %w", speech.ErrLost, err)
		}
		switch now := p.mixer.taken.Load(); {
		case now != taken:
			taken, looks = now, 0
		case looks > stillAtFirst, looks >= still && taken-p.before >= awake:
			return fmt.Errorf("audio: %w: it takes no samples", speech.ErrLost)
		}
	}
	return nil
}

// samples are those of PCM bytes, of which there is an even number.
func samples(b []byte) []int16 {
	s := make([]int16, len(b)/2)
	for i := range s {
		s[i] = int16(b[2*i]) | int16(b[2*i+1])<<8
	}
	return s
}
