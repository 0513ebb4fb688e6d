package assistant

import (
	"context"
	"testing"

	"descry/inference"
	"descry/inference/inferencetest"
)

// TestOffer: a better model is named after the first description that was declined,
// before the answer ends, and not a second time, nor after questions or good answers.
func TestOffer(t *testing.T) {
	const better = "A better model is there."
	for _, c := range []struct {
		name   string
		offer  string
		sure   string // probability of each word
		second bool   // it is the second request that counts
		ask    bool
		want   int
	}{
		{"declined", better, "0.02", false, false, 1},
		{"declined twice", better, "0.02", true, false, 1},
		{"nothing better", "", "0.02", false, false, 0},
		{"plain", better, "0.95", false, false, 0},
		{"question", better, "0.02", false, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := inferencetest.New(func(*inference.Picture, inference.Prompt) inferencetest.Answer {
				return inferencetest.Answer{Tokens: scripted(t, c.sure+" A red cup stands on a table.")}
			})
			a := New(Options{
				Engine: func(context.Context) (inference.Engine, error) { return e, nil }, Camera: card{},
				Offer: func() string { return c.offer },
			})
			run := func() (all []Event) {
				events := a.Describe(t.Context(), Request{})
				if c.ask {
					events = a.Ask(t.Context(), Request{Question: "What is on the table?"})
				}
				all, err := drain(events)
				if err != nil {
					t.Fatal(err)
				}
				return all
			}
			all := run()
			if c.second {
				all = append(all, run()...)
			}
			got := 0
			for i, event := range all {
				if n, ok := event.(Notice); ok {
					got++
					if _, last := all[i+1].(Answered); n.Text != better || !last {
						t.Errorf("%q before a %T", n.Text, all[i+1])
					}
				}
			}
			end, ok := all[len(all)-1].(Answered)
			if got != c.want || !ok || (end.Level == Declined) != (c.sure == "0.02") {
				t.Errorf("%d offers, want %d; the end is %+v", got, c.want, all[len(all)-1])
			}
		})
	}
}
