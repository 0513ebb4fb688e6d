package worker

import (
	"encoding/json"
	"testing"

	"descry/inference"
	"descry/internal/lockup"
)

// FuzzAnswer reads what a child may say: whatever it is, the parent takes it or refuses
// it.
func FuzzAnswer(f *testing.F) {
	for _, v := range []any{
		newToken(inference.Token{ID: 1, Text: "a", Top: []inference.Alternative{{ID: 2}}, Stats: &inference.Stats{}}),
		newFailure(inference.ErrBadModel),
		ready{Lockup: lockup.Report{Network: true}},
		real(0.5),
	} {
		b, err := json.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var tok token
		if parse(body, &tok) == nil {
			if again := newToken(tok.token()); again.ID != tok.ID || again.Text != tok.Text {
				t.Errorf("%+v became %+v", tok, again)
			}
		}
		var w failure
		if parse(body, &w) == nil && w.Code != "" && w.err() == nil {
			t.Errorf("%q is no error", w.Code)
		}
		var r ready
		_ = parse(body, &r)
		var x real
		_ = parse(body, &x)
	})
}
