package speech

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences cuts streamed text into sentences and yields each as soon as it is
// known to be complete: when the first letter after it has come, at a newline, or
// at the end of the text. A sentence is a part of the text as it stands, without the
// white space around it; empty ones are left out. The first error of text is
// yielded as the last pair, and what was not complete by then is dropped.
//
// The boundaries are those of Unicode (UAX #29), but for English abbreviations,
// initials and the numbers of a list, after which UAX #29 would cut.
func Sentences(text iter.Seq2[string, error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for c, err := range chunks(text, false) {
			if !yield(c.Text, err) {
				return
			}
		}
	}
}

func chunks(text iter.Seq2[string, error], early bool) iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		var c cutter
		for piece, err := range text {
			if err != nil {
				yield(Chunk{}, err)
				return
			}
			for s := range c.add(piece) {
				early = false
				if !yield(Chunk{Text: s}, nil) {
					return
				}
			}
			if !early {
				continue
			}
			if s := beginning(c.held); s != "" {
				early = false
				if !yield(Chunk{s, true}, nil) {
					return
				}
			}
		}
		for s := range c.rest() {
			if !yield(Chunk{Text: s}, nil) {
				return
			}
		}
	}
}

// lineEnds are the mandatory breaks of UAX #29, with vertical tab and form feed.
const lineEnds = "\n\r\v\f\u0085\u2028\u2029"

// cutter holds the beginning of a sentence whose end has not come yet.
type cutter struct {
	held string
	// from is where to look for the end: behind abbreviations that were found.
	from int
	// ending: there is a character in held[from:] that can end a sentence. Without
	// one there is no need to look, which keeps long lists from taking time that
	// grows with the square of their length.
	ending bool
}

// add takes a piece and yields the sentences that are complete now.
func (c *cutter) add(piece string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			i := strings.IndexAny(piece, lineEnds)
			if i < 0 {
				break
			}
			_, n := utf8.DecodeRuneInString(piece[i:])
			c.take(piece[:i])
			piece = piece[i+n:]
			if !c.cut(true, yield) {
				return
			}
		}
		c.take(piece)
		c.cut(false, yield)
	}
}

// rest yields the sentences that are left when the text is over.
func (c *cutter) rest() iter.Seq[string] {
	return func(yield func(string) bool) { c.cut(true, yield) }
}

func (c *cutter) take(piece string) {
	c.held += piece
	c.ending = c.ending || strings.ContainsFunc(piece, endsSentence)
}

// cut yields all sentences of held whose end is known. With end, nothing follows
// held, so that all of it goes. False: the consumer wants no more.
func (c *cutter) cut(end bool, yield func(string) bool) bool {
	for c.ending {
		n, _, err := sentences.SplitFunc([]byte(c.held[c.from:]), false)
		if err != nil || n == 0 || c.from+n >= len(c.held) {
			break
		}
		c.from += n
		if goesOn(c.held[:c.from], c.held[c.from:]) {
			continue
		}
		if !c.out(c.from, yield) {
			return false
		}
	}
	if end {
		return c.out(len(c.held), yield)
	}
	return true
}

// out yields the first n bytes of held.
func (c *cutter) out(n int, yield func(string) bool) bool {
	s := strings.TrimSpace(c.held[:n])
	c.held, c.from = c.held[n:], 0
	c.ending = strings.ContainsFunc(c.held, endsSentence)
	return s == "" || yield(s)
}

func endsSentence(r rune) bool {
	return r == '\u2024' || unicode.Is(unicode.Sentence_Terminal, r)
}

// titles are English abbreviations, in lower case and without the last dot, that
// another word of the same sentence always follows.
var titles = set("dr mr mrs ms mx prof rev fr st mt ft hon gen col maj capt cpt sgt cpl lt cmdr adm " +
	"pres gov sen rep messrs mme mlle e.g i.e eg ie vs cf viz approx ca incl")

// numbered are those that go on only before a number: "No. 5", but "No. It's red."
var numbered = set("no nos nr fig figs p pp vol ch chap sec art par eq ex pt " +
	"jan feb mar apr jun jul aug sep sept oct nov dec")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// goesOn says whether a sentence goes on over a boundary of UAX #29 between
// before and after, because the dot there doesn't end a sentence.
func goesOn(before, after string) bool {
	words := strings.Fields(before)
	if len(words) == 0 {
		return false
	}
	word, dot := strings.CutSuffix(words[len(words)-1], ".")
	if !dot {
		return false
	}
	word = strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " \t(\"'“‘"))
	lower := strings.ToLower(word)
	switch {
	case titles[lower], initials(word):
		return true
	case numbered[lower]:
		return unicode.IsDigit(next)
	case number(word):
		// "1. A cup" is a list's first line; "There are 3. One is red." are two sentences.
		return len(words) == 1 || unicode.IsDigit(next)
	}
	return false
}

// initials says whether a word is one of "J", "J.R.R" or "U.S": capitals with dots between.
func initials(word string) bool {
	if word == "" {
		return false
	}
	for part := range strings.SplitSeq(word, ".") {
		r, n := utf8.DecodeRuneInString(part)
		if n != len(part) || !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

func number(word string) bool {
	return word != "" && strings.Trim(word, "0123456789.,") == ""
}
