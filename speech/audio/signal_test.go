package audio

import (
	"slices"
	"testing"
	"time"

	"descry/speech"
	"descry/speech/speechtest"
)

// TestSignal: an earcon is heard at once and as it is; then the device sleeps again.
func TestSignal(t *testing.T) {
	on(t, func(t *testing.T, p *Player, s *speaker, end func()) {
		time.Sleep(idleAtFirst + time.Second)
		if !s.asleep.Load() {
			t.Error("the device is awake at first")
		}
		p.Signal(speech.Done)
		time.Sleep(time.Second)
		if s.asleep.Load() {
			t.Error("the device sleeps at once")
		}
		time.Sleep(idleAtFirst)
		if !s.asleep.Load() {
			t.Error("the device stays awake")
		}
		end()
		loud := func(v int16) bool { return v != 0 }
		want := speech.Done.Samples()
		first := slices.IndexFunc(s.heard, loud) - slices.IndexFunc(want, loud)
		if first < 0 || !slices.Equal(s.heard[first:first+len(want)], want) {
			t.Errorf("heard something else, from %d on", first)
		}
	})
}

// TestSignalUnderSpeech: an earcon is soft under speech, and is dropped with it.
func TestSignalUnderSpeech(t *testing.T) {
	m := newMixer(ahead)
	plain := make([]int16, 480)
	for i := range plain {
		plain[i] = 30000
	}
	m.write(t.Context(), plain)
	m.mix([]int16{4000, -4000, 30000})
	b := make([]byte, 2*480)
	_, _ = m.Read(b)
	if got := speechtest.Samples(b)[:4]; !slices.Equal(got, []int16{31000, 29000, 32767, 30000}) {
		t.Errorf("got %v", got)
	}
	m.mix([]int16{4000})
	m.drop()
	if _, _ = m.Read(b); speechtest.Loudest(speechtest.Samples(b)) != 0 {
		t.Error("an earcon is heard after the drop")
	}
}

// TestSignalAfterSpeech: an earcon soon after speech doesn't keep the device awake for ever.
func TestSignalAfterSpeech(t *testing.T) {
	on(t, func(t *testing.T, p *Player, s *speaker, _ func()) {
		if err := p.Play(t.Context(), tone(t, 5)); err != nil {
			t.Fatal(err)
		}
		p.Signal(speech.Looked)
		time.Sleep(idle - time.Second)
		if s.asleep.Load() {
			t.Error("the device sleeps too soon")
		}
		time.Sleep(2 * time.Second)
		if !s.asleep.Load() {
			t.Error("the device stays awake")
		}
		_ = p.Close()
		p.Signal(speech.Looked)
	})
}
