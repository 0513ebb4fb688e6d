package assistant

import (
	"slices"
	"testing"

	"descry/app/messages"
)

func told(id messages.ID) bool {
	return messages.Text(messages.English, id) != messages.Text(messages.English, messages.Failed)
}

func TestCommandsAreComplete(t *testing.T) {
	keys, names := map[string]string{}, map[string]bool{}
	for _, c := range Commands {
		t.Run(c.Name, func(t *testing.T) {
			if c.Run == nil || !told(c.Short) || len(c.Examples) == 0 || names[c.Name] {
				t.Error("it lacks a function, a text or an example, or is there twice")
			}
			names[c.Name] = true
			for _, key := range []string{c.Key, c.Second} {
				if key == "" || keys[key] != "" {
					t.Errorf("key %q is missing or that of %q", key, keys[key])
				}
				keys[key] = c.Name
			}
			if c.Second[0] == 'F' {
				t.Errorf("the second key %q is a function key", c.Second)
			}
		})
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
			for _, f := range Commands[1].Flags { // ask has them all
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
