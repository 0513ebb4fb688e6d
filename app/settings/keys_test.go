package settings

import (
	"strings"
	"testing"
)

func TestParseKey(t *testing.T) {
	for _, c := range []struct {
		text, want       string // "": no key for a function
		function, typing bool
	}{
		{"F5", "F5", true, false},
		{"f12", "F12", true, false},
		{"shift + f5", "Shift+F5", true, false},
		{"Shift+Control+s", "Ctrl+Shift+S", false, false},
		{"1", "1", false, true},
		{"ctrl+1", "Ctrl+1", false, false},
		{"a", "A", false, true},
		{"shift+a", "Shift+A", false, true},
		{"escape", "Escape", false, false},
		{"pageup", "PageUp", false, false},
		{"Ctrl+.", "Ctrl+.", false, false},
		{"ctrl+down", "Ctrl+Down", false, false},
		{"Ctrl+Shift+Delete", "Ctrl+Shift+Delete", false, false},
		{"", "", false, false},
		{"+", "", false, false},
		{"Ctrl+", "", false, false},
		{"Ctrl", "", false, false},
		{"F13", "", false, false},
		{"F0", "", false, false},
		{"Tab", "", false, false},
		{"Return", "", false, false},
		{"Space", "", false, false},
		{"Up", "", false, false},
		{"Delete", "", false, false},
		{"Shift+Delete", "", false, false},
		{"Ctrl+Left", "", false, false},
		{"Ctrl+C", "", false, false},
		{"Ctrl+Shift+Z", "", false, false},
		{"Alt+F4", "", false, false},
		{"Super+D", "", false, false},
		{"Shift+Escape", "", false, false},
		{"é", "", false, false},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, ok := ParseKey(c.text)
			if got != c.want || ok != (c.want != "") {
				t.Fatalf("got %q, %v; want %q", got, ok, c.want)
			}
			if ok && (IsFunctionKey(got) != c.function || IsTypingKey(got) != c.typing) {
				t.Errorf("function key %v, types %v", IsFunctionKey(got), IsTypingKey(got))
			}
		})
	}
}

func TestParseKeys(t *testing.T) {
	for _, c := range []struct{ text, key, second string }{
		{"F5", "F5", ""},
		{" f5  ctrl+d ", "F5", "Ctrl+D"},
		{"1 Ctrl+1", "1", "Ctrl+1"},
		{"F5 F6", "", ""}, // the second needs a function key
		{"F5 d", "", ""},  // the second types in text fields
		{"F5 F5", "", ""}, // the same twice
		{"F5 Ctrl+D x", "", ""},
		{"Alt+D Ctrl+D", "", ""},
		{"", "", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			key, second, ok := ParseKeys(c.text)
			if key != c.key || second != c.second || ok != (c.key != "") {
				t.Errorf("got %q, %q, %v; want %q, %q", key, second, ok, c.key, c.second)
			}
		})
	}
}

// FuzzParseKeys: what is taken for keys is spelled so that it is read again as the same,
// and its second key works everywhere.
func FuzzParseKeys(f *testing.F) {
	f.Add("F5 Ctrl+D")
	f.Add("shift+ctrl+f1 ctrl+,")
	f.Add("ctrl+++ 1")
	f.Fuzz(func(t *testing.T, text string) {
		key, second, ok := ParseKeys(text)
		if !ok {
			if key+second != "" {
				t.Fatalf("%q: %q and %q, though they are no keys", text, key, second)
			}
			return
		}
		again, secondAgain, ok := ParseKeys(strings.TrimSpace(key + " " + second))
		if !ok || again != key || secondAgain != second {
			t.Fatalf("%q: %q %q became %q %q, %v", text, key, second, again, secondAgain, ok)
		}
		if second != "" && (IsFunctionKey(second) || IsTypingKey(second)) {
			t.Fatalf("%q: the second key %q doesn't work everywhere", text, second)
		}
	})
}
