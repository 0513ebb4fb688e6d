package assistant

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"descry/app/messages"
	"descry/camera"
	"descry/inference"
)

// judge turns what a model writes, sentence by sentence, into what may be said.
//
//   - A first sentence that the model is not sure of, or that says that it can't
//     tell, makes the whole answer "I can't tell …", and nothing else of it is said.
//   - A later one is left out then.
//   - A sentence that says who someone is gives way to a remark, once.
//   - A sentence that was said already is left out: small models go in circles.
//   - A description that a glance preceded isn't declined: what the glance said stands.
//   - Age, feelings and health, text that was read, and all about a bad picture are
//     hedged at best.
type judge struct {
	*run
	scene      *Scene
	query      query
	thresholds Thresholds

	before   []Sentence // what a glance said
	repeated []string   // sentences of the model in it
	said     []Sentence
	heard    []string // sentences of the model so far
	declined bool     // the first was: no more is said
	unnamed  bool     // that a name was left out has been said
}

// sentence judges the next sentence and returns what is to be said for it.
func (j *judge) sentence(u uttered) []Sentence {
	if j.query.request.Verbatim {
		return j.speak(Sentence{messages.Clean(u.text), Plain})
	}
	text := strings.Join(strings.Fields(messages.Clean(u.text)), " ")
	if j.declined || !counts(text) || slices.Contains(j.heard, text) || u.cut && len(j.said) > 0 {
		return nil
	}
	first := len(j.heard) == 0
	j.heard = append(j.heard, text)
	level := j.level(text, u)
	switch {
	case slices.Contains(j.repeated, text) && len(j.before) > 0:
		return nil
	case j.query.about != reading && namesPerson(text):
		return j.leaveOut()
	case level == Declined && first:
		return j.decline(text)
	case level == Declined:
		return nil
	}
	if u.cut {
		text = strings.TrimRight(text, ",;:- ") + "…"
	}
	return j.speak(j.word(text, level))
}

// beginning judges the beginning of the first sentence, and returns what of it may be said
// at once. What is said can't be unsaid, so it takes half the doubt that a plain sentence may have.
func (j *judge) beginning(u uttered) (string, bool) {
	text := strings.Join(strings.Fields(messages.Clean(u.text)), " ")
	if j.query.request.Verbatim {
		return messages.Clean(u.text), true
	}
	if len(j.heard) > 0 || len(j.before) > 0 || mayName(text) {
		return "", false
	}
	strict := *j
	strict.thresholds.Plain = (1 + j.thresholds.Plain) / 2
	strict.thresholds.YesPlain = (1 + j.thresholds.YesPlain) / 2
	return text, strict.level(text, u) == Plain
}

// mayName says whether there may be a name in the beginning of a sentence. Whether it is a
// person's, only the rest may tell.
func mayName(text string) bool {
	words := strings.Fields(text)
	return namesPerson(text) || !common[strings.ToLower(strings.Trim(words[0], ".,;:"))] ||
		slices.ContainsFunc(words[1:], func(w string) bool { return strings.ContainsFunc(w, unicode.IsUpper) })
}

// level is how sure a sentence is, by its tokens and by what it is about.
func (j *judge) level(text string, u uttered) Level {
	if saysCantTell(text) || j.query.about == reading && unread.MatchString(text) {
		return Declined
	}
	level := j.thresholds.sentence(u.tokens)
	if word, more := saysYesNo(text); word != "" && j.query.about != describing {
		if sure, found := j.thresholds.yesNo(word, u.tokens); found && more {
			level = max(level, sure)
		} else if found {
			level = sure
		}
	}
	loops := u.cut && u.stop == inference.StopRepetition
	if loops || j.doubtful(text) {
		level = max(level, Hedged)
	}
	return level
}

// doubtful says whether a sentence is hedged however sure the model is of its words.
func (j *judge) doubtful(text string) bool {
	return !j.scene.Quality.Good() || j.query.about == reading || j.query.about == looks ||
		quotes.MatchString(text) || statesTrait(text)
}

// unread are sentences that tell of a text that the model can't read.
var unread = regexp.MustCompile(`(?i)\b(?:can['’]t|cannot|can not|unable to) (?:be )?(?:clearly )?read\b|\b(?:unreadable|illegible|not (?:legible|readable))\b`)

// quotes are sentences that claim to read something in the picture.
var quotes = regexp.MustCompile(`["“”«»]|(?i:\b(?:text|sign|label|letters?|words?|title|caption|it|that|which|writing|page|screen|logo)\b[^.]* (?:says?|reads?|spells?|reading|saying)\b)`)

// word puts a sentence in the words of its level.
func (j *judge) word(text string, level Level) Sentence {
	if level == Plain {
		return Sentence{text, Plain}
	}
	if j.query.about == reading && !abouttext.MatchString(text) {
		if len(j.said) > 0 { // goes on with what was read
			return Sentence{text, Hedged}
		}
		return Sentence{j.text(messages.HedgedRead, text), Hedged}
	}
	return Sentence{j.hedge(text, j.query.about == looks || statesTrait(text)), Hedged}
}

// abouttext are sentences about a text, as against its words.
var abouttext = regexp.MustCompile(`^(?i:yes|no|there (?:is|are)|it (?:says|reads|is)|the |this |that |a |an )\b`)

// leaveOut says, once, that a name was left out.
func (j *judge) leaveOut() []Sentence {
	if j.unnamed {
		return nil
	}
	j.unnamed = true
	return j.speak(Sentence{j.text(messages.UnnamedPerson), Plain})
}

// decline says that there is no answer, and what would help. text is the model's.
func (j *judge) decline(text string) []Sentence {
	j.declined = true
	if j.query.about == describing && len(j.before) > 0 {
		return nil
	}
	id, help := messages.DeclinedAsk, messages.HelpAsk
	yes, _ := saysYesNo(text)
	switch {
	case j.query.about == describing:
		id, help = messages.DeclinedDescribe, messages.HelpDescribe
	case j.query.about == reading:
		id, help = messages.DeclinedRead, messages.HelpRead
	case yes != "":
		id, help = messages.DeclinedYesNo, messages.HelpYesNo
	}
	if has(j.scene.Quality, camera.Dark) {
		help = messages.HelpLight
	}
	return j.speak(Sentence{j.text(id), Declined}, Sentence{j.text(help), Declined})
}

// rest is what is to be said at the end: an answer is never empty.
func (j *judge) rest() []Sentence {
	if len(j.said) > 0 || j.query.request.Verbatim {
		return nil
	}
	return j.decline("")
}

func (j *judge) speak(s ...Sentence) []Sentence {
	j.said = append(j.said, s...)
	return s
}
