package inference

import (
	"errors"
	"math"
	"testing"
)

// numb is a backend whose weights are damaged.
type numb struct{ *fakeBackend }

func (n numb) Logits() []float32 {
	logits := n.fakeBackend.Logits()
	logits[len(logits)/2] = float32(math.NaN())
	return logits
}

func TestNoNumbersAreNoAnswer(t *testing.T) {
	e := NewEngine(numb{newFake()}, fakeFamily, Meta{}, Info{Name: "fake"})
	for tok, err := range e.Generate(t.Context(), ask(nil, "what is it?")) {
		if !errors.Is(err, ErrBadModel) {
			t.Errorf("%+v, %v", tok, err)
		}
	}
}
