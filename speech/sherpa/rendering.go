package sherpa

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
	"unicode"

	"descry/speech"
)

// phrase is how long a part of a text may be that is rendered at once, in characters: what a stop
// may have to wait for, and who reads the first sample.
const phrase = 160

// rendering is sound that is being made, one phrase ahead of who reads it.
type rendering struct {
	ctx     context.Context
	cancel  context.CancelFunc
	load    *load
	text    string // what is left of it, for work
	speaker int
	speed   float32
	volume  float32
	rate    int // at which it is to be played
	sound   chan []byte
	rest    []byte // read next
	err     error  // why there is no more; valid when sound is closed
}

// newRendering ends with the first of the two.
func newRendering(ctx, closed context.Context, l *load, text string, how speech.Settings, speaker int) *rendering {
	r := &rendering{load: l, text: text, speaker: speaker, sound: make(chan []byte, 1)}
	r.ctx, r.cancel = context.WithCancel(ctx)
	context.AfterFunc(closed, r.cancel)
	// The voice keeps its pitch at every speed. A higher one is made by playing faster what was spoken
	// slower: at most half an octave to both sides.
	higher := math.Exp2(float64(min(max(how.Pitch, -speech.MaxPitch), speech.MaxPitch)) / (2 * speech.MaxPitch))
	words := min(max(cmp.Or(how.Rate, usualRate), speech.MinRate), speech.MaxRate)
	r.speed = float32(float64(words) / usualRate / higher)
	r.volume = float32(min(max(cmp.Or(how.Volume, 100), speech.MinVolume), speech.MaxVolume)) / 100
	r.rate = min(max(int(float64(l.files.Rate)*higher), leastRate), mostRate)
	return r
}

// begin waits for the first phrase.
func (r *rendering) begin() error {
	select {
	case b, ok := <-r.sound:
		if r.rest = b; !ok && !errors.Is(r.err, io.EOF) {
			return r.err
		}
		return nil
	case <-r.ctx.Done(): // the phrase goes on for no one
		return r.ctx.Err()
	}
}

func (r *rendering) work() {
	defer close(r.sound)
	for {
		part, rest := cut(r.text)
		if r.text = rest; part == "" {
			r.err = io.EOF
			return
		}
		if !sayable(part) {
			continue
		}
		b, err := r.render(part)
		if err != nil {
			r.err = err
			return
		}
		select {
		case r.sound <- b:
		case <-r.ctx.Done():
			r.err = r.ctx.Err()
			return
		}
	}
}

func (r *rendering) render(part string) ([]byte, error) {
	if err := r.load.turn.Take(r.ctx); err != nil {
		return nil, err
	}
	defer r.load.turn.Give()
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	samples := r.load.model.say(clean(part), r.speaker, r.speed)
	b := make([]byte, 0, 2*len(samples))
	for _, v := range samples {
		v *= r.volume
		if v != v { // not a number
			v = 0
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(min(max(v, -1), 1)*math.MaxInt16)))
	}
	return b, nil
}

// Read implements io.Reader.
func (r *rendering) Read(b []byte) (int, error) {
	for len(r.rest) == 0 {
		select {
		case next, ok := <-r.sound:
			if !ok {
				return 0, r.err
			}
			r.rest = next
		case <-r.ctx.Done():
			return 0, r.ctx.Err()
		}
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Close implements io.Closer. A phrase that is being rendered goes on for no one.
func (r *rendering) Close() error {
	r.cancel()
	return nil
}

// cut takes the next phrase from a text: up to the end of a sentence, or where that is far, a
// comma or a space.
func cut(text string) (part, rest string) {
	count, comma, space := 0, 0, 0
	for i, c := range text {
		end := i + len(string(c))
		if c == unicode.ReplacementChar {
			end = i + 1 // it may be a byte that is no UTF-8
		}
		next := strings.TrimLeft(text[end:min(end+1, len(text))], " \n") == ""
		switch {
		case c == '\n', next && strings.ContainsRune(".!?:;", c), strings.ContainsRune("。！？।؟", c):
			return text[:end], text[end:]
		case next && c == ',':
			comma = end
		case unicode.IsSpace(c):
			space = end
		}
		if count++; count >= phrase {
			at := cmp.Or(comma, space, end)
			return text[:at], text[at:]
		}
	}
	return text, ""
}

// sayable says whether there is anything in a phrase that a voice could say. Without it the
// library has nothing to compute, which it doesn't always survive.
func sayable(part string) bool {
	return strings.ContainsFunc(part, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) || unicode.IsSymbol(c) })
}

// clean takes out what ends a text in C, and what is no UTF-8.
func clean(part string) string {
	return strings.TrimSpace(speech.Printable(part))
}
