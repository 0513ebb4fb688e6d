package inference

import (
	"strings"
	"unicode/utf8"
)

// text turns the pieces of tokens into text that may be shown: whole UTF-8, and
// nothing that may yet turn out to be a stop string.
type text struct {
	stops   []string
	held    []byte
	stopped bool
}

func newText(stops []string) *text { return &text{stops: stops} }

// add takes a token's piece and returns what is certain by now.
func (t *text) add(piece []byte) string {
	if t.stopped {
		return ""
	}
	t.held = append(t.held, piece...)
	for _, s := range t.stops {
		if i := strings.Index(string(t.held), s); i >= 0 {
			t.stopped = true
			out := string(t.held[:i])
			t.held = nil
			return strings.ToValidUTF8(out, "\uFFFD")
		}
	}
	n := wholeRunes(t.held)
	n = min(n, len(t.held)-t.stopBegun())
	out := string(t.held[:n])
	t.held = append([]byte(nil), t.held[n:]...)
	return strings.ToValidUTF8(out, "\uFFFD")
}

// rest is what was held back, when the answer is over.
func (t *text) rest() string {
	out := strings.ToValidUTF8(string(t.held), "\uFFFD")
	t.held = nil
	return out
}

// stopBegun is the length of the longest end of held that begins a stop string.
func (t *text) stopBegun() int {
	longest := 0
	for _, s := range t.stops {
		for n := min(len(s)-1, len(t.held)); n > longest; n-- {
			if strings.HasSuffix(string(t.held), s[:n]) {
				longest = n
			}
		}
	}
	return longest
}

// wholeRunes is the length of b without an unfinished rune at its end. Bytes that
// can't become a rune count as whole.
func wholeRunes(b []byte) int {
	for back := 1; back <= min(len(b), utf8.UTFMax-1); back++ {
		c := b[len(b)-back]
		if utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-back:]) {
				return len(b) - back
			}
			break
		}
	}
	return len(b)
}

const (
	// A group of up to longestLoop tokens may come this often in a row; small
	// models get caught in such loops, and a person can't see that they do.
	longestLoop = 40
	sameGroup   = 4
	// shortestLoop is how many tokens a loop must have filled in all, so that
	// "no, no, no, no" may be said.
	shortestLoop = 24
)

// repetition notices a model that goes round in circles.
type repetition struct {
	ids []int
}

// add takes the next token and says whether the answer repeats itself.
func (r *repetition) add(id int) bool {
	r.ids = append(r.ids, id)
	for period := 1; period <= longestLoop; period++ {
		if n := r.loops(period); n >= sameGroup && n*period >= shortestLoop {
			return true
		}
	}
	return false
}

// loops is how often the last period tokens stand at the end, one after another.
func (r *repetition) loops(period int) int {
	n := len(r.ids)
	same := 0
	for i := n - 1; i >= period && r.ids[i] == r.ids[i-period]; i-- {
		same++
	}
	return same/period + 1
}
