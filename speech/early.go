package speech

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Chunk is a sentence, or the beginning of one.
type Chunk struct {
	Text string
	// Early: it is the beginning of the sentence that comes next, which comes whole.
	Early bool
}

// Chunks are the Sentences of a text, but where the first takes long to be written, its
// beginning comes before it, so that sound can start: up to a comma, or some six words. It
// ends between two words, never in "Dr. Lee", "May 5, 2024", "3 euros", brackets, quotation
// marks or a list.
func Chunks(text iter.Seq2[string, error]) iter.Seq2[Chunk, error] { return chunks(text, true) }

const (
	// enough words are a beginning; fewer if the last of them lean on the next, but
	// fewest, and no more than most.
	enough, fewest, most = 6, 4, 9
	// clause words before a comma are a beginning: "Yes," is none.
	clause = 3
	// tooLong for a beginning, in bytes: it is not of words with spaces between.
	tooLong = 300
)

// beginning is the part of a sentence that can be said before more of it is known; none:
// not yet.
func beginning(held string) string {
	held = strings.TrimLeftFunc(held, unicode.IsSpace)
	if len(held) > tooLong {
		return ""
	}
	ends := wordEnds(held)
	if len(ends) == 0 || listed(held[:ends[0]]) {
		return ""
	}
	for n := clause; n <= min(len(ends), most); n++ {
		part := held[:ends[n-1]]
		next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(held[ends[n-1]:], unicode.IsSpace))
		if strings.HasSuffix(part, ",") && next != utf8.RuneError && !unicode.IsDigit(next) && closed(part) {
			return part
		}
		if n < enough {
			continue
		}
		back := n
		for back >= fewest && leans(lastWord(held[:ends[back-1]])) {
			back--
		}
		if back >= fewest && closed(held[:ends[back-1]]) {
			return held[:ends[back-1]]
		}
	}
	return ""
}

// wordEnds are where the words end that something follows.
func wordEnds(s string) (ends []int) {
	inside := false
	for i, r := range s {
		if space := unicode.IsSpace(r); space == inside {
			if inside = !space; space {
				ends = append(ends, i)
			}
		}
	}
	return ends
}

// listed says whether a line begins as one of a list.
func listed(word string) bool {
	return strings.Trim(word, "-*+•–#>0123456789.)") == ""
}

func lastWord(s string) string { return s[strings.LastIndexFunc(s, unicode.IsSpace)+1:] }

// leaning are words that are said in one breath with the next.
var leaning = set("a an the this that these those my your his her its our their some any no not very too and or but nor as than " +
	"of in on at to from with without by for into onto over under near behind beside above below before after inside outside across along around toward towards between through against around " +
	"is are was were be been being am has have had do does did can could will would shall should may might must " +
	"which who whose where while when there it he she they we i mr mrs ms dr " +
	"january february march april june july august september october november december about only exactly nearly")

// leans says whether a word belongs so close to the next that no voice may end with it: a
// small word, a number, or one with a dot, which may be that of an abbreviation or the end.
func leans(word string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(word, ",;"))
	return !unicode.IsLetter(last) && !strings.ContainsRune(`)"'’”`, last) || leaning[strings.ToLower(strings.TrimRight(word, ",;"))]
}

// closed says whether brackets and quotation marks that were opened are closed.
func closed(s string) bool {
	return strings.Count(s, "(") <= strings.Count(s, ")") && strings.Count(s, "[") <= strings.Count(s, "]") &&
		strings.Count(s, "“") <= strings.Count(s, "”") && strings.Count(s, `"`)%2 == 0
}
