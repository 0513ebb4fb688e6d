package helper

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"descry/speech"
	"descry/speech/audio"
	"descry/speech/espeak"
	"descry/speech/speechtest"
)

// realVoice is the voice of Descry: espeak-ng on the sound device.
func realVoice(ctx context.Context) (speech.Voice, error) {
	s, err := espeak.Open()
	if err != nil {
		return nil, err
	}
	p, err := audio.Open(ctx)
	if err != nil {
		return nil, err
	}
	return speech.NewVoice(s, p), nil
}

// openReal starts a child with the real voice, in the given environment besides ours.
func openReal(t testing.TB, env ...string) *Voice {
	t.Helper()
	v := Open(Options{Executable: os.Args[0], Args: []string{"worker", "espeak"}, Env: append(os.Environ(), env...)})
	t.Cleanup(func() { _ = v.Close() })
	err := v.Say(t.Context(), "", speech.Settings{})
	if err == nil {
		err = v.Say(t.Context(), ".", speech.Settings{}) // nothing is heard of it
	}
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("skipped: built without cgo, so nothing can be played")
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRealVoice(t *testing.T) {
	ear := speechtest.Listen(t)
	speechtest.TestVoice(t, func(t *testing.T) speech.Voice { return openReal(t, ear.Env...) })
}

// TestHeard measures on recorded sound, against five times what is promised on a quiet
// machine.
func TestHeard(t *testing.T) {
	ear := speechtest.Listen(t)
	v := openReal(t, ear.Env...)
	speechtest.Heard(t, ear, v, 120*time.Millisecond, 50*time.Millisecond)
}

// BenchmarkHeard is the promise: 120 ms to the first sound of a sentence, 50 ms to silence.
func BenchmarkHeard(b *testing.B) {
	ear := speechtest.Listen(b)
	speechtest.Bench(b, ear, openReal(b, ear.Env...), 120*time.Millisecond, 50*time.Millisecond)
}

// TestAllIsHeard: Say returns when the sound is over, and what was said is whole.
func TestAllIsHeard(t *testing.T) {
	ear := speechtest.Listen(t)
	v := openReal(t, ear.Env...)
	begun := time.Now()
	if err := v.Say(t.Context(), "There is a red cup on the table.", speech.Settings{}); err != nil {
		t.Fatal(err)
	}
	returned := time.Now()
	time.Sleep(400 * time.Millisecond)
	on, off := ear.Onset(begun), ear.Offset(begun)
	if length := off.Sub(on); length < time.Second || length > 4*time.Second {
		t.Errorf("sound of %v", length)
	}
	if late := off.Sub(returned); late > 100*time.Millisecond {
		t.Errorf("sound %v after the return", late)
	}
}

// TestDeviceGoesAway: it is found soon, and another one is used.
func TestDeviceGoesAway(t *testing.T) {
	ear := speechtest.Listen(t)
	v := openReal(t, ear.Env...)
	said := make(chan error)
	go func() {
		said <- v.Say(t.Context(), strings.Repeat("There is a red cup on the table, and ", 50), speech.Settings{})
	}()
	time.Sleep(time.Second)
	ear.Unplug(t)
	begun := time.Now()
	if err := <-said; !errors.Is(err, speech.ErrLost) && !errors.Is(err, speech.ErrNoDevice) {
		t.Errorf("got %v", err)
	}
	t.Logf("told after %v", time.Since(begun))
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	ear.Plug(t)
	begun = time.Now()
	if err := v.Say(t.Context(), "There is another one.", speech.Settings{}); err != nil {
		t.Errorf("with another device: %v", err)
	}
	if took := time.Since(begun); took < 500*time.Millisecond {
		t.Errorf("said in %v", took)
	}
}

// TestNoServer: without a sound device there is an error, and soon.
func TestNoServer(t *testing.T) {
	v := Open(Options{Executable: os.Args[0], Args: []string{"worker", "espeak"}, Env: append(os.Environ(), "PULSE_SERVER=unix:/nowhere/native", "ALSA_CONFIG_PATH=/dev/null")})
	t.Cleanup(func() { _ = v.Close() })
	begun := time.Now()
	err := v.Say(t.Context(), "A cup.", speech.Settings{})
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("skipped: built without cgo, so nothing can be played")
	}
	if !errors.Is(err, speech.ErrNoDevice) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestSignalIsHeard: an earcon is heard in a silence, also while nothing was said yet.
func TestSignalIsHeard(t *testing.T) {
	ear := speechtest.Listen(t)
	v := openReal(t, ear.Env...)
	if err := v.Try(t.Context(), speech.Settings{}); err != nil { // the device is open
		t.Fatal(err)
	}
	begun := time.Now()
	v.Signal(speech.Done)
	v.Signal("tada")
	time.Sleep(800 * time.Millisecond)
	on, off := ear.Onset(begun), ear.Offset(begun)
	t.Logf("heard after %v, for %v", on.Sub(begun), off.Sub(on))
	if on.IsZero() || on.Sub(begun) > 500*time.Millisecond || off.Sub(on) > 250*time.Millisecond {
		t.Errorf("heard after %v, for %v", on.Sub(begun), off.Sub(on))
	}
}
