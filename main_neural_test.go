package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"descry/speech/speechtest"
)

// TestNeuralVoiceIsHeard imports a voice as Piper gives it and speaks with it: it hums, so
// that nobody takes it for espeak-ng. A language that it doesn't speak is spoken by another.
func TestNeuralVoiceIsHeard(t *testing.T) {
	linkLibraries(t)
	const id = "piper-en_US-hum-low"
	s := speak(t)
	run := func(args ...string) string {
		t.Helper()
		c := exec.Command("descry", args...)
		c.Env = append(s.Env, "XDG_DATA_HOME="+filepath.Join(s.home, "data"))
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
		return string(out)
	}
	if out := run("voices", "import", filepath.Join("speech", "sherpa", "testdata", "plain", "en_US-hum-low.onnx")); !strings.Contains(out, "voices try "+id) {
		t.Errorf("imported: %s", out)
	}
	if out := run("voices", "use", id); !strings.Contains(out, "hum-low speaks") {
		t.Errorf("used: %s", out)
	}
	if out := run("voices", "list"); !strings.Contains(out, "en_US-hum-low, your own, by Piper, short name "+id+". It is in use.") {
		t.Errorf("listed: %s", out)
	}
	heard := func(args ...string) []int16 {
		begun := time.Now()
		run(args...)
		time.Sleep(400 * time.Millisecond)
		on, off := s.ear.Onset(begun), s.ear.Offset(begun)
		if on.IsZero() || off.Sub(on) < time.Second {
			t.Fatalf("%q: sound from %v to %v", args, on, off)
		}
		return s.ear.Between(on, off)
	}
	hums := loud(heard("say", "There is a red cup on the table."))
	speaks := loud(heard("say", "--language", "de", "Auf dem Tisch steht eine rote Tasse."))
	t.Logf("loud samples: %.2f of the hum, %.2f of the German", hums, speaks)
	if hums < 0.5 || speaks > 0.4 {
		t.Errorf("loud samples: %.2f of the hum, %.2f of the German", hums, speaks)
	}
	if out := run("models", "remove", id); strings.Contains(run("voices", "list"), id) {
		t.Errorf("removed: %s", out)
	}
}

// loud is the share of samples above a third of the loudest: most of a hum, a fifth or so of
// speech.
func loud(samples []int16) float64 {
	n, most := 0, speechtest.Loudest(samples)
	for i := range samples {
		if speechtest.Loudest(samples[i:i+1]) > most/3 {
			n++
		}
	}
	return float64(n) / float64(len(samples))
}
