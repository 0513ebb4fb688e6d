package assistant

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"descry/app/messages"
)

// MaxQuestion is the longest question, in characters. It is some 1,000 tokens,
// about three minutes of speech, and fits into a context of 4,096 with its picture.
const MaxQuestion = 4000

// subject is what a question is about, as far as it decides how it is answered.
type subject int

const (
	anything   subject = iota
	identity           // who a person is: refused
	looks              // age, feelings, health: hedged as looks
	reading            // what a text says: hedged, as long as only the model reads
	colours            // the colours of the whole picture: measured
	light              // how light or dark it is: measured
	lamp               // whether the light is on: guessed from the brightness
	condition          // how good the picture is: measured
	closer             // no question: a closer look is wanted
	describing         // no question: a description
)

// measured says whether a subject is answered from the pixels alone.
func (s subject) measured() bool {
	return s == colours || s == light || s == lamp || s == condition
}

// question is what a person asked, fit to be answered: on one line, without
// control characters. Verbatim keeps it as it stands.
func question(text string, verbatim bool) (string, error) {
	// A rune has at most four bytes: what is far too long isn't counted or copied.
	if len(text) > utf8.UTFMax*MaxQuestion || utf8.RuneCountInString(text) > MaxQuestion {
		return "", fmt.Errorf("%w: %d bytes", ErrLongQuestion, len(text))
	}
	clean := strings.Join(strings.Fields(messages.Clean(text)), " ")
	if clean == "" {
		return "", ErrEmptyQuestion
	}
	if verbatim {
		return text, nil
	}
	return clean, nil
}

// opening is what people put before a question without changing what it asks.
var opening = regexp.MustCompile(`^(?:(?:hey|hi|hello|ok|okay|so|and|but|then|well|please|now|descry)[, ]+)+|^(?:can|could|would) you (?:please )?(?:tell me|say|see)(?: if| whether)? |^(?:please )?tell me(?: if| whether)? |^do you know (?:if|whether) `)

// plainly brings a question to the form that the patterns below are written in:
// lower case, straight apostrophes, American "color", no opening, no mark at its end.
func plainly(q string) string {
	q = strings.ToLower(q)
	q = strings.NewReplacer("’", "'", "‘", "'", "colour", "color").Replace(q)
	q = strings.TrimRight(q, "?!. ")
	for {
		shorter := opening.ReplaceAllString(q, "")
		if shorter == q || shorter == "" {
			return q
		}
		q = shorter
	}
}

// picture is how people call what the camera sees.
const picture = `(?:the |this )?(?:whole |entire )?(?:picture|image|photo|photograph|scene|view|room)`

// patterns are tried in order on a question as plainly gives it; the first that
// matches tells the subject. Identity comes before them.
var patterns = []struct {
	subject subject
	match   *regexp.Regexp
}{
	{colours, regexp.MustCompile(`^(?:(?:what|which) (?:(?:are |is )?the )?(?:main |most common |dominant )?colors?(?: (?:are|is))?(?: (?:there|visible|here|do you see|can you see|do i see|(?:does|do) (?:it|` + picture + `) have|(?:in|of|on) (?:it|this|here|` + picture + `)|` + picture + `))*|(?:describe |name |list )?(?:the |all |all the )?colors?(?: (?:in|of) ` + picture + `)?)$`)},
	{lamp, regexp.MustCompile(`^(?:is|are) (?:the |a |any |there a )?(?:room |ceiling )?lights? (?:still |turned |switched )*(?:on|off)(?: or (?:on|off))?(?: (?:here|now|in here|in ` + picture + `))*$`)},
	{light, regexp.MustCompile(`^(?:is (?:it|` + picture + `) (?:too |very |really |quite |rather |still |already )*(?:dark|bright|light|dim)(?:er|ly lit)?(?: or (?:dark|bright|light))?(?: (?:enough|here|in here|outside|now|in ` + picture + `))*|how (?:bright|dark|light|dim) is (?:it|the light|` + picture + `)(?: (?:here|in here|now))*|is there (?:any |enough |much |too much |too little )*light(?: (?:here|in here|in ` + picture + `))*|how (?:is|good is|much is) the light(?:ing)?(?: here)?|how much light is (?:there|here))$`)},
	{condition, regexp.MustCompile(`^(?:how (?:is|good is|clear is|sharp is) (?:the |this |my )(?:picture|image|photo|photograph)|is (?:it|(?:the |this |my )(?:picture|image|photo|photograph)) (?:too |very |really )*(?:good|ok|okay|fine|usable|blurred|blurry|sharp|in focus|out of focus|covered|clear)(?: enough)?|check (?:the |this |my )?(?:picture|image|photo))$`)},
	{closer, regexp.MustCompile(`^(?:take a (?:closer|better) look|look (?:closer|more closely)|more|more details?|more about (?:it|this|` + picture + `)|(?:describe (?:it|this|` + picture + `) )?in (?:more |full |great )?detail)(?: (?:at|in) (?:it|this|` + picture + `))?$`)},
	{looks, regexp.MustCompile(`\bhow old\b|\b(?:what|which|his|her|their) age\b|\bage (?:is|of|group)\b|\b(?:mood|emotions?|feelings?|feel|feeling)\b|\b(?:he|she|they|him|her|person|man|woman|child|boy|girl|baby|people|face|someone|anyone|everyone|i)\b.*\b(?:` + traits + `|old|young|older|younger)\b`)},
	{reading, regexp.MustCompile(`\bread\b|\bwritten\b|\bwriting say|\bspell|\b(?:does|do|did) (?:it|this|that|the [a-z' ]+|they|these) say\b|\bsays?$|\bwhat (?:is|are|'s)?\s*(?:the |this |that )?(?:text|words?|letters?|title|label|headline|number plate|price|expiry date|best before date|phone number)\b`)},
}

// subjectOf tells what a question, as question gives it, is about.
func subjectOf(q string) subject {
	p := plainly(q)
	if identifies(q, p) {
		return identity
	}
	for _, one := range patterns {
		if one.match.MatchString(p) {
			return one.subject
		}
	}
	return anything
}
