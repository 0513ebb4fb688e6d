package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"descry/inference"
	"descry/inference/worker"
	"descry/internal/gguf"
)

// pairs are small models of each family that there are files of.
var pairs = []string{"primer", "smolvlm", "qwen2vl"}

func pairOptions(t *testing.T, name string) worker.Options {
	if name == "primer" {
		return primerOptions(t, inferenceRoom)
	}
	return fixtureOptions(t, name)
}

// TestCutFiles: a file that ends too early is known before a worker is started.
func TestCutFiles(t *testing.T) {
	for _, name := range pairs {
		o := pairOptions(t, name)
		o.Executable = "/nowhere/descry" // starting it would be another error
		for _, role := range []string{"text", "projector"} {
			o, file := o, o.Text
			if role == "projector" {
				file = o.Projector
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			cut := filepath.Join(t.TempDir(), "cut.gguf")
			if role == "text" {
				o.Text = cut
			} else {
				o.Projector = cut
			}
			for i := range 50 {
				n := len(data) * i / 50
				if err := os.WriteFile(cut, data[:n], 0o600); err != nil {
					t.Fatal(err)
				}
				if _, err := worker.Open(t.Context(), o); !errors.Is(err, inference.ErrBadModel) {
					t.Errorf("%s, %s, cut at %d: %v", name, role, n, err)
				}
			}
		}
	}
}

// damage flips bytes: mostly in the header, where a byte means most.
func damage(random *rand.Rand, data []byte, header int) []byte {
	bad := append([]byte(nil), data...)
	for range 1 + random.IntN(4) {
		at := random.IntN(header)
		if random.IntN(8) == 0 {
			at = random.IntN(len(bad))
		}
		switch random.IntN(3) {
		case 0:
			bad[at] ^= 1 << random.IntN(8)
		case 1:
			bad[at] = byte(random.Uint32())
		default:
			bad[at] = []byte{0, 0x7f, 0x80, 0xff}[random.IntN(4)]
		}
	}
	return bad
}

// TestDamagedFiles flips bytes and asks a question: there is an answer, or the model is
// refused as bad, unknown or too large. It is not a matter of a dead worker, and takes no
// minutes.
func TestDamagedFiles(t *testing.T) {
	if !hasEngine {
		t.Skip("built without cgo: there is no engine")
	}
	seeds := 25
	if long {
		seeds = 1500
	}
	for _, name := range pairs {
		for _, role := range []string{"text", "projector"} {
			t.Run(name+"/"+role, func(t *testing.T) {
				o := pairOptions(t, name)
				file := &o.Text
				if role == "projector" {
					file = &o.Projector
				}
				data, err := os.ReadFile(*file)
				if err != nil {
					t.Fatal(err)
				}
				h, err := gguf.ReadFile(*file)
				if err != nil {
					t.Fatal(err)
				}
				*file = filepath.Join(t.TempDir(), "damaged.gguf")
				seen := map[string]int{}
				for seed := range seeds {
					bad := damage(rand.New(rand.NewPCG(uint64(seed), 5)), data, int(h.DataOffset))
					if err := os.WriteFile(*file, bad, 0o600); err != nil {
						t.Fatal(err)
					}
					seen[outcome(t, o, fmt.Sprintf("seed %d", seed))]++
				}
				t.Log(seen)
			})
		}
	}
}

// outcome opens a model, asks a question, and names what came of it.
func outcome(t *testing.T, o worker.Options, what string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	err := once(ctx, t, o)
	var exit *worker.ExitError
	crashed := errors.As(err, &exit)
	switch {
	case err == nil:
		return "answered"
	case errors.Is(err, inference.ErrOutOfMemory):
		return "too large"
	case errors.Is(err, inference.ErrBadModel) && crashed:
		return "bad, after crashes"
	case errors.Is(err, inference.ErrBadModel):
		return "bad"
	case errors.Is(err, inference.ErrUnknownFamily):
		return "unknown family"
	}
	t.Errorf("%s: %v", what, err)
	return "failed"
}
