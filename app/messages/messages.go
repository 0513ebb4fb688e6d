// Package messages holds every sentence that a person hears or reads, by
// language. It knows nothing of where they are said, shown or written.
//
// A sentence about something that went wrong says what is wrong, then what to do.
package messages

import (
	"fmt"
	"strings"
)

// English is the language that is fallen back to: every ID has a text in it.
const English = "en"

// ID names a sentence in every language.
type ID string

// catalogue holds the texts of one language. Where a text has a %s or a %d, the
// constant's comment says what comes there.
type catalogue map[ID]string

// catalogues is the table of languages, by their ISO 639-1 code. A language may
// lack texts; these are then English.
var catalogues = map[string]catalogue{
	English: join(answersEN, picturesEN, aimEN, errorsEN, noticesEN, commandsEN, cliEN, doctorEN, benchEN, modelsEN, voicesEN, speechEN, camerasEN, windowEN, keysEN, guiEN, changesEN),
}

// join makes one catalogue of the parts that a language is written in.
func join(parts ...catalogue) catalogue {
	all := catalogue{}
	for _, part := range parts {
		for id, text := range part {
			all[id] = text
		}
	}
	return all
}

// Text is the sentence in a language, with args put in as fmt.Sprintf does. The
// language is a code such as "de" or "de_DE.UTF-8"; an unknown one, and an
// unknown text, fall back to English. An ID that is in no catalogue gives the
// general sentence for a failure, never nothing.
func Text(lang string, id ID, args ...any) string {
	text, ok := catalogues[code(lang)][id]
	if !ok {
		text, ok = catalogues[English][id]
	}
	if !ok {
		return catalogues[English][Failed]
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// code is the ISO 639-1 part of a language tag or of a POSIX locale.
func code(lang string) string {
	if i := strings.IndexAny(lang, "-_.@"); i >= 0 {
		lang = lang[:i]
	}
	return strings.ToLower(lang)
}
