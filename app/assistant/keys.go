package assistant

import (
	"maps"
	"slices"
	"strings"

	"descry/app/messages"
	"descry/app/settings"
)

// Bound is a command with the keys that it has.
type Bound struct {
	Command     Command
	Key, Second string
}

// Keys are the commands with the keys that they have, in the order of the table. No key is
// there twice.
type Keys []Bound

// stopKey is that of the function which is always reached by it.
const stopKey = "Escape"

// EffectiveKeys puts a person's own keys, as settings.Settings.Keys has them, in the place of
// the usual ones. Those that would leave two functions with one key, a second key that doesn't
// work everywhere, or Escape without Stop are left out: dropped are the names of the commands
// that have their usual keys for that. Names that no command has mean nothing.
func EffectiveKeys(own map[string]string) (keys Keys, dropped []string) {
	own = maps.Clone(own)
	for {
		keys, bad := bind(own)
		if len(bad) == 0 {
			return keys, dropped
		}
		for _, name := range bad {
			delete(own, name)
		}
		dropped = append(dropped, bad...)
		slices.Sort(dropped)
	}
}

// bind applies all choices, and names those that can't be.
func bind(own map[string]string) (keys Keys, bad []string) {
	has := map[string]string{} // the command that has a key
	for _, c := range Commands {
		b := Bound{c, c.Key, c.Second}
		if text, chosen := own[c.Name]; chosen {
			key, second, ok := settings.ParseKeys(text)
			if !ok || (key == stopKey || second == stopKey) && c.Name != "stop" {
				bad = append(bad, c.Name)
				continue
			}
			if b.Key = key; second != "" {
				b.Second = second
			}
		}
		keys = append(keys, b)
	}
	for _, b := range keys {
		for _, key := range []string{b.Key, b.Second} {
			other, taken := has[key]
			if !taken || other == b.Command.Name {
				has[key] = b.Command.Name
				continue
			}
			if _, chosen := own[b.Command.Name]; chosen {
				bad = append(bad, b.Command.Name)
			} else {
				bad = append(bad, other) // two usual keys are never the same
			}
		}
	}
	slices.Sort(bad)
	return keys, slices.Compact(bad)
}

// Find gives the command of a key, as settings.ParseKey spells it. In a text field, keys
// that type something there are no command's. Escape is Stop's, whatever else that has.
func (k Keys) Find(key string, inText bool) (Command, bool) {
	if inText && settings.IsTypingKey(key) {
		return Command{}, false
	}
	for _, b := range k {
		if b.Key == key || b.Second == key || key == stopKey && b.Command.Name == "stop" {
			return b.Command, true
		}
	}
	return Command{}, false
}

// Of gives the keys of a command by its name.
func (k Keys) Of(name string) (Bound, bool) {
	i := slices.IndexFunc(k, func(b Bound) bool { return b.Command.Name == name })
	if i < 0 {
		return Bound{}, false
	}
	return k[i], true
}

// ChangeKeys gives a person's own keys with those of one command changed to text, as
// settings.ParseKeys takes it; empty: to the usual ones. What can't be is told in a sentence,
// and own is returned as it was.
func ChangeKeys(lang string, own map[string]string, name, text string) (changed map[string]string, problem string) {
	changed = maps.Clone(own)
	if changed == nil {
		changed = map[string]string{}
	}
	if delete(changed, name); strings.TrimSpace(text) != "" {
		key, second, ok := settings.ParseKeys(text)
		if !ok {
			if words := strings.Fields(text); len(words) == 2 {
				if _, isKey := settings.ParseKey(words[1]); isKey {
					return own, messages.Text(lang, messages.KeyEverywhere)
				}
			}
			return own, messages.Text(lang, messages.KeyWrong)
		}
		changed[name] = strings.TrimSpace(key + " " + second)
	}
	before, _ := EffectiveKeys(own)
	after, dropped := EffectiveKeys(changed)
	if len(dropped) == 0 {
		return changed, ""
	}
	wanted := strings.Fields(changed[name])
	if b, ok := after.Of(name); ok {
		wanted = append(wanted, b.Key, b.Second)
	}
	for _, key := range wanted {
		if c, ok := before.Find(key, false); ok && c.Name != name {
			return own, messages.Text(lang, messages.KeyOf, messages.Key(lang, key), messages.Text(lang, c.Title))
		}
	}
	return own, messages.Text(lang, messages.KeyWrong)
}

// Spoken is how the keys of a command are said: "F5 or Control D".
func (b Bound) Spoken(lang string) string {
	return messages.Text(lang, messages.KeyOr, messages.Key(lang, b.Key), messages.Key(lang, b.Second))
}

// Help is what can be done, a sentence or two for each command, in the order of the table,
// after what is to be known of all keys.
func (k Keys) Help(lang string) []string {
	lines := []string{messages.Text(lang, messages.HelpFirst)}
	for _, b := range k {
		lines = append(lines, b.Help(lang))
	}
	return lines
}

// Help tells of one command: title, keys, and what it does.
func (b Bound) Help(lang string) string {
	short := strings.TrimRight(messages.Text(lang, b.Command.Short), ".")
	line := messages.Text(lang, messages.HelpLine, messages.Text(lang, b.Command.Title), b.Spoken(lang), short)
	return strings.Replace(line, "?.", "?", 1)
}

// Table is the keys as a table in Markdown, for the README.
func (k Keys) Table(lang string) string {
	var t strings.Builder
	t.WriteString("| key | also | what it does |\n| --- | --- | --- |\n")
	for _, b := range k {
		t.WriteString("| " + b.Key + " | " + b.Second + " | " + messages.Text(lang, b.Command.Short) + " |\n")
	}
	return t.String()
}
