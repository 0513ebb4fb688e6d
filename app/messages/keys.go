package messages

import "strings"

// What keys are called. A KeyName is that of a key which isn't spoken as it is written.
const (
	KeyOr    ID = "key.or"    // %s and %s: keys
	KeyOf    ID = "key.of"    // %s: a key, %s: title of the function that has it
	KeyWrong ID = "key.wrong" // what was pressed or typed is no key for a function
	// KeyEverywhere is told where a second key would not work everywhere.
	KeyEverywhere ID = "key.everywhere"
	// KeysDropped has a %s: titles of functions whose keys were left as usual.
	KeysDropped ID = "key.dropped"
	// HelpLine tells of a function: %s its title, %s its keys, %s what it does.
	HelpLine ID = "help.line"
	// HelpFirst stands before all functions.
	HelpFirst ID = "help.first"
)

var keysEN = catalogue{
	KeyOr:         "%s or %s",
	KeyOf:         "%s is the key of %s. Choose another.",
	KeyWrong:      "That can't be the key of a function: text fields, the focus, or the desktop need it. Choose a function key, a digit, or a key with Control.",
	KeyEverywhere: "The second key has to work in text fields and without function keys. Choose one with Control.",
	KeysDropped:   "Two functions had the same key, so these have their usual keys: %s.",
	HelpLine:      "%s: %s. %s.",
	HelpFirst:     "Digits and letters alone work outside text fields; with Control they work everywhere. Control alone is silence.",

	"key.Ctrl": "Control", "key.PageUp": "Page Up", "key.PageDown": "Page Down",
	"key.Up": "Up Arrow", "key.Down": "Down Arrow",
	"key.,": "Comma", "key..": "Full Stop", "key.-": "Minus", "key.=": "Equals", "key.;": "Semicolon",
	"key.'": "Apostrophe", "key./": "Slash", "key.[": "Left Bracket", "key.]": "Right Bracket",
	`key.\`: "Backslash", "key.`": "Back Quote",
}

// Key is how a key, as settings.ParseKey spells it, is called aloud: "Control Shift S".
func Key(lang, key string) string {
	parts := strings.Split(key, "+")
	for i, p := range parts {
		if name, ok := catalogues[code(lang)]["key."+ID(p)]; ok {
			parts[i] = name
		} else if name, ok := catalogues[English]["key."+ID(p)]; ok {
			parts[i] = name
		}
	}
	return strings.Join(parts, " ")
}
