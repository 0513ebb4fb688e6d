package speech

import "testing"

func TestValid(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Settings
		want bool
	}{
		{"zero", Settings{}, true},
		{"all", Settings{Language: "de", Voice: "espeak-de+f3", Rate: 600, Pitch: -50, Volume: 10}, true},
		{"slow", Settings{Rate: 79}, false},
		{"quick", Settings{Rate: 601}, false},
		{"low", Settings{Pitch: -51}, false},
		{"high", Settings{Pitch: 51}, false},
		{"not to be heard", Settings{Volume: 9}, false},
		{"loud", Settings{Volume: 201}, false},
		{"option as a voice", Settings{Voice: "--help"}, false},
		{"path as a voice", Settings{Voice: "espeak-../../x"}, false},
		{"all marks", Settings{Punctuation: PunctuationAll, Spell: true}, true},
		{"unknown marks", Settings{Punctuation: "most"}, false},
		{"no kind", Settings{Voice: "anna"}, false},
	} {
		if got := c.s.Valid(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestSpeaks(t *testing.T) {
	for _, c := range []struct {
		s    Settings
		want string
	}{
		{Settings{}, "en"},
		{Settings{Language: "de_DE.UTF-8"}, "de"},
		{Settings{Language: "PT-br", Voice: "espeak-en-gb"}, "pt"},
		{Settings{Voice: "espeak-de+f3"}, "de"},
		{Settings{Voice: "piper-en_US-joe-medium"}, "en"},
		{Settings{Voice: "kitten-nano-en-v0_2-fp16"}, "en"},
		{Settings{Voice: "anna"}, "en"},
	} {
		if got := c.s.Speaks(); got != c.want {
			t.Errorf("%+v: %q", c.s, got)
		}
	}
}
