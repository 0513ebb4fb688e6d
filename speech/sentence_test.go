package speech

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func pieces(parts ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, p := range parts {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func collect(t testing.TB, text iter.Seq2[string, error]) []string {
	t.Helper()
	var got []string
	for s, err := range Sentences(text) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	return got
}

// cases have "|" where a cut is wanted.
var cases = []struct{ name, want string }{
	{"one", "A cup."},
	{"no end", "A cup on a table"},
	{"two", "There is a cup.| It is red."},
	{"marks", "Is it a cup?| Yes!| It is."},
	{"titles", "Dr. Smith and Mrs. Jones met Mr. Li.| They sat."},
	{"street", "The sign says St. Mary's Road.| It is blue."},
	{"latin", "It has tools, e.g. a hammer, i.e. a Hammer.| Good."},
	{"latin before a capital", "Tools, e.g. Hammers.| Good."},
	{"number sign", "It is house No. 5.| It is red."},
	{"the answer no", "No.| There is no lamp."},
	{"the answer no alone", "No."},
	{"price", "It costs 3.50 euros.| That is cheap."},
	{"decimals at the end", "It costs 3.50.| That is cheap."},
	{"list", "1. A cup.| 2. A plate."},
	{"list by line", "1. A cup\n|2. A plate\n|"},
	{"count at the end", "There are 3.| One is red."},
	{"month", "The date is Nov. 23.| It is cold."},
	{"month at the end", "It is in Nov.| The sky is grey."},
	{"initials", "J. R. R. Tolkien wrote it.| It is long."},
	{"country", "A flag of the U.S. Army.| It waves."},
	{"time", "It is 9 a.m. on the clock.| Early."},
	{"quote", "The sign says \"Stop.\"| It is red."},
	{"brackets", "(It is red.)| It is round."},
	{"dots", "Well... it may be a cup.| Or not."},
	{"ellipsis character ends nothing, by UAX #29", "It goes on… Then it ends."},
	{"newline", "A cup\n|A plate\n\n|A spoon"},
	{"carriage return", "A cup\r\n|A plate"},
	{"bullets", "- A cup\n|- A plate."},
	{"chinese", "这是一个杯子。|它是红色的。"},
	{"hindi", "यह एक कप है।| यह लाल है।"},
	{"arabic", "ما هذا؟| هذا كوب."},
	{"only spaces", "  \n \t "},
	{"empty", ""},
	{"dots alone", "..."},
	{"broken utf-8", "A \xff cup.| It is red."},
}

func wanted(marked string) (text string, want []string) {
	for part := range strings.SplitSeq(marked, "|") {
		text += part
		if s := strings.TrimSpace(part); s != "" {
			want = append(want, s)
		}
	}
	return text, want
}

func TestSentences(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text, want := wanted(c.want)
			if got := collect(t, pieces(text)); !slices.Equal(got, want) {
				t.Errorf("in one piece: %q, want %q", got, want)
			}
			var runes []string
			for len(text) > 0 {
				_, n := utf8.DecodeRuneInString(text)
				runes, text = append(runes, text[:n]), text[n:]
			}
			if got := collect(t, pieces(runes...)); !slices.Equal(got, want) {
				t.Errorf("rune by rune: %q, want %q", got, want)
			}
		})
	}
}

func TestSentencesAsSoonAsKnown(t *testing.T) {
	tests := []struct {
		name   string
		pieces []string
		want   []int // after which piece each sentence comes
	}{
		{"next letter", []string{"A cup", ".", " ", "It", " is."}, []int{3, 4}},
		{"newline", []string{"A cup\n", "A plate"}, []int{0, 1}},
		{"number goes on", []string{"It costs 3.", "50.", " Good."}, []int{2, 2}},
		{"title", []string{"Dr.", " Smith.", " He"}, []int{2, 2}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			at := -1
			text := func(yield func(string, error) bool) {
				for i, p := range c.pieces {
					at = i
					if !yield(p, nil) {
						return
					}
				}
			}
			var got []int
			for range Sentences(text) {
				got = append(got, at)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("sentences after pieces %v, want %v", got, c.want)
			}
		})
	}
}

func TestSentencesError(t *testing.T) {
	broken := errors.New("broken")
	text := func(yield func(string, error) bool) {
		_ = yield("A cup. It", nil) && yield("", broken)
	}
	var got []string
	var last error
	for s, err := range Sentences(text) {
		got, last = append(got, s), err
	}
	if !slices.Equal(got, []string{"A cup.", ""}) || !errors.Is(last, broken) {
		t.Errorf("got %q and %v", got, last)
	}
}

func TestSentencesBreak(t *testing.T) {
	ended := false
	text := func(yield func(string, error) bool) {
		for yield("A cup. ", nil) {
		}
		ended = true
	}
	n := 0
	for range Sentences(text) {
		if n++; n == 3 {
			break
		}
	}
	if !ended {
		t.Error("the text was not ended")
	}
}

func FuzzSentences(f *testing.F) {
	for _, c := range cases {
		text, _ := wanted(c.want)
		f.Add(text, 3)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		if len(text) > 2000 {
			t.Skip("too long")
		}
		size = max(1, size&63)
		var parts []string
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			for n < len(rest) && !utf8.RuneStart(rest[n]) {
				n++
			}
			parts, rest = append(parts, rest[:n]), rest[n:]
		}
		whole, cut := collect(t, pieces(text)), collect(t, pieces(parts...))
		if !slices.Equal(whole, cut) {
			t.Errorf("%q: in one piece %q, in pieces of %d %q", text, whole, size, cut)
		}
		strip := func(s string) string { return strings.Join(strings.Fields(s), "") }
		// With a space between them, so that two bytes that stood apart do not become
		// one character of white space: "\xc2\f\xa0".
		if got := strip(strings.Join(whole, " ")); got != strip(text) {
			t.Errorf("%q: text was lost: %q", text, got)
		}
	})
}
