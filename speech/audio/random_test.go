package audio

import (
	"context"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"descry/speech"
	"descry/speech/speechtest"
)

// TestRandomEvents gives the queue, the voice and the player 10,000 events at random times:
// texts of all priorities, ends of one text, ends of all. After the end of all nothing more is heard, each
// text comes to its end, and nothing is left running.
func TestRandomEvents(t *testing.T) {
	on(t, func(t *testing.T, p *Player, s *speaker, _ func()) {
		before := runtime.NumGoroutine()
		v := speech.NewVoice(speechtest.Beeper{}, p)
		q := speech.NewQueue(v)
		rng := rand.New(rand.NewPCG(7, 8))
		run, stop := context.WithCancel(t.Context())
		var given []*speech.Spoken
		var cancels []context.CancelFunc
		said, stops := 0, 0
		for range 10_000 {
			switch n := rng.IntN(100); {
			case n < 40:
				ctx, cancel := context.WithCancel(run)
				cancels = append(cancels, cancel)
				given = append(given, q.Speak(ctx, speech.Utterance{
					Text: strings.Repeat("a", rng.IntN(6)), Priority: speech.Priority(rng.IntN(3)),
				}))
			case n < 45 && len(cancels) > 0:
				cancels[rng.IntN(len(cancels))]()
			case n < 47:
				stop()
				stops++
				synctest.Wait()
				silent(t, s, 30*time.Millisecond)
				said += ended(t, given)
				run, stop = context.WithCancel(t.Context())
				given, cancels = nil, nil
			default:
				time.Sleep(time.Duration(rng.IntN(60)) * time.Millisecond)
			}
		}
		for _, u := range given {
			_ = u.Wait(t.Context()) // if it never ended, the test would tell of a deadlock
		}
		said += ended(t, given)
		stop()
		_ = q.Close()
		if err := v.Close(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if after := runtime.NumGoroutine(); after > before {
			t.Errorf("%d goroutines, %d before", after, before)
		}
		if said < 300 || stops < 100 {
			t.Errorf("only %d texts were said and %d stops came: it shows nothing", said, stops)
		}
		t.Logf("%d texts were said to their end, %d stops", said, stops)
	})
}

// silent wants nothing to be heard for a while.
func silent(t *testing.T, s *speaker, d time.Duration) {
	t.Helper()
	from := s.sounds.Load()
	time.Sleep(d)
	synctest.Wait()
	if n := s.sounds.Load() - from; n > 0 {
		t.Fatalf("%d blocks of sound come after the stop", n)
	}
}

// ended wants all texts to have ended, and counts those that were said.
func ended(t *testing.T, given []*speech.Spoken) (said int) {
	t.Helper()
	for _, u := range given {
		over, err := u.Ended()
		if !over {
			t.Fatal("a text doesn't end")
		}
		if err == nil {
			said++
		}
	}
	return said
}
