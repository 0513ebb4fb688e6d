//go:build cgo && linux

package llama

import (
	"encoding/binary"
	"errors"
	"image"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"descry/inference"
	"descry/inference/onnx"
	"descry/internal/gguf"
	"descry/internal/need"
)

// onnxEncoder writes the graph of a projector and opens it.
func onnxEncoder(t testing.TB, projector string, p onnx.Precision) *onnx.Encoder {
	t.Helper()
	_, err := os.Stat(filepath.Join(library(t), onnx.Library))
	need.That(t, err == nil, "ONNX Runtime (scripts/onnxlib.sh)")
	folder := t.TempDir()
	if err := onnx.Convert(t.Context(), folder, projector, p); err != nil {
		t.Fatal(err)
	}
	e, err := onnx.Open(onnx.Options{Library: library(t), Folder: folder, Projector: projector, Precision: p, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestConformanceONNX: the fixtures pass with their encoders on ONNX Runtime.
func TestConformanceONNX(t *testing.T) {
	for _, family := range []string{"smolvlm", "gemma3"} {
		t.Run(family, func(t *testing.T) {
			e := openEncoded(t, family)
			conform(t, family, e)
		})
	}
}

// TestONNXIsClip: the embeddings of both encoders agree, patch by patch.
func TestONNXIsClip(t *testing.T) {
	towers := []struct{ name, text, projector string }{
		{"smolvlm", filepath.Join(*fixtures, "smolvlm", "text.gguf"), filepath.Join(*fixtures, "smolvlm", "mmproj.gguf")},
		{"uneven patches, as in SmolVLM2 2.2B", filepath.Join(*fixtures, "smolvlm", "text.gguf"), uneven(t)},
		{"gemma3", filepath.Join(*fixtures, "gemma3", "text.gguf"), filepath.Join(*fixtures, "gemma3", "mmproj.gguf")},
	}
	if *pair != "" {
		towers = towers[:1]
		towers[0].text, towers[0].projector = *pair+"-text-v2.gguf", *pair+"-mmproj-v2.gguf"
	}
	for _, c := range towers {
		t.Run(c.name, func(t *testing.T) { onnxIsClip(t, c.text, c.projector) })
	}
}

func onnxIsClip(t *testing.T, text, projector string) {
	m, err := open(t.Context(), Options{Text: text, Projector: projector, Library: library(t), Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	meta, err := inference.ReadMeta(text, projector)
	if err != nil {
		t.Fatal(err)
	}
	side := int(meta.Vision.Uint("clip.vision.image_size"))
	pixels := waves(side)
	want, err := m.Encode(t.Context(), pixels, side, side)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		precision onnx.Precision
		least     float64
	}{{onnx.F32, 0.9999}, {onnx.Int8, 0.97}} {
		t.Run(string(c.precision), func(t *testing.T) {
			e := onnxEncoder(t, projector, c.precision)
			defer func() { _ = e.Close() }()
			got, err := e.Encode(t.Context(), pixels, side, side)
			if err != nil {
				t.Fatal(err)
			}
			if got.Tokens != want.Tokens || got.NX != want.NX || got.NY != want.NY || got.Positions != want.Positions || len(got.Data) != len(want.Data) {
				t.Fatalf("%d tokens in %dx%d, %d positions, want %d in %dx%d, %d", got.Tokens, got.NX, got.NY, got.Positions, want.Tokens, want.NX, want.NY, want.Positions)
			}
			least, n := 1.0, e.Width()
			for i := range want.Tokens {
				least = min(least, cosine(want.Data[i*n:][:n], got.Data[i*n:][:n]))
			}
			t.Logf("least cosine of %d tokens %.6f", want.Tokens, least)
			if least < c.least {
				t.Errorf("least cosine %.6f, want %.4f", least, c.least)
			}
		})
	}
}

// uneven writes the fixture's tower for pictures of 90 pixels in patches of 14, of which
// three by three make a token: 6 pixels are left over, as 6 of SmolVLM2 2.2B's 384 are.
func uneven(t *testing.T) string {
	t.Helper()
	meta, err := inference.ReadMeta(filepath.Join(*fixtures, "smolvlm", "text.gguf"), filepath.Join(*fixtures, "smolvlm", "mmproj.gguf"))
	if err != nil {
		t.Fatal(err)
	}
	const patch, merge, width = 14, 3, 64
	sizes := map[string]any{
		"clip.vision.image_size": uint32(6*patch + 6), "clip.vision.patch_size": uint32(patch),
		"clip.vision.projector.scale_factor": uint32(merge),
	}
	var pairs []gguf.Pair
	for key, value := range meta.Vision.KV {
		if other, ok := sizes[key]; ok {
			value = other
		}
		pairs = append(pairs, gguf.Pair{Key: key, Value: value})
	}
	dims := map[string][]uint64{
		"v.patch_embd.weight": {patch, patch, 3, width}, "v.position_embd.weight": {width, 6 * 6},
		"mm.model.fc.weight": {width * merge * merge, width},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var tensors []gguf.NewTensor
	for _, tensor := range meta.Vision.Tensors {
		n := gguf.NewTensor{Name: tensor.Name, Dims: tensor.Dims, Type: gguf.F32}
		if other, ok := dims[tensor.Name]; ok {
			n.Dims = other
		}
		n.Data = func(w io.Writer) error {
			count := uint64(1)
			for _, d := range n.Dims {
				count *= d
			}
			values := make([]float32, count)
			for i := range values {
				values[i] = float32(rng.NormFloat64() / 8)
			}
			return binary.Write(w, binary.LittleEndian, values)
		}
		tensors = append(tensors, n)
	}
	path := filepath.Join(t.TempDir(), "mmproj.gguf")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(gguf.Write(f, pairs, tensors), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// waves is a normalised tile with something at every scale.
func waves(side int) []float32 {
	pixels := make([]float32, 3*side*side)
	for y := range side {
		for x := range side {
			for c := range 3 {
				u, v := float64(x)/float64(side), float64(y)/float64(side)
				pixels[3*(y*side+x)+c] = float32(0.5*math.Sin(7*u+float64(c)) + 0.3*math.Cos(40*u*v) + 0.2*math.Sin(300*v))
			}
		}
	}
	return pixels
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return ab / math.Sqrt(aa*bb)
}

// TestGlanceSavesATile: the closer look after a glance has the overview already, and a
// further question about all tiles has them all; so it is with a part of the picture, too.
func TestGlanceSavesATile(t *testing.T) {
	e := openEncoded(t, "smolvlm")
	img := frame(3)
	for i, c := range []struct {
		view           inference.View
		question       string
		tiles, encoded int
	}{
		{inference.Glance, "Describe this image in one sentence.", 1, 1},
		{inference.AllTiles, "Describe this image in detail.", 13, 12},
		{inference.AllTiles, "What does the sign say?", 13, 0},
		{inference.Overview, "Describe this image.", 1, 1}, // made in one step: other pixels
		{inference.PartGlance, "Describe this image in one sentence.", 1, 1},
		{inference.Part, "What does the sign say?", 5, 4},
		{inference.AllTiles, "What is on it?", 13, 0},
		{inference.Part, "What is on it?", 5, 0},
	} {
		p := question(img, c.question)
		if c.view == inference.Part || c.view == inference.PartGlance {
			p.Image = img.(*image.NRGBA).SubImage(image.Rect(0, 0, 768, 720))
		}
		p.View = c.view
		if _, s := whole(t, e, p); s.Tiles != c.tiles || s.TilesEncoded != c.encoded {
			t.Errorf("question %d: %d of %d tiles encoded, want %d of %d", i, s.TilesEncoded, s.Tiles, c.encoded, c.tiles)
		}
	}
	ahead := inference.Prompt{Image: frame(4), View: inference.Overview}
	if err := e.Prefill(t.Context(), ahead); err != nil {
		t.Fatal(err)
	}
	if _, s := whole(t, e, question(ahead.Image, "What is this?")); s.TilesEncoded != 0 || s.ReusedTokens < 64 {
		t.Errorf("shown ahead: %d tiles encoded, %d tokens kept", s.TilesEncoded, s.ReusedTokens)
	}
}

// openEncoded opens a fixture with its image encoder on ONNX Runtime, until the test ends.
func openEncoded(t *testing.T, family string) inference.PreparedEngine {
	t.Helper()
	o := Options{
		Text:      filepath.Join(*fixtures, family, "text.gguf"),
		Projector: filepath.Join(*fixtures, family, "mmproj.gguf"),
		Library:   library(t),
	}
	o.Encoder = onnxEncoder(t, o.Projector, onnx.F32)
	return opened(t, o)
}
