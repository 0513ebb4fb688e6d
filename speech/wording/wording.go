// Package wording makes text sensible to hear before a voice says it: numbers, units,
// addresses, files, emoji and the marks of Markdown become words, or go. English only so
// far; of other languages only what could harm is taken out. It knows nothing of voices.
//
//	text ─ plain ─ lines ─ words ─ text
package wording

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"descry/speech"
)

// Growth and Slack bound what Spoken makes of a text, in bytes: at most Growth times its
// length, and Slack.
const (
	Growth = 24
	Slack  = 64
)

// Spoken is what a voice is to say for a text. It holds no control characters.
func Spoken(text string, s speech.Settings) string {
	english := s.Speaks() == "en"
	switch {
	case s.Spell:
		return spell(plain(text), english)
	case !english:
		return strings.Join(strings.Fields(plain(text)), " ")
	case s.Punctuation == speech.PunctuationAll:
		return literal(plain(text))
	}
	r := reader{quiet: s.Punctuation == speech.PunctuationNone}
	for line := range strings.Lines(plain(text)) {
		r.line(line)
	}
	return r.out.String()
}

// Voice is v, which is given Spoken texts.
func Voice(v speech.Voice) speech.Voice { return &worded{v} }

type worded struct{ speech.Voice }

// Say implements speech.Voice.
func (w *worded) Say(ctx context.Context, text string, s speech.Settings) error {
	return w.Voice.Say(ctx, Spoken(text, s), s)
}

// plain takes out control and format characters, of which voices obey some, and what is no
// UTF-8. Newlines stay, other white space is a space.
func plain(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case r == utf8.RuneError:
			r = ' '
		case r == '\n' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			r = '\n'
		case unicode.IsSpace(r) || unicode.Is(unicode.Cc, r):
			r = ' '
		case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d': // joiners make letters
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// lookahead is how many words are read together at most.
const lookahead = 7

// reader makes words of text, line by line.
type reader struct {
	quiet bool // symbols are named only where the meaning depends on them
	out   strings.Builder
	last  byte // of out; 0: it is empty
}

// say adds words, with a space before them.
func (r *reader) say(words string) {
	if words = strings.TrimSpace(words); words == "" {
		return
	}
	if r.last != 0 {
		r.out.WriteByte(' ')
	}
	r.out.WriteString(words)
	r.last = words[len(words)-1]
}

// pause adds a mark, where none is.
func (r *reader) pause(mark byte) {
	if r.last != 0 && !strings.ContainsRune(".,;:!?", rune(r.last)) {
		r.out.WriteByte(mark)
		r.last = mark
	}
}

// line says one line of text.
func (r *reader) line(line string) {
	line = unmark(strings.TrimSpace(line))
	if line == "" {
		return
	}
	r.pause('.') // the line before was one
	words := strings.Fields(line)
	for i := 0; i < len(words); {
		i += r.word(words[i:min(i+lookahead, len(words))])
	}
}

// word says the first of some words, and returns how many it has said.
func (r *reader) word(words []string) int {
	switch words[0] {
	case "-", "–", "—", "--", "|":
		r.pause(',')
		return 1
	}
	w := split(words[0])
	if w.core == "" {
		r.say(r.symbols(keep(words[0])))
		return 1
	}
	if len(words) > 1 {
		w.next = words[1]
	}
	spoken, used := r.core(&w, words[1:])
	if used > 0 { // what was between is in spoken, what comes behind the last is not
		w.trail = split(words[used]).trail
	}
	r.say(keep(w.lead) + spoken + keep(w.trail))
	return 1 + used
}

// parts are a word with the marks around it, and the word after it.
type parts struct{ lead, core, trail, next string }

const (
	opening = `([{"'“‘«*_` + "`"
	closing = `.,;:!?)]}"'”’»*_…` + "`"
)

func split(w string) parts {
	core := strings.TrimLeft(w, opening)
	lead := w[:len(w)-len(core)]
	inner := strings.TrimRight(core, closing)
	return parts{lead: lead, core: inner, trail: core[len(inner):]}
}

// keep leaves out the marks of emphasis, and all but three of a row of the same.
func keep(marks string) string {
	var b strings.Builder
	var last rune
	n := 0
	for _, m := range marks {
		if n++; m != last {
			last, n = m, 1
		}
		if n <= 3 && !strings.ContainsRune("*_`", m) {
			b.WriteRune(m)
		}
	}
	return b.String()
}
