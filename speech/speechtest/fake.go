package speechtest

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"time"

	"descry/speech"
)

// Samples are those of PCM bytes.
func Samples(b []byte) []int16 {
	s := make([]int16, len(b)/2)
	for i := range s {
		s[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return s
}

// Loudest is the largest absolute value of a sample.
func Loudest(samples []int16) int {
	most := 0
	for _, s := range samples {
		most = max(most, int(s), -int(s))
	}
	return most
}

// Beeper is a Synthesizer that makes 40 ms of a tone of each letter, at 22050 Hz.
type Beeper struct{}

var _ speech.Synthesizer = Beeper{}

// Synthesize implements speech.Synthesizer.
func (Beeper) Synthesize(ctx context.Context, text string, s speech.Settings) (speech.PCM, error) {
	if err := ctx.Err(); err != nil {
		return speech.PCM{}, err
	}
	letter := 40 * time.Millisecond
	if s.Rate > 0 {
		letter = letter * 175 / time.Duration(s.Rate)
	}
	const rate = 22050
	n := int(time.Duration(len(text)) * letter * rate / time.Second)
	return speech.PCM{ReadCloser: &tone{ctx: ctx, left: n, rate: rate}, Rate: rate}, nil
}

// Close implements speech.Synthesizer.
func (Beeper) Close() error { return nil }

// tone is a sine of 440 Hz.
type tone struct {
	ctx            context.Context // ends the reading, as it ends a rendering
	at, left, rate int
}

// Read implements io.Reader.
func (t *tone) Read(b []byte) (int, error) {
	switch {
	case t.ctx.Err() != nil:
		return 0, t.ctx.Err()
	case t.left == 0:
		return 0, io.EOF
	}
	n := min(t.left, len(b)/2)
	for i := range n {
		v := 16000 * math.Sin(2*math.Pi*440*float64(t.at+i)/float64(t.rate))
		binary.LittleEndian.PutUint16(b[2*i:], uint16(int16(v)))
	}
	t.at, t.left = t.at+n, t.left-n
	return 2 * n, nil
}

// Close implements io.Closer.
func (*tone) Close() error { return nil }

// Silent is a Player that takes the time that the sound would take.
type Silent struct{}

var _ speech.Player = Silent{}

// Play implements speech.Player.
func (Silent) Play(ctx context.Context, p speech.PCM) error {
	b := make([]byte, p.Rate/50*2) // 20 ms
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		n, err := io.ReadFull(p, b)
		if n > 0 {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return nil
		default:
			return err
		}
	}
}

// Close implements speech.Player.
func (Silent) Close() error { return nil }
