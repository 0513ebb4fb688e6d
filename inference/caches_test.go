package inference

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math/rand/v2"
	"testing"
)

// TestCachesNeverChangeAnswers: random conversations about two pictures, some cut
// short by break or by ctx in the middle of anything, answer as a fresh engine does.
func TestCachesNeverChangeAnswers(t *testing.T) {
	for _, recurrent := range []bool{false, true} {
		t.Run(fmt.Sprint("recurrent ", recurrent), func(t *testing.T) {
			f := newFake()
			f.recurrent = recurrent
			cachesNeverChangeAnswers(t, f)
		})
	}
}

func cachesNeverChangeAnswers(t *testing.T, f *fakeBackend) {
	rng := rand.New(rand.NewPCG(1, 2))
	e := fakeEngine(f)
	imgs := []image.Image{nil, picture(1), picture(2)}
	for i := range 400 {
		f.grid = false
		p := ask(imgs[rng.IntN(3)], []string{"a?", "ab?", "abc?"}[rng.IntN(3)])
		if rng.IntN(2) == 0 {
			p.View = AllTiles
		}
		for range rng.IntN(3) {
			p.Turns = append(p.Turns, Turn{Assistant, []string{"yes", "no"}[rng.IntN(2)]}, Turn{User, "and?"})
		}
		if rng.IntN(3) == 0 { // cut short
			ctx, cancel := context.WithCancel(t.Context())
			left := rng.IntN(60)
			f.onDecode = func() {
				if left--; left < 0 {
					cancel()
				}
			}
			if rng.IntN(4) == 0 {
				f.onEncode = cancel
			}
			n := rng.IntN(8)
			for _, err := range e.Generate(ctx, p) {
				if n--; n < 0 {
					break
				}
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Fatalf("round %d: %v", i, err)
				}
			}
			f.onDecode, f.onEncode = nil, nil
			cancel()
			continue
		}
		got, _ := run(t, e, p)
		want, _ := run(t, fakeEngine(newFake()), p)
		if got != want {
			t.Fatalf("round %d: %q, a fresh engine says %q", i, got, want)
		}
	}
}

// TestRecurrentGoesBackToThePicture: a second question about the same picture
// decodes the text again, not the picture.
func TestRecurrentGoesBackToThePicture(t *testing.T) {
	f := newFake()
	f.recurrent = true
	e, img := fakeEngine(f), picture(7)
	run(t, e, ask(img, "what is it?"))
	if _, s := run(t, e, ask(img, "what is it?")); s.ReusedTokens != 1+f.tileTokens {
		t.Errorf("%d tokens kept, want <user> and the picture: %+v", s.ReusedTokens, s)
	}
}
