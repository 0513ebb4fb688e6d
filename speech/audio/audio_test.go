package audio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"descry/speech"
	"descry/speech/speechtest"
)

// speaker is a device that takes a block each 10 ms and keeps what was heard.
type speaker struct {
	mixer   *mixer
	heard   []int16      // of the goroutine that runs it, until it has ended
	sounds  atomic.Int64 // blocks that were no silence
	flushed atomic.Int32
	failed  atomic.Bool
	stuck   atomic.Bool
	closed  atomic.Bool
	asleep  atomic.Bool
}

var errGone = errors.New("gone")

func (s *speaker) err() error {
	if s.failed.Load() {
		return errGone
	}
	return nil
}
func (s *speaker) flush()   { s.flushed.Add(1) }
func (s *speaker) suspend() { s.asleep.Store(true) }
func (s *speaker) resume()  { s.asleep.Store(false) }
func (s *speaker) close()   { s.closed.Store(true) }

// run takes samples until the end of ctx.
func (s *speaker) run(ctx context.Context) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	b := make([]byte, rate/100*2)
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if s.failed.Load() || s.stuck.Load() || s.asleep.Load() {
			continue
		}
		_, _ = s.mixer.Read(b)
		s.heard = append(s.heard, samples(b)...)
		if speechtest.Loudest(samples(b)) > 0 {
			s.sounds.Add(1)
		}
	}
}

// on runs a test in virtual time with a Player on a speaker; what it returns is called
// to end the speaker, before heard is looked at.
func on(t *testing.T, test func(t *testing.T, p *Player, s *speaker, end func())) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := newMixer(ahead)
		s := &speaker{mixer: m}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); s.run(ctx) }()
		end := func() { cancel(); <-ended }
		defer end()
		test(t, newPlayer(m, s), s, end)
	})
}

