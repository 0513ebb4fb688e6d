package wording

import (
	"regexp"
	"strings"
	"unicode"
)

// link is one of Markdown, or a picture: of both the text is said.
var link = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()\s]*\)`)

// heading is what begins a line of Markdown: of a quotation, heading, list or task.
var heading = regexp.MustCompile(`^(?:>\s+)*(?:#{1,6}\s+|[-*+•‣·]\s+)?(?:\[[ xX]\]\s+)?`)

// unmark takes the marks of Markdown off a line; "" is one of marks alone.
func unmark(line string) string {
	if strings.HasPrefix(line, "```") || rule(line) {
		return ""
	}
	if strings.HasPrefix(line, "|") && strings.HasSuffix(line, "|") {
		line = strings.Trim(line, "| ")
		line = strings.ReplaceAll(line, "|", " | ")
	}
	line = line[len(heading.FindString(line)):]
	line = link.ReplaceAllString(line, "$1")
	return strings.NewReplacer("**", "", "~~", "", "—", " — ").Replace(line)
}

// rule says whether a line is only drawn: under a heading, between parts, or in a table.
func rule(line string) bool {
	return len(line) >= 3 && strings.Trim(line, "-=_*|:+ ") == ""
}

// needed are symbols that carry meaning wherever they stand; others are named unless the
// person wants none of them.
var needed = map[rune]string{
	'%': "percent", '&': "and", '+': "plus", '=': "equals", '<': "less than", '>': "greater than",
	'$': "dollars", '€': "euros", '£': "pounds", '¥': "yen", '°': "degrees", '×': "times", '÷': "divided by",
	'±': "plus or minus", '≈': "about", '≠': "is not equal to", '≤': "at most", '≥': "at least", '−': "minus",
	'½': "one half", '¼': "one quarter", '¾': "three quarters", '⅓': "one third", '⅔': "two thirds",
	'²': "squared", '³': "cubed", '√': "square root of", '∞': "infinity", 'µ': "micro", '№': "number",
}

var named = map[rune]string{
	'@': "at", '#': "number sign", '/': "slash", '\\': "backslash", '|': "vertical bar", '^': "caret", '~': "tilde", '*': "star",
	'→': "right arrow", '←': "left arrow", '↑': "up arrow", '↓': "down arrow", '↔': "double arrow", '§': "section",
	'¶': "paragraph", '©': "copyright", '®': "registered", '™': "trademark", '✓': "check mark", '✔': "check mark",
	'✗': "cross", '✘': "cross", '★': "star", '☆': "star",
}

// punctuation is named where all is wanted, and in spelling.
var punctuation = map[rune]string{
	'.': "dot", ',': "comma", ';': "semicolon", ':': "colon", '!': "exclamation mark", '?': "question mark",
	'(': "open parenthesis", ')': "close parenthesis", '[': "open bracket", ']': "close bracket", '{': "open brace",
	'}': "close brace", '"': "quote", '\'': "apostrophe", '“': "open quote", '”': "close quote", '‘': "open quote",
	'’': "apostrophe", '«': "open quote", '»': "close quote", '-': "dash", '–': "dash", '—': "long dash", '_': "underscore",
	'`': "backtick", '…': "dots", '•': "bullet", '·': "middle dot",
}

// name is a symbol's name; none: it has none, or goes unsaid.
func name(c rune) string {
	for _, table := range []map[rune]string{needed, named, punctuation} {
		if n, ok := table[c]; ok {
			return n
		}
	}
	return emoji(c)
}

// symbols puts names in the place of a word's symbols.
func (r *reader) symbols(word string) string {
	if strings.IndexFunc(word, symbol) < 0 {
		return word
	}
	var b strings.Builder
	runes := []rune(word)
	last, times := "", 0
	for i, c := range runes {
		said := ""
		switch {
		case !symbol(c):
			b.WriteRune(c)
			last = ""
			continue
		case c == '*' || c == '_':
		case needed[c] != "":
			said = needed[c]
		case r.quiet:
		case isFlag(c):
			said = flag(runes, i)
		case named[c] != "":
			said = named[c]
		default:
			said = emoji(c)
		}
		if times++; said != last && said != "" {
			last, times = said, 1
		}
		if times > 2 || times > 1 && pictograph(c) { // three hearts are one, to the ear
			said = ""
		}
		b.WriteString(" " + said + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// symbol says whether a character is one that no voice should be given as it is.
func symbol(c rune) bool {
	return c == '_' || c == '*' || needed[c] != "" || named[c] != "" || pictograph(c)
}

// literal names all punctuation and symbols, and keeps what makes a pause.
func literal(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, c := range runes {
		switch n := name(c); {
		case n == "" && pictograph(c):
		case n == "", within(runes, i):
			b.WriteRune(c)
		case isFlag(c):
			b.WriteString(" " + flag(runes, i) + " ")
		case strings.ContainsRune(".,;:!?", c):
			b.WriteString(" " + n + string(c) + " ")
		default:
			b.WriteString(" " + n + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// within says whether a mark is part of a number or a word: 3.50, it's.
func within(runes []rune, i int) bool {
	if i == 0 || i+1 == len(runes) {
		return false
	}
	both := func(is func(rune) bool) bool { return is(runes[i-1]) && is(runes[i+1]) }
	switch runes[i] {
	case '.', ',':
		return both(unicode.IsDigit)
	case '\'', '’':
		return both(unicode.IsLetter)
	}
	return false
}
