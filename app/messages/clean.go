package messages

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from outside (a model, a file's name, a question) fit for one
// line of a terminal or for a voice: escape sequences, control characters and
// the invisible characters that reorder or hide text are taken out. Newlines and
// tabs become spaces, bytes that are no UTF-8 become U+FFFD.
func Clean(s string) string { return clean(s, false) }

// CleanText is Clean for text of several lines: newlines and tabs stay, and a
// carriage return, alone or before a newline, is a newline.
func CleanText(s string) string { return clean(s, true) }

// newlines are all characters that end a line (Unicode Standard Annex 14, class BK and
// the like).
const newlines = "\n\r\v\f\u0085\u2028\u2029"

func clean(s string, lines bool) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\x1b':
			n = escape(s[i:])
		case r == '\u009b': // CSI as one character
			n += control(s[i+n:])
		case r == '\r' && i+1 < len(s) && s[i+1] == '\n':
		case strings.ContainsRune(newlines, r):
			b.WriteString(blank("\n", lines))
		case r == '\t':
			b.WriteString(blank("\t", lines))
		case hidden(r):
		default:
			b.WriteRune(r) // utf8.RuneError is U+FFFD
		}
		i += n
	}
	return b.String()
}

func blank(s string, keep bool) string {
	if keep {
		return s
	}
	return " "
}

// hidden says whether a character is to be taken out: controls (Cc), and format
// characters (Cf: bidirectional overrides, tags, zero-width spaces) but for the
// two joiners that Indic scripts, Persian and emoji are written with.
func hidden(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}

// escape is the length of the escape sequence at the beginning of s (ECMA-48):
// a control sequence, a string that ends with BEL or ESC \, or two characters.
func escape(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		return 2 + control(s[2:])
	case ']', 'P', 'X', '^', '_':
		return 2 + stringEnd(s[2:])
	}
	// Intermediate bytes, then a final one: "ESC ( B" chooses a character set.
	i := 1
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x2f {
		i++
	}
	if i < len(s) && s[i] >= 0x30 && s[i] <= 0x7e {
		i++
	}
	return i
}

// control is the length of what follows CSI: parameters, intermediate bytes, one final byte.
func control(s string) int {
	i := 0
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x3f {
		i++
	}
	if i < len(s) && s[i] >= 0x40 && s[i] <= 0x7e {
		i++
	}
	return i
}

// stringEnd is the length of what follows the introducer of a control string, with
// its end. A string without one ends at the line's end, so that a lone introducer
// can't swallow a whole answer.
func stringEnd(s string) int {
	for i := range len(s) {
		switch {
		case s[i] == '\a':
			return i + 1
		case s[i] == '\x1b' && i+1 < len(s) && s[i+1] == '\\':
			return i + 2
		case s[i] == '\n' || s[i] == '\x1b':
			return i
		}
	}
	return len(s)
}
