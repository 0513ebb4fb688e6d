package assistant

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"descry/app/messages"
)

// hedge says a sentence of the model as one that may be wrong.
func (x *run) hedge(s string, asLooks bool) string {
	inner, whole := messages.Hedged, messages.HedgedWhole
	if asLooks {
		inner, whole = messages.HedgedLooks, messages.HedgedLooksWhole
	}
	clause, ok := clause(s)
	switch {
	case !ok:
		return x.text(whole, s)
	case !asLooks && thing(clause):
		return x.text(messages.HedgedThing, clause)
	}
	return x.text(inner, clause)
}

// clause is a sentence as it can stand after "I think": without its last mark, its
// first letter in lower case where that is right. A sentence that would read wrong
// there is none.
func clause(s string) (string, bool) {
	s = strings.TrimRight(strings.TrimSpace(s), ".! ")
	if s == "" || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, ":") {
		return "", false
	}
	first := []rune(s)[0]
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) || awkward.MatchString(s) {
		return "", false
	}
	word, rest, _ := strings.Cut(s, " ")
	if lowers(word, rest) {
		return string(unicode.ToLower(first)) + s[len(string(first)):], true
	}
	return s, true
}

// awkward are sentences that would say "I think" twice, a command, a list, several
// sentences at once, or a "but" that runs into that of the hedge.
var awkward = regexp.MustCompile(`^(?i:i think|i believe|i am|i'm|please|note|sorry|let|look|here)\b|^(?:\d+[.)]|[A-Za-z][.)]) |[.!?] \p{Lu}|(?i:[,;] but )|[\n]`)

// lowers says whether the first word of a sentence has its capital only because it
// comes first. Other words may be names and keep it: "Paris", "I", "TV". The word "A"
// is an article only before a word in lower case.
func lowers(word, rest string) bool {
	bare := strings.TrimRight(word, ",;:")
	if bare == "A" {
		return rest != "" && !unicode.IsUpper([]rune(rest)[0])
	}
	// "It's" and "There’s" go by what is before the apostrophe.
	head, _, _ := strings.Cut(strings.ReplaceAll(bare, "’", "'"), "'")
	return head != "I" && !(len(head) > 1 && acronym(head)) && common[strings.ToLower(head)]
}

// common are words that a model's sentences begin with and that are no names.
var common = set("an the this that these those it he she we you they his her its their your my our there here someone somebody " +
	"everyone everything something nothing nobody none no yes not maybe perhaps probably " +
	"one two three four five six seven eight nine ten eleven twelve several some many most few both all each another other " +
	"in on at to from of off by with without behind beside besides near next under above over below between inside outside " +
	"around across against along among before after during through toward towards while when where what which as if because " +
	"and or also then only just about left right top bottom " +
	"man men woman women person people boy boys girl girls child children baby dog dogs cat cats bird birds horse car cars " +
	"tree trees flower flowers house building buildings table chair book books cup bottle food water sky grass wall floor " +
	"window door light lights text words letters numbers objects things clouds snow sand rocks leaves " +
	"image picture photo photograph background foreground scene " +
	"red orange yellow green blue purple violet pink brown black white grey gray beige teal turquoise gold golden silver " +
	"dark bright light large big small tiny long short tall wide narrow round square old new young open closed empty full " +
	"wooden metal plastic glass paper stone cloudy sunny snowy rainy clear colorful colourful blurry blurred standing sitting")

// finite are verbs that make a clause of words that begin with an article.
var finite = set("is are was were has have had do does did can could will would shall should may might must " +
	"sit stand lie hang hold wear look run walk sat stood lay hung held wore ran walked")

// thing says whether a clause is but a thing with its article, such as "a red
// cup": short, and without any word that may be its verb. A word in -s may be one.
func thing(clause string) bool {
	words := strings.Fields(clause)
	if len(words) < 2 || len(words) > 6 || (words[0] != "a" && words[0] != "an") {
		return false
	}
	return !slices.ContainsFunc(words[1:], func(w string) bool {
		return finite[w] || strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") || strings.HasSuffix(w, ",")
	})
}
