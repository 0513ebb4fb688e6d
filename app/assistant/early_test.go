package assistant

import (
	"math"
	"slices"
	"testing"
	"time"

	"descry/app/messages"
	"descry/inference/inferencetest"
	"descry/speech/speechtest"
)

// TestEarly: the beginning of an answer is heard while its first sentence is written, the
// rest as it turns out; and what is shown is the sentence.
func TestEarly(t *testing.T) {
	const long = "There is a red cup on the old wooden table. It is hot."
	for _, c := range []struct {
		name, answer string
		weak         int // tokens from this one on are unsure; 0: none is
		how          float64
		said         []string
		first        time.Duration // when the first words are given to the voice
	}{
		{"sure", long, 0, 0, []string{"There is a red cup,", "on the old wooden table.", "It is hot."}, 7 * time.Second},
		{"short", "A red cup. It is hot.", 0, 0, []string{"A red cup.", "It is hot."}, 4 * time.Second},
		{"comma", "In the foreground, there is a cup. It is hot.", 0, 0, []string{"In the foreground,", "there is a cup.", "It is hot."}, 4 * time.Second},
		{"unsure from the start", long, 1, .5, []string{"I think there is a red cup on the old wooden table, but I'm not sure.", "I think it is hot, but I'm not sure."}, 11 * time.Second},
		{"unsure in the end", long, 7, .2, []string{"There is a red cup,", "I think there is a red cup on the old wooden table, but I'm not sure."}, 7 * time.Second},
		{"a name", "The image shows Angela Merkel and Emmanuel Macron shaking hands. It is day.", 0, 0, []string{unnamed, "It is day."}, 11 * time.Second},
		{"a name in the end", "The man in the old grey coat is actor Brad Pitt. It is day.", 0, 0, []string{"The man in the old grey,", unnamed, "It is day."}, 7 * time.Second},
		{"what is read", `The sign on the wall here says "No entry".`, 0, 0, []string{"The sign on the wall here,", `I think the sign on the wall here says "No entry", but I'm not sure.`}, 7 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			tokens := inferencetest.Words(c.answer)
			for i := range tokens {
				if c.weak > 0 && i >= c.weak-1 {
					tokens[i].Logprob = float32(math.Log(c.how))
				}
			}
			aloudTokens(t, tokens, func(t *testing.T, h *loud, spy *speechtest.Spy) {
				begun := time.Now()
				var first time.Duration
				for e, err := range describeAloud(t.Context(), h) {
					if err != nil {
						t.Fatal(err)
					}
					switch e.(type) {
					case Began, Sentence:
						if first == 0 {
							first = time.Since(begun)
						}
					}
				}
				said := texts(spy.Said())
				if !slices.Equal(said, c.said) || first != c.first {
					t.Errorf("said %q after %v", said, first)
				}
			})
		})
	}
}

var unnamed = messages.Text(messages.English, messages.UnnamedPerson)