func tone(t *testing.T, length int) speech.PCM {
	t.Helper()
	pcm, err := speechtest.Beeper{}.Synthesize(context.Background(), strings.Repeat("a", length), speech.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return pcm
}

func TestPlay(t *testing.T) {
	on(t, func(t *testing.T, p *Player, s *speaker, end func()) {
		begun := time.Now()
		if err := p.Play(t.Context(), tone(t, 25)); err != nil { // a second
			t.Fatal(err)
		}
		if took := time.Since(begun); took < time.Second+under || took > time.Second+under+30*time.Millisecond {
			t.Errorf("took %v", took)
		}
		if !p.mixer.empty() || s.flushed.Load() != 0 {
			t.Error("samples are left, or were dropped")
		}
		end()
		loud := 0
		for _, v := range s.heard {
			if v != 0 {
				loud++
			}
		}
		if want := rate; loud < want*98/100 || loud > want+taps*4 {
			t.Errorf("%d samples were heard of %d", loud, want)
		}
	})
}

func TestPlayStops(t *testing.T) {
	on(t, func(t *testing.T, p *Player, s *speaker, end func()) {
		ctx, cancel := context.WithTimeout(t.Context(), 505*time.Millisecond)
		defer cancel()
		begun := time.Now()
		if err := p.Play(ctx, tone(t, 250)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(begun); took != 505*time.Millisecond || s.flushed.Load() != 1 {
			t.Errorf("stopped after %v, %d flushes", took, s.flushed.Load())
		}
		time.Sleep(300 * time.Millisecond)
		end()
		if speechtest.Loudest(s.heard[51*480:]) != 0 || speechtest.Loudest(s.heard[40*480:50*480]) == 0 {
			t.Error("sound after the stop, or none before")
		}
	})
}

// TestPlayWaitingForVoice: a voice that renders nothing for a while is stopped as well.
func TestPlayWaitingForVoice(t *testing.T) {
	on(t, func(t *testing.T, p *Player, _ *speaker, _ func()) {
		r, w := io.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		defer context.AfterFunc(ctx, func() { _ = w.CloseWithError(ctx.Err()) })()
		go func() { time.Sleep(3 * time.Second); cancel() }()
		if err := p.Play(ctx, speech.PCM{ReadCloser: r, Rate: 22050}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDeviceLost(t *testing.T) {
	for _, c := range []struct {
		name   string
		lose   func(s *speaker)
		after  time.Duration
		within time.Duration
		want   error
	}{
		{"fails", func(s *speaker) { s.failed.Store(true) }, 300 * time.Millisecond, 300 * time.Millisecond, errGone},
		{"stands still", func(s *speaker) { s.stuck.Store(true) }, time.Second, 300 * time.Millisecond, speech.ErrLost},
		{"doesn't wake", func(s *speaker) { s.stuck.Store(true) }, 0, time.Second + 2*look, speech.ErrLost},
	} {
		t.Run(c.name, func(t *testing.T) {
			on(t, func(t *testing.T, p *Player, s *speaker, _ func()) {
				go func() { time.Sleep(c.after); c.lose(s) }()
				begun := time.Now()
				err := p.Play(t.Context(), tone(t, 250))
				if !errors.Is(err, speech.ErrLost) || !errors.Is(err, c.want) {
					t.Errorf("got %v", err)
				}
				if took := time.Since(begun) - c.after; took > c.within {
					t.Errorf("found after %v", took)
				}
				if !p.mixer.empty() {
					t.Error("samples are left")
				}
			})
		})
	}
}

func TestSuspends(t *testing.T) {
	on(t, func(t *testing.T, p *Player, s *speaker, _ func()) {
		defer func() { _ = p.Close() }() // ends the timer
		wake := func(after time.Duration, asleep bool) {
			t.Helper()
			time.Sleep(after)
			if s.asleep.Load() != asleep {
				t.Errorf("%v later asleep: %v", after, !asleep)
			}
		}
		wake(idleAtFirst-time.Millisecond, false)
		wake(2*time.Millisecond, true)
		for range 2 {
			if err := p.Play(t.Context(), tone(t, 2)); err != nil {
				t.Fatal(err)
			}
			wake(idle-time.Second, false)
		}
		wake(2*time.Second, true)
	})
}

func TestPlayerClose(t *testing.T) {
	on(t, func(t *testing.T, p *Player, s *speaker, _ func()) {
		played := make(chan error)
		go func() { played <- p.Play(t.Context(), tone(t, 250)) }()
		time.Sleep(100 * time.Millisecond)
		go func() { _ = p.Close() }()
		if err := <-played; !errors.Is(err, speech.ErrClosed) {
			t.Errorf("got %v", err)
		}
		_ = p.Close()
		if err := p.Play(t.Context(), tone(t, 1)); !errors.Is(err, speech.ErrClosed) || !s.closed.Load() {
			t.Errorf("after Close: %v", err)
		}
	})
}

func TestPlayBadSound(t *testing.T) {
	on(t, func(t *testing.T, p *Player, _ *speaker, _ func()) {
		for _, r := range []int{0, 7999, 96000} {
			if err := p.Play(t.Context(), speech.PCM{ReadCloser: io.NopCloser(bytes.NewReader(nil)), Rate: r}); !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("%d: %v", r, err)
			}
		}
		broken := speech.PCM{ReadCloser: io.NopCloser(io.MultiReader(bytes.NewReader(make([]byte, 999)), failing{})), Rate: 22050}
		if err := p.Play(t.Context(), broken); !errors.Is(err, errGone) {
			t.Errorf("got %v", err)
		}
		for _, n := range []int{0, 1, 3} { // no sample, half of one, one and a half
			pcm := speech.PCM{ReadCloser: io.NopCloser(bytes.NewReader(make([]byte, n))), Rate: 22050}
			if err := p.Play(t.Context(), pcm); err != nil {
				t.Errorf("%d bytes: %v", n, err)
			}
		}
	})
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errGone }

// TestResample measures how much of a sine is left beside it, in dB.
func TestResample(t *testing.T) {
	for _, from := range []int{8000, 16000, 22050, 24000, 44100, 48000} {
		for _, part := range []float64{0.02, 0.1, 0.3} { // of the rate; to 0.5 there is sound
			freq := part * float64(from)
			in := make([]int16, from)
			for i := range in {
				in[i] = int16(math.Round(30000 * math.Sin(2*math.Pi*freq*float64(i)/float64(from))))
			}
			r := newResampler(from, rate)
			var out []int16
			for len(in) > 0 { // in pieces of any size
				n := min(len(in), 1+len(in)%700)
				out, in = append(out, r.add(in[:n])...), in[n:]
			}
			out = append(out, r.rest()...)
			if len(out) < rate-2 || len(out) > rate+2 {
				t.Fatalf("%d Hz: %d samples of a second", from, len(out))
			}
			if snr := ratio(out[1000:rate-1000], freq/rate); snr < 90 {
				t.Errorf("%d Hz, %.0f Hz: %.1f dB", from, freq, snr)
			}
		}
	}
}

// ratio is that of a sine to all else in samples, in dB: the sine by least squares.
func ratio(s []int16, freq float64) float64 {
	var ss, cc, sc, ys, yc float64
	for i, v := range s {
		a, b := math.Sincos(2 * math.Pi * freq * float64(i))
		ss, cc, sc = ss+a*a, cc+b*b, sc+a*b
		ys, yc = ys+a*float64(v), yc+b*float64(v)
	}
	d := ss*cc - sc*sc
	p, q := (ys*cc-yc*sc)/d, (yc*ss-ys*sc)/d
	var signal, noise float64
	for i, v := range s {
		a, b := math.Sincos(2 * math.Pi * freq * float64(i))
		w := p*a + q*b
		signal, noise = signal+w*w, noise+(float64(v)-w)*(float64(v)-w)
	}
	return 10 * math.Log10(signal/noise)
}
