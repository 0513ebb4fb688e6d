package assistant

import (
	"math"
	"testing"

	"descry/inference"
)

// tok makes a token of probability p; then come alternatives as text, probability.
func tok(text string, p float64, top ...any) inference.Token {
	t := inference.Token{ID: len(text), Text: text, Logprob: float32(math.Log(p))}
	for i := 0; i+1 < len(top); i += 2 {
		alt := inference.Alternative{ID: 100 + i, Text: top[i].(string), Logprob: float32(math.Log(top[i+1].(float64)))}
		if alt.Text == text {
			alt.ID = t.ID
		}
		t.Top = append(t.Top, alt)
	}
	return t
}

func TestSentenceLevel(t *testing.T) {
	tests := []struct {
		name   string
		tokens []inference.Token
		want   Level
	}{
		{"sure", []inference.Token{tok("A", .9), tok(" cup", .9), tok(".", .99)}, Plain},
		{"at the threshold", []inference.Token{tok("cup", .61)}, Plain},
		{"half sure", []inference.Token{tok("A", .5), tok(" cup", .5)}, Hedged},
		{"guess", []inference.Token{tok("A", .3), tok(" cup", .1)}, Declined},
		{"punctuation doesn't count", []inference.Token{tok("cup", .2), tok(".", 1), tok(" ", 1), tok("\n", 1)}, Declined},
		{"one weak word", []inference.Token{tok("A", .99), tok(" red", .99), tok(" old", .99), tok(" cup", .05)}, Hedged},
		{"one weak word of many", []inference.Token{
			tok("A", .9), tok(" a", .9), tok(" b", .9), tok(" c", .9), tok(" d", .9), tok(" e", .9), tok(" f", .9), tok(" g", .05),
		}, Plain},
		{"impossible word", []inference.Token{tok("A", .9), tok(" cup", 0)}, Declined},
		{"no number", []inference.Token{tok("cup", math.NaN())}, Declined},
		{"no words", []inference.Token{tok(".", .9)}, Declined},
		{"nothing", nil, Declined},
		{"end token without text", []inference.Token{tok("cup", .9), tok("", .01)}, Plain},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if got := DefaultThresholds.sentence(c.tokens); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestYesNoLevel(t *testing.T) {
	tests := []struct {
		name  string
		word  string
		first inference.Token
		want  Level
		found bool
	}{
		{"sure", "yes", tok("Yes", .9, "Yes", .9, "No", .05), Plain, true},
		{"spellings add up", "yes", tok("Yes", .5, "Yes", .5, " yes", .2, "YES", .1, "No", .1), Plain, true},
		{"leaning", "yes", tok(" Yes", .7, " Yes", .7, " No", .3), Hedged, true},
		{"coin toss", "yes", tok("Yes", .5, "Yes", .5, "No", .45), Declined, true},
		{"the other is likelier", "no", tok("No", .4, "Yes", .5, "No", .4), Declined, true},
		{"other forms are likelier", "yes", tok("Yes", .2, "There", .7, "Yes", .2), Declined, true},
		{"without alternatives", "no", tok("No", .95), Plain, true},
		{"cut in pieces", "yes", tok("Y", .95, "Y", .95), Plain, false},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			got, found := DefaultThresholds.yesNo(c.word, []inference.Token{tok(" ", 1), c.first, tok(".", 1)})
			if got != c.want || found != c.found {
				t.Errorf("got %v, %v, want %v, %v", got, found, c.want, c.found)
			}
		})
	}
}

func TestSaysYesNo(t *testing.T) {
	tests := []struct {
		sentence, word string
		more           bool
	}{
		{"Yes.", "yes", false},
		{"yes", "yes", false},
		{"No!", "no", false},
		{"No, there is no lamp.", "no", true},
		{"Yes, it is on.", "yes", true},
		{"No people are visible.", "", false},
		{"Yesterday.", "", false},
		{"Nothing.", "", false},
		{"", "", false},
		{"\"Yes\"", "", false},
	}
	for _, c := range tests {
		t.Run(c.sentence, func(t *testing.T) {
			if word, more := saysYesNo(c.sentence); word != c.word || more != c.more {
				t.Errorf("got %q, %v, want %q, %v", word, more, c.word, c.more)
			}
		})
	}
}

func TestSaysCantTell(t *testing.T) {
	tests := []struct {
		sentence string
		want     bool
	}{
		{"I can't tell.", true},
		{"I can’t tell what it is.", true},
		{"I'm not sure.", true},
		{"Unable to determine.", true},
		{"I cannot see any text.", true},
		{"I'm sorry, but I can't help.", true},
		{"Unanswerable", true},
		{"Unknown.", true},
		{"Something I can't name.", false},
		{"There is text in the picture, but I can't read it.", false},
		{"A cup.", false},
		{"Unknowns are listed.", false},
		{"", false},
	}
	for _, c := range tests {
		t.Run(c.sentence, func(t *testing.T) {
			if got := saysCantTell(c.sentence); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestLevelNames(t *testing.T) {
	for level, want := range map[Level]string{Plain: "plain", Hedged: "hedged", Declined: "declined"} {
		if got := level.String(); got != want {
			t.Errorf("level %d is %q, want %q", level, got, want)
		}
	}
}
