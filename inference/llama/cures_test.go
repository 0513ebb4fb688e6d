//go:build cgo

package llama

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"descry/inference"
)

// TestWrongPositions: an image encoder whose table of positions does not fit its
// patches is refused; clip.cpp would abort at the first picture.
func TestWrongPositions(t *testing.T) {
	key := []byte("clip.vision.image_size")
	for _, family := range []string{"smolvlm", "gemma3", "internvl3"} {
		t.Run(family, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(*fixtures, family, "mmproj.gguf"))
			if err != nil {
				t.Fatal(err)
			}
			at := bytes.Index(data, key) + len(key) + 4 // the value's type comes first
			size := binary.LittleEndian.Uint32(data[at:])
			binary.LittleEndian.PutUint32(data[at:], size+16)
			path := filepath.Join(t.TempDir(), "mmproj.gguf")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = Open(t.Context(), Options{Text: filepath.Join(*fixtures, family, "text.gguf"), Projector: path, Library: library(t)})
			if !errors.Is(err, inference.ErrBadModel) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestRewind: an engine that has answered something else about the same picture, or
// was stopped while it did, answers as a fresh one: what it keeps is kept rightly,
// also where the model has recurrent layers (LFM2).
func TestRewind(t *testing.T) {
	for _, family := range families(t) {
		t.Run(family, func(t *testing.T) {
			img := readPNG(t, filepath.Join(*fixtures, "images", "tall.png"))
			ask := func(text string) inference.Prompt {
				return inference.Prompt{
					Image: img, Turns: []inference.Turn{{Role: inference.User, Text: text}}, MaxTokens: 8, Top: 64,
				}
			}
			question := ask("How many cups are there?")
			want, _ := answer(t, openFixture(t, family).Generate(t.Context(), question))
			e := openFixture(t, family)
			answer(t, e.Generate(t.Context(), ask("How many people are in the room?")))
			for tok, err := range e.Generate(t.Context(), question) {
				if err != nil {
					t.Fatal(err)
				}
				if tok.Stats != nil && tok.Stats.ReusedTokens < tok.Stats.PromptTokens/2 {
					t.Errorf("the picture is decoded again: %+v", tok.Stats)
				}
			}
			got, _ := answer(t, e.Generate(t.Context(), question))
			near(t, "another question", got, want)
			if err := e.Prefill(t.Context(), question); err != nil {
				t.Fatal(err)
			}
			got, _ = answer(t, e.Generate(t.Context(), question))
			near(t, "the question again", got, want)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			for _, err := range e.Generate(ctx, ask("Is the light on or off?")) {
				cancel()
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
			}
			got, _ = answer(t, e.Generate(t.Context(), question))
			near(t, "after a stop", got, want)
		})
	}
}

// near compares log-probabilities: sums in another order give other last places.
func near(t *testing.T, what string, got, want map[int]float64) {
	t.Helper()
	for id, w := range want {
		if g, ok := got[id]; ok && math.Abs(g-w) > 1e-3 {
			t.Errorf("%s: token %d has %.4f, want %.4f", what, id, g, w)
		}
	}
}
