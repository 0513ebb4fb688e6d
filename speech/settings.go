package speech

import (
	"regexp"
	"slices"
	"strings"
)

// Settings says how a text is to be spoken. The zero value is the usual way.
type Settings struct {
	// Language of the text is a BCP 47 tag; empty: that of the voice.
	Language string
	// Voice is the ID of the one that speaks; empty, or one of another language than the
	// text's, or where a language is given one that isn't here: the usual one of the
	// language.
	Voice string
	// Rate is in words a minute, MinRate to MaxRate; 0: the voice's own.
	Rate int
	// Pitch is how much higher than usual the voice is, -50 to 50 percent of its range.
	Pitch int
	// Volume is in percent of the usual, MinVolume to MaxVolume; 0: the usual.
	Volume int
	// Punctuation says which marks and symbols are named, one of Punctuations; empty:
	// PunctuationSome.
	Punctuation string
	// Spell says the text letter by letter.
	Spell bool
}

// PunctuationNone names only what the meaning depends on, such as %; PunctuationSome names
// other symbols too; PunctuationAll names every mark, and reads the text as it stands.
const (
	PunctuationNone = "none"
	PunctuationSome = "some"
	PunctuationAll  = "all"
)

// Punctuations lists them, the least first.
func Punctuations() []string { return []string{PunctuationNone, PunctuationSome, PunctuationAll} }

// MinRate and MaxRate bound Settings.Rate, in words a minute. Who is used to it follows
// 600, twice as quick as anyone speaks.
const (
	MinRate = 80
	MaxRate = 600
)

// MaxPitch bounds Settings.Pitch to both sides.
const MaxPitch = 50

// MinVolume and MaxVolume bound Settings.Volume, in percent. What can't be heard is no
// volume: who sets it by ear would not find back.
const (
	MinVolume = 10
	MaxVolume = 200
)

// Valid says whether all values are in their bounds.
func (s Settings) Valid() bool {
	return (s.Rate == 0 || s.Rate >= MinRate && s.Rate <= MaxRate) &&
		s.Pitch >= -MaxPitch && s.Pitch <= MaxPitch &&
		(s.Volume == 0 || s.Volume >= MinVolume && s.Volume <= MaxVolume) &&
		(s.Punctuation == "" || slices.Contains(Punctuations(), s.Punctuation)) &&
		(s.Voice == "" || IsVoice(s.Voice))
}

// voiceID is a kind of voice, a dash, and its language and name as that kind writes them;
// nothing in it can be taken for an option or a path.
var voiceID = regexp.MustCompile(`^[a-z]+-[A-Za-z0-9][A-Za-z0-9_+-]{0,98}$`)

// IsVoice says whether an ID is written as those of voices are. Whether there is such a
// voice, it doesn't say.
func IsVoice(id string) bool { return voiceID.MatchString(id) }

// Speaks is the language of the text, as two or three letters: the first part of Language,
// or where that is empty what is one in the voice's ID, or English.
func (s Settings) Speaks() string {
	if s.Language != "" {
		return first(s.Language)
	}
	_, id, _ := strings.Cut(s.Voice, "-")
	for part := range strings.SplitSeq(id, "-") { // kitten-nano-en-v0_2
		if l := first(part); len(l) == 2 || len(l) == 3 {
			return l
		}
	}
	return "en"
}

// Usual are the same settings with the usual voice for the language that s speaks.
func (s Settings) Usual() Settings {
	s.Language, s.Voice = s.Speaks(), ""
	return s
}

// first is the language of a tag.
func first(tag string) string {
	if i := strings.IndexAny(tag, "-_+.@"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}
