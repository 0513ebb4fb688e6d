//go:build cgo

package llama

import (
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/draw"
	_ "image/png" // the fixtures' pictures
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"descry/inference"
)

// fixtures may be another folder with the same layout, made with other seeds,
// pictures and questions: go test ./inference/llama -run Conformance -fixtures FOLDER.
var fixtures = flag.String("fixtures", "../testdata/conformance", "folder with a folder a family, and images")

// pair is the beginning of the names of another pair, such as those of scripts/shapes.sh.
var pair = flag.String("pair", "", "pair whose encoders TestONNXIsClip compares")

// families are those whose fixtures are there.
func families(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(*fixtures, "*", "golden.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures in %s: %v", *fixtures, err)
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(filepath.Dir(f)))
	}
	return names
}

// golden is what the reference implementation answered: see the README of the
// fixtures.
type golden struct {
	Question string `json:"question"`
	Cases    []struct {
		Image string `json:"image"`
		HF    target `json:"hf"`
	} `json:"cases"`
}

type target struct {
	Logits []float64 `json:"logits"`
	Greedy []int     `json:"greedy"`
}

// TestConformance: fed the reference's own pixels, the model answers as the
// reference within the fixtures' tolerance (KL < 1e-5, all 16 greedy tokens); from
// the picture file KL is at most 1e-3 and the first token the same.
func TestConformance(t *testing.T) {
	for _, family := range families(t) {
		t.Run(family, func(t *testing.T) {
			conform(t, family, openFixture(t, family))
		})
	}
}

// conform asks an engine for all that a family's fixture holds.
func conform(t *testing.T, family string, e inference.PreparedEngine) {
	t.Helper()
	var g golden
	readJSON(t, filepath.Join(*fixtures, family, "golden.json"), &g)
	for _, c := range g.Cases {
		p := inference.Prompt{
			Image: readPNG(t, filepath.Join(*fixtures, "images", c.Image)), View: inference.AllTiles,
			Turns:     []inference.Turn{{Role: inference.User, Text: g.Question}},
			MaxTokens: len(c.HF.Greedy), Top: len(c.HF.Logits),
		}
		t.Run("pixels/"+c.Image, func(t *testing.T) {
			pic := referencePixels(t, family, c.Image)
			logprobs, greedy := answer(t, func(yield func(inference.Token, error) bool) {
				e.GeneratePrepared(t.Context(), pic, p)(yield)
			})
			kl, worst := compare(c.HF.Logits, logprobs)
			t.Logf("KL %.1e, largest difference %.4f", kl, worst)
			if kl > 1e-5 || worst > 0.02 {
				t.Errorf("KL %.1e, largest difference %.4f", kl, worst)
			}
			if !sameTokens(greedy, c.HF.Greedy) {
				t.Errorf("greedy %v, want %v", greedy, c.HF.Greedy)
			}
		})
		t.Run("file/"+c.Image, func(t *testing.T) {
			logprobs, greedy := answer(t, e.Generate(t.Context(), p))
			kl, worst := compare(c.HF.Logits, logprobs)
			t.Logf("KL %.1e, largest difference %.4f", kl, worst)
			if kl > 1e-3 || greedy[0] != c.HF.Greedy[0] {
				t.Errorf("KL %.1e, first token %d, want %d", kl, greedy[0], c.HF.Greedy[0])
			}
		})
	}
}

