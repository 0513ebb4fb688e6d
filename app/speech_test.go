package app

import (
	"testing"

	"descry/app/settings"
	"descry/speech"
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
			if got := a.manner(c.how); got != c.say {
				t.Errorf("got %+v, want %+v", got, c.say)
			}
		})
	}
}
