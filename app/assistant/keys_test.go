package assistant

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"descry/app/messages"
	"descry/app/settings"
)

func TestEffectiveKeys(t *testing.T) {
	for _, c := range []struct {
		name    string
		own     map[string]string
		want    map[string]string // key: command
		dropped []string
	}{
		{"usual", nil, map[string]string{"F5": "describe", "Ctrl+D": "describe", "Escape": "stop"}, nil},
		{"one changed", map[string]string{"describe": "Ctrl+J"}, map[string]string{"Ctrl+J": "describe", "Ctrl+D": "describe", "F5": ""}, nil},
		{"both changed", map[string]string{"describe": "Shift+F5 Ctrl+J"}, map[string]string{"Shift+F5": "describe", "Ctrl+J": "describe", "Ctrl+D": ""}, nil},
		{"its own second key", map[string]string{"describe": "Ctrl+D"}, map[string]string{"Ctrl+D": "describe", "F5": ""}, nil},
		{"two exchanged", map[string]string{"describe": "F6", "ask": "F5"}, map[string]string{"F6": "describe", "F5": "ask"}, nil},
		{"taken", map[string]string{"describe": "F6"}, map[string]string{"F5": "describe", "F6": "ask"}, []string{"describe"}},
		{"taken by an earlier one", map[string]string{"quit": "F5"}, map[string]string{"F5": "describe", "Ctrl+Q": "quit"}, []string{"quit"}},
		{"twice the same", map[string]string{"describe": "Ctrl+J", "ask": "Ctrl+J"}, map[string]string{"Ctrl+J": "describe", "F6": "ask"}, []string{"ask"}},
		{"one that falls back on a taken key", map[string]string{"describe": "F6", "ask": "F5", "quit": "F6"}, map[string]string{"F6": "describe", "F5": "ask", "Ctrl+Q": "quit"}, []string{"quit"}},
		{"Escape for another", map[string]string{"quit": "Escape"}, map[string]string{"Escape": "stop", "Ctrl+Q": "quit"}, []string{"quit"}},
		{"Stop elsewhere too", map[string]string{"stop": "Ctrl+J"}, map[string]string{"Escape": "stop", "Ctrl+J": "stop", "Ctrl+.": "stop"}, nil},
		{"no key", map[string]string{"quit": "Alt+F4"}, map[string]string{"Ctrl+Q": "quit"}, []string{"quit"}},
		{"no command", map[string]string{"fly": "F5"}, map[string]string{"F5": "describe"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := maps.Clone(c.own)
			keys, dropped := EffectiveKeys(c.own)
			if !slices.Equal(dropped, c.dropped) || !maps.Equal(before, c.own) {
				t.Errorf("dropped %q, want %q; own keys are now %v", dropped, c.dropped, c.own)
			}
			for key, want := range c.want {
				if got, _ := keys.Find(key, false); got.Name != want {
					t.Errorf("%s is %q, want %q", key, got.Name, want)
				}
			}
			if len(keys) != len(Commands) {
				t.Errorf("%d of %d commands have keys", len(keys), len(Commands))
			}
		})
	}
}

func TestChangeKeys(t *testing.T) {
	for _, c := range []struct {
		name, command, text, problem string
	}{
		{"free", "describe", "ctrl+j", ""},
		{"both", "describe", "shift+f5 ctrl+j", ""},
		{"back to the usual", "describe", " ", ""},
		{"taken", "describe", "F6", "F6 is the key of Ask. Choose another."},
		{"taken with Control", "describe", "ctrl+q", "Control Q is the key of Quit. Choose another."},
		{"Escape", "describe", "escape", "Escape is the key of Stop. Choose another."},
		{"the second needs a function key", "describe", "F5 Shift+F11", messages.Text("en", messages.KeyEverywhere)},
		{"no key", "describe", "alt+d", messages.Text("en", messages.KeyWrong)},
		{"of text fields", "describe", "ctrl+c", messages.Text("en", messages.KeyWrong)},
	} {
		t.Run(c.name, func(t *testing.T) {
			own := map[string]string{"say": "Ctrl+Shift+P"}
			changed, problem := ChangeKeys("en", own, c.command, c.text)
			if problem != c.problem {
				t.Errorf("problem %q, want %q", problem, c.problem)
			}
			key, second, _ := settings.ParseKeys(c.text)
			if want := strings.TrimSpace(key + " " + second); problem == "" && changed[c.command] != want || problem != "" && !maps.Equal(changed, own) {
				t.Errorf("changed to %v", changed)
			}
			if changed["say"] != "Ctrl+Shift+P" || len(own) != 1 {
				t.Errorf("another key was changed: %v, %v", changed, own)
			}
		})
	}
}

// FuzzKeys: whatever a person chooses, each command has a key and a second one that works
// everywhere, no key is there twice, and Escape stops.
func FuzzKeys(f *testing.F) {
	f.Add("describe", "F6", "ask", "F5", "quit", "Escape")
	f.Add("stop", "1 Ctrl+1", "front", "Escape", "check", "F5 Ctrl+D")
	f.Fuzz(func(t *testing.T, a, keyA, b, keyB, c, keyC string) {
		own := map[string]string{a: keyA, b: keyB, c: keyC}
		keys, _ := EffectiveKeys(own)
		has := map[string]string{}
		for _, b := range keys {
			for _, key := range []string{b.Key, b.Second} {
				if other := has[key]; other != "" && other != b.Command.Name || key == "" {
					t.Fatalf("%v: %q is a key of %s and %s", own, key, other, b.Command.Name)
				}
				has[key] = b.Command.Name
			}
			if settings.IsFunctionKey(b.Second) || settings.IsTypingKey(b.Second) {
				t.Fatalf("%v: the second key of %s is %q", own, b.Command.Name, b.Second)
			}
		}
		if stop, _ := keys.Find("Escape", true); stop.Name != "stop" || len(keys) != len(Commands) {
			t.Fatalf("%v: Escape is %q, and there are %d commands", own, stop.Name, len(keys))
		}
	})
}

// TestHelp: each command is told of with its title, its keys as they are said, and what it does.
func TestHelp(t *testing.T) {
	keys, _ := EffectiveKeys(map[string]string{"open": "Shift+F4"})
	lines := keys.Help("en")
	if len(lines) != len(Commands)+1 {
		t.Fatalf("%d lines for %d commands", len(lines), len(Commands))
	}
	for _, want := range []string{
		"Describe: F5 or Control D. Say what is in a picture.",
		"Open: Shift F4 or Control O. Open a picture file.",
		"People: 4 or Control 4. How many people are in the picture, and what are they doing?",
		"Stop: Escape or Control Full Stop. Be silent at once, and end what is being done; with nothing to end, close what is open. Ctrl alone silences too.",
		"Previous picture: Page Up or Control B. Go back to the picture before, to ask about it again.",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("%q is not among\n%s", want, strings.Join(lines, "\n"))
		}
	}
}
