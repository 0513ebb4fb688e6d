package assistant

import (
	"slices"
	"strings"
	"testing"

	"descry/app/messages"
	"descry/app/settings"
)

func told(id messages.ID) bool {
	return messages.Text(messages.English, id) != messages.Text(messages.English, messages.Failed)
}

// TestCommandsAreComplete: each has a name, a title and a text. A verb has examples and a
// function; what the window does by itself is named here, so that nothing else is left without one.
func TestCommandsAreComplete(t *testing.T) {
	byWindow := set("stop copy slower faster softer louder open paste camera help welcome settings quit")
	names, titles := map[string]bool{}, map[string]bool{}
	for _, c := range Commands {
		t.Run(c.Name, func(t *testing.T) {
			title := messages.Text(messages.English, c.Title)
			if !told(c.Short) || !told(c.Title) || names[c.Name] || titles[title] || len(strings.Fields(title)) > 4 {
				t.Errorf("it lacks a text or a title of its own, %q, or is there twice", title)
			}
			if (c.Run == nil) != byWindow[c.Name] || c.Window != (len(c.Examples) == 0) || c.Window && len(c.Flags) > 0 {
				t.Error("it lacks a function or an example, or has too much for the window")
			}
			names[c.Name], titles[title] = true, true
		})
	}
}

// TestUsualKeys: each command has two keys that no other has; the second works everywhere.
func TestUsualKeys(t *testing.T) {
	keys := map[string]string{}
	for _, c := range Commands {
		for _, key := range []string{c.Key, c.Second} {
			if normal, ok := settings.ParseKey(key); !ok || normal != key || keys[key] != "" {
				t.Errorf("%s: key %q is none, or that of %q", c.Name, key, keys[key])
			}
			keys[key] = c.Name
		}
		if settings.IsFunctionKey(c.Second) || settings.IsTypingKey(c.Second) {
			t.Errorf("%s: the second key %q doesn't work everywhere", c.Name, c.Second)
		}
	}
}

// TestDigits: the digits are those of spec.md.
func TestDigits(t *testing.T) {
	keys, _ := EffectiveKeys(nil)
	for digit, name := range map[string]string{"1": "front", "2": "read", "3": "colours", "4": "people", "5": "where", "6": "changes", "7": "check"} {
		for _, c := range []struct {
			key    string
			inText bool
			want   string
		}{{digit, false, name}, {digit, true, ""}, {"Ctrl+" + digit, false, name}, {"Ctrl+" + digit, true, name}} {
			if got, ok := keys.Find(c.key, c.inText); got.Name != c.want || ok != (c.want != "") {
				t.Errorf("%s in text %v is %q, want %q", c.key, c.inText, got.Name, c.want)
			}
		}
	}
}

func TestSubcommandsAreComplete(t *testing.T) {
	for _, c := range Commands {
		names := map[string]bool{}
		for _, sub := range c.Subs {
			if sub.Run == nil || !told(sub.Short) || len(sub.Examples) == 0 || len(sub.Subs) > 0 || names[sub.Name] {
				t.Errorf("%s %s lacks a function, a text or an example, or is there twice", c.Name, sub.Name)
			}
			names[sub.Name] = true
		}
	}
}

func TestArgumentsAreComplete(t *testing.T) {
	all := Commands
	for _, c := range Commands {
		all = append(slices.Clip(all), c.Subs...)
	}
	for _, c := range all {
		t.Run(c.Name, func(t *testing.T) {
			for _, a := range c.Args {
				if a.Set == nil || !told(a.Short) {
					t.Errorf("argument %s lacks a function or a text", a.Name)
				}
			}
			flags := map[string]bool{}
			for _, f := range c.Flags {
				if f.Set == nil || !told(f.Short) || flags[f.Name] {
					t.Errorf("flag %s lacks a function or a text, or is there twice", f.Name)
				}
				flags[f.Name] = true
			}
		})
	}
}

func TestFlags(t *testing.T) {
	tests := []struct {
		flag, value string
		ok          bool
		got         func(Input) any
		want        any
	}{
		{"detail", "brief", true, func(in Input) any { return in.Detail }, Brief},
		{"detail", "full", true, func(in Input) any { return in.Detail }, Full},
		{"detail", "huge", false, func(in Input) any { return in.Detail }, Normal},
		{"threads", "2", true, func(in Input) any { return in.Threads }, 2},
		{"threads", "0", false, func(in Input) any { return in.Threads }, 0},
		{"threads", "many", false, func(in Input) any { return in.Threads }, 0},
		{"threads", "99999999999999999999", false, func(in Input) any { return in.Threads }, 0},
		{"encoder", "int8", true, func(in Input) any { return in.Encoder }, "int8"},
		{"top-logprobs", "5", true, func(in Input) any { return in.Top }, 5},
		{"top-logprobs", "1048577", false, func(in Input) any { return in.Top }, 0},
		{"top-logprobs", "-1", false, func(in Input) any { return in.Top }, 0},
		{"model", "m.gguf", true, func(in Input) any { return in.Model }, "m.gguf"},
		{"model", "", false, func(in Input) any { return in.Model }, ""},
		{"mmproj", "p.gguf", true, func(in Input) any { return in.Projector }, "p.gguf"},
		{"verbatim", "true", true, func(in Input) any { return in.Verbatim }, true},
		{"verbatim", "perhaps", false, func(in Input) any { return in.Verbatim }, false},
		{"anyway", "true", true, func(in Input) any { return in.Anyway }, true},
		{"strict", "true", true, func(in Input) any { return in.Strict }, true},
		{"json", "false", true, func(in Input) any { return in.JSON }, false},
		{"then", "Why?", true, func(in Input) any { return in.Then[0] }, "Why?"},
	}
	for _, c := range tests {
		t.Run(c.flag+" "+c.value, func(t *testing.T) {
			ask, _ := CommandNamed("ask") // has them all
			for _, f := range ask.Flags {
				if f.Name != c.flag {
					continue
				}
				var in Input
				if ok := f.Set(&in, c.value); ok != c.ok || c.got(in) != c.want {
					t.Errorf("set: %v, value %v; want %v, %v", ok, c.got(in), c.ok, c.want)
				}
				return
			}
			t.Error("there is no such flag")
		})
	}
}
