package settings

import (
	"slices"
	"strings"
)

// named are the keys beside letters, digits and function keys. Tab, Return, Space, the
// arrows to the side, Home, End, Insert and Backspace are left to what has the focus, to text
// fields and to screen readers.
var named = []string{
	"Escape", "PageUp", "PageDown", "Up", "Down", "Delete",
	",", ".", "-", "=", ";", "'", "/", "[", "]", `\`, "`",
}

// editing are keys that every text field has, beside those that move in it.
var editing = []string{"Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z", "Shift+Delete"}

// ParseKey reads a key with what is held meanwhile, in any case and order: "shift+ctrl+s".
// It gives the one spelling that is used everywhere, "Ctrl+Shift+S", and false for what is no
// key or can't be that of a function: it belongs to text fields, to the focus, or to the desktop
// (all with Alt or Super).
func ParseKey(text string) (string, bool) {
	var ctrl, shift bool
	rest := strings.TrimSpace(text)
	for {
		mod, after, ok := strings.Cut(rest, "+")
		if !ok {
			break
		}
		switch strings.ToLower(strings.TrimSpace(mod)) {
		case "ctrl", "control":
			ctrl = true
		case "shift":
			shift = true
		default:
			return "", false
		}
		rest = strings.TrimSpace(after)
	}
	base, ok := baseKey(rest)
	if !ok {
		return "", false
	}
	key := base
	if shift {
		key = "Shift+" + key
	}
	if ctrl {
		key = "Ctrl+" + key
	}
	bare := slices.Contains([]string{"Up", "Down", "Delete"}, base) && !ctrl
	if bare || base == "Escape" && key != base || slices.Contains(editing, key) {
		return "", false
	}
	return key, true
}

// baseKey is the spelling of a key without what is held.
func baseKey(text string) (string, bool) {
	if len(text) == 1 {
		c := strings.ToUpper(text)
		if c[0] >= 'A' && c[0] <= 'Z' || c[0] >= '0' && c[0] <= '9' {
			return c, true
		}
	}
	for _, n := range named {
		if strings.EqualFold(n, text) {
			return n, true
		}
	}
	if f := strings.ToUpper(text); slices.Contains(functionKeys, f) {
		return f, true
	}
	return "", false
}

var functionKeys = []string{"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12"}

// base is a key, as ParseKey gives it, without what is held.
func base(key string) string { return key[strings.LastIndex(key, "+")+1:] }

// IsFunctionKey says whether a key, as ParseKey gives it, needs one of F1 to F12, which many
// keyboards have only together with another key, or not at all.
func IsFunctionKey(key string) bool { return slices.Contains(functionKeys, base(key)) }

// IsTypingKey says whether a key, as ParseKey gives it, types something in a text field, so
// that it is no function's there.
func IsTypingKey(key string) bool { return !strings.HasPrefix(key, "Ctrl+") && len(base(key)) == 1 }

// ParseKeys reads what is chosen for one function: a key, and perhaps a second one after a
// space, which must need no function key and work in text fields too. second is empty where
// there is none.
func ParseKeys(text string) (key, second string, ok bool) {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 2 {
		return "", "", false
	}
	if key, ok = ParseKey(words[0]); !ok || len(words) == 1 {
		return key, "", ok
	}
	second, ok = ParseKey(words[1])
	if !ok || second == key || IsFunctionKey(second) || IsTypingKey(second) {
		return "", "", false
	}
	return key, second, true
}

// normalizeKeys gives each choice its one spelling. What is no key is left out, and false.
func normalizeKeys(keys map[string]string) (map[string]string, bool) {
	whole := true
	var good map[string]string
	for name, text := range keys {
		key, second, ok := ParseKeys(text)
		if !ok {
			whole = false
			continue
		}
		if good == nil {
			good = map[string]string{}
		}
		good[name] = strings.TrimSpace(key + " " + second)
	}
	return good, whole
}
