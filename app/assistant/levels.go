package assistant

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"descry/inference"
)

// Level says how surely something is said. The words differ by level.
type Level int

const (
	// Plain is said as it is.
	Plain Level = iota
	// Hedged is said as "I think …, but I'm not sure."
	Hedged
	// Declined is "I can't tell …", with what would help.
	Declined
)

// String is plain, hedged or declined.
func (l Level) String() string {
	switch l {
	case Plain:
		return "plain"
	case Hedged:
		return "hedged"
	}
	return "declined"
}

// Thresholds turn the model's own probabilities into levels. All are
// probabilities, 0 to 1.
type Thresholds struct {
	// Plain and Hedged bound the sureness of a sentence, the geometric mean of the
	// probabilities of its tokens with a letter or digit: at least Plain is said
	// plainly, at least Hedged with a hedge, less is declined.
	Plain, Hedged float64
	// Weak bounds the geometric mean of the weakest quarter of these tokens: below
	// it a sentence is hedged, however sure the rest is.
	Weak float64
	// YesPlain and YesHedged take the place of Plain and Hedged for a yes or no;
	// they bound the share of the word said in the probability of both.
	YesPlain, YesHedged float64
}

// DefaultThresholds are chosen by reasoning, not yet by measurement; they wait for
// a calibration on labelled answers.
//
// A small model that describes what it sees gives its words 0.6 to 0.9 on average:
// synonyms share what is missing. At 0.6 about half of the probability of every
// word lies elsewhere or one word in four is a guess; below 0.3 two words of three
// are. The weakest quarter is where such a guess hides in an otherwise fluent
// sentence, since grammar makes most words certain: 0.1 is one in ten. A yes has no
// synonyms, 0.5 is a coin toss: said plainly at odds of four to one, not at all
// below two to one.
var DefaultThresholds = Thresholds{Plain: 0.60, Hedged: 0.30, Weak: 0.10, YesPlain: 0.80, YesHedged: 0.65}

// sentence is the level of a sentence by the tokens it is made of. Without any
// token that counts it is Declined.
func (t Thresholds) sentence(tokens []inference.Token) Level {
	var logs []float64
	for _, tok := range tokens {
		if counts(tok.Text) {
			logs = append(logs, float64(tok.Logprob))
		}
	}
	if len(logs) == 0 {
		return Declined
	}
	slices.Sort(logs)
	level := grade(mean(logs), t.Plain, t.Hedged)
	if weakest := logs[:(len(logs)+3)/4]; mean(weakest) < t.Weak {
		level = max(level, Hedged)
	}
	return level
}

// mean is the geometric mean of probabilities given as natural logarithms.
func mean(logs []float64) float64 {
	sum := 0.0
	for _, l := range logs {
		sum += l
	}
	return math.Exp(sum / float64(len(logs)))
}

// grade gives the level of a probability; one that is no number is Declined.
func grade(p, plain, hedged float64) Level {
	switch {
	case p >= plain:
		return Plain
	case p >= hedged:
		return Hedged
	}
	return Declined
}

// counts says whether a token has a letter or a digit. Punctuation and white space
// are nearly certain and would hide what is not.
func counts(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// yesNoTop is how many alternatives are asked for with a question, so that the
// other answer and the spellings of both ("Yes", " yes") are among them.
const yesNoTop = 8

// saysYesNo says whether a sentence is a yes or a no, perhaps with more behind a
// comma: not "No people are here."
func saysYesNo(sentence string) (word string, more bool) {
	n := strings.IndexFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		n = len(sentence)
	}
	word = strings.ToLower(sentence[:n])
	if word != "yes" && word != "no" {
		return "", false
	}
	rest := strings.TrimLeft(sentence[n:], " ")
	if rest != "" && !strings.ContainsRune(".,!;:", rune(rest[0])) {
		return "", false
	}
	return word, counts(rest)
}

// yesNo is the level of a yes or no by its token, the first that counts, and
// found false where the model's vocabulary cuts the word in pieces.
func (t Thresholds) yesNo(word string, tokens []inference.Token) (level Level, found bool) {
	i := slices.IndexFunc(tokens, func(tok inference.Token) bool { return counts(tok.Text) })
	if i < 0 || bare(tokens[i].Text) != word {
		return Plain, false
	}
	said, other := 0.0, 0.0
	seen := false
	for _, alt := range tokens[i].Top {
		seen = seen || alt.ID == tokens[i].ID
		switch bare(alt.Text) {
		case word:
			said += math.Exp(float64(alt.Logprob))
		case "yes", "no":
			other += math.Exp(float64(alt.Logprob))
		}
	}
	if !seen {
		said += math.Exp(float64(tokens[i].Logprob))
	}
	if said+other < 0.5 {
		// Most of the probability is on answers of another form; what little is on
		// this one says nothing by its share.
		return grade(said, t.YesPlain, t.YesHedged), true
	}
	return grade(said/(said+other), t.YesPlain, t.YesHedged), true
}

// bare is a token's text without what stands around its letters, in lower case.
func bare(text string) string {
	return strings.ToLower(strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}

// cantTell are the ways in which a model's answer begins that says it has none.
var cantTell = []string{
	"i can't tell", "i cannot tell", "i can't see", "i cannot see", "i can't say", "i cannot say", "i can't read",
	"i cannot read", "i can't determine", "i cannot determine", "i can't identify", "i cannot identify", "i can't answer",
	"i cannot answer", "i'm not sure", "i am not sure", "i'm unable", "i am unable", "i do not know", "i don't know",
	"i'm sorry", "i am sorry", "sorry", "unable to", "not sure", "it is not possible to", "it's not possible to",
	"it is impossible to", "it's impossible to", "it is unclear", "it's unclear", "it is not clear", "it's not clear",
	"it cannot be determined", "it can't be determined", "unanswerable", "unknown", "cannot tell", "can't tell",
}

// saysCantTell says whether a sentence says that the model can't tell.
func saysCantTell(sentence string) bool {
	s := strings.ToLower(strings.ReplaceAll(sentence, "’", "'"))
	for _, p := range cantTell {
		if rest, ok := strings.CutPrefix(s, p); ok && (rest == "" || !unicode.IsLetter(rune(rest[0]))) {
			return true
		}
	}
	return false
}
