package app

import (
	"errors"
	"path/filepath"
	"testing"

	"descry/app/settings"
	"descry/speech"
	"descry/speech/speechtest"
	"descry/speech/ssip"
)

// TestManner: what a person asks for goes before what they chose once.
func TestManner(t *testing.T) {
	chosen := settings.Settings{Voice: "espeak-en-gb", Rate: 300, Volume: 80, Punctuation: "all"}
	for _, c := range []struct {
		name     string
		chosen   settings.Settings
		how, say speech.Settings
	}{
		{"nothing", settings.Settings{}, speech.Settings{}, speech.Settings{Language: "en"}},
		{"chosen once", chosen, speech.Settings{}, speech.Settings{Language: "en", Voice: "espeak-en-gb", Rate: 300, Volume: 80, Punctuation: "all"}},
		{
			"a language", chosen,
			speech.Settings{Language: "de", Rate: 100, Spell: true},
			speech.Settings{Language: "de", Voice: "espeak-en-gb", Rate: 100, Volume: 80, Punctuation: "all", Spell: true},
		},
		{
			"a voice speaks its own language", chosen,
			speech.Settings{Voice: "espeak-de", Pitch: 5},
			speech.Settings{Voice: "espeak-de", Rate: 300, Pitch: 5, Volume: 80, Punctuation: "all"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := Open(Options{Settings: c.chosen})
			defer a.Close()
			a.speaker.reader = func() bool { return false }
			if got := a.manner(c.how); got != c.say {
				t.Errorf("got %+v, want %+v", got, c.say)
			}
		})
	}
}

// TestMannerWithReader: beside a screen reader its voice speaks, unless another was chosen.
func TestMannerWithReader(t *testing.T) {
	for chosen, want := range map[string]string{"": speechdVoice, "espeak-de": "espeak-de"} {
		a := Open(Options{Settings: settings.Settings{Voice: chosen}})
		a.speaker.reader = func() bool { return true }
		if got := a.manner(speech.Settings{}).Voice; got != want {
			t.Errorf("chosen %q: %q speaks", chosen, got)
		}
		if got := a.manner(speech.Settings{Voice: "espeak-fr"}).Voice; got != "espeak-fr" {
			t.Errorf("asked for another: %q speaks", got)
		}
		a.Close()
	}
}

// TestNoSpeechd: without speech-dispatcher another voice speaks, and where there is none either,
// both are told.
func TestNoSpeechd(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	d := &dispatched{server: ssip.Open(none), own: speech.NewVoice(speechtest.Beeper{}, speechtest.Silent{})}
	if err := d.Say(t.Context(), "A.", speech.Settings{Voice: speechdVoice}); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	d = &dispatched{server: ssip.Open(none), failed: speech.ErrNoDevice}
	defer d.Close()
	if err := d.Say(t.Context(), "A.", speech.Settings{Voice: speechdVoice}); !errors.Is(err, speech.ErrNoDevice) || !errors.Is(err, speech.ErrNoVoice) {
		t.Errorf("got %v", err)
	}
	d.Signal(speech.Done)
	d.Prepare(t.Context(), speech.Settings{})
}