// library is where `make build` puts the backend libraries; the tests also run
// with the baseline that is linked in.
func library(t testing.TB) string {
	dir, err := filepath.Abs("../../build/lib/ollama")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func openFixture(t testing.TB, family string) inference.PreparedEngine {
	t.Helper()
	return opened(t, Options{
		Text:      filepath.Join(*fixtures, family, "text.gguf"),
		Projector: filepath.Join(*fixtures, family, "mmproj.gguf"),
		Library:   library(t),
	})
}

// opened opens a model until the test ends.
func opened(t testing.TB, o Options) inference.PreparedEngine {
	t.Helper()
	e, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// ended stands behind the tokens of an answer that the model ended.
const ended = -1

// sameTokens compares with the reference's tokens, which go on behind an end.
func sameTokens(got, want []int) bool {
	if n := len(got) - 1; n > 0 && n <= len(want) && got[n] == ended {
		return slices.Equal(got[:n], want[:n])
	}
	return slices.Equal(got, want)
}

// answer collects the first step's log-probabilities by token, and all tokens.
func answer(t *testing.T, tokens func(func(inference.Token, error) bool)) (logprobs map[int]float64, ids []int) {
	t.Helper()
	for tok, err := range tokens {
		if err != nil {
			t.Fatal(err)
		}
		if tok.Stats != nil {
			if tok.Stats.Stop == inference.StopEnd {
				ids = append(ids, ended)
			}
			return logprobs, ids
		}
		if logprobs == nil {
			logprobs = map[int]float64{}
			for _, a := range tok.Top {
				logprobs[a.ID] = float64(a.Logprob)
			}
		}
		ids = append(ids, tok.ID)
	}
	t.Fatal("no end")
	return nil, nil
}

// compare gives KL(reference || engine) and the largest difference of logits.
func compare(logits []float64, logprobs map[int]float64) (kl, worst float64) {
	top, sum := slices.Max(logits), 0.0
	for _, l := range logits {
		sum += math.Exp(l - top)
	}
	for i, l := range logits {
		want := l - top - math.Log(sum)
		kl += math.Exp(want) * (want - logprobs[i])
		worst = max(worst, math.Abs(want-logprobs[i]))
	}
	return kl, worst
}

// referencePixels are the tiles as the reference resized them; its overview (00)
// comes last in the prompt.
func referencePixels(t *testing.T, family, name string) *inference.Picture {
	t.Helper()
	dir := filepath.Join(*fixtures, family, "pixels")
	if _, err := os.Stat(dir); err != nil {
		// InternVL3 has none; ours are the reference's: TestInternPixels of inference.
		return prepared(t, family, readPNG(t, filepath.Join(*fixtures, "images", name)))
	}
	if family != "smolvlm" {
		return &inference.Picture{Tiles: []inference.Tile{tile(readPNG(t, filepath.Join(dir, name)))}}
	}
	dir = filepath.Join(dir, strings.TrimSuffix(name, ".png"))
	files, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%s: %d files, %v", dir, len(files), err)
	}
	slices.Sort(files)
	grids := map[string][2]int{"wide.png": {3, 4}, "tall.png": {4, 3}, "strip.png": {1, 4}}
	pic := &inference.Picture{Rows: grids[name][0], Cols: grids[name][1]}
	for i := range len(files) - 1 {
		pic.Tiles = append(pic.Tiles, tile(readPNG(t, filepath.Join(dir, fmt.Sprintf("%02d.png", i+1)))))
	}
	pic.Tiles = append(pic.Tiles, tile(readPNG(t, files[0])))
	return pic
}

// prepared are the tiles as Descry cuts them.
func prepared(t *testing.T, family string, img image.Image) *inference.Picture {
	t.Helper()
	m, err := inference.ReadMeta(filepath.Join(*fixtures, family, "text.gguf"), filepath.Join(*fixtures, family, "mmproj.gguf"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := inference.FamilyOf(m)
	if err != nil {
		t.Fatal(err)
	}
	pic, err := inference.NewPreparer(f, m, 4096).Picture(img, inference.AllTiles)
	if err != nil {
		t.Fatal(err)
	}
	return pic
}

func tile(img image.Image) inference.Tile {
	b := img.Bounds()
	rgba := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(rgba, rgba.Rect, img, b.Min, draw.Src)
	t := inference.Tile{Width: b.Dx(), Height: b.Dy()}
	for i := 0; i < len(rgba.Pix); i += 4 {
		t.RGB = append(t.RGB, rgba.Pix[i:i+3]...)
	}
	return t
}

func readPNG(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}
