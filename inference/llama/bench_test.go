//go:build cgo

package llama

import (
	"context"
	"flag"
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"descry/inference"
	"descry/internal/shapes"
)

// folder is where scripts/shapes.sh has put its models.
var folder = flag.String("shapes", "", "folder with models of real shapes (see scripts/shapes.sh)")

func openShape(t testing.TB, name string) inference.PreparedEngine {
	t.Helper()
	if *folder == "" {
		t.Skip("no -shapes folder: make bench and make long give one")
	}
	shape, ok := shapes.Find(name)
	if !ok {
		t.Fatalf("no shape %s", name)
	}
	text, projector := shape.Files(*folder)
	return opened(t, Options{Text: text, Projector: projector, Library: library(t)})
}

// frame is a picture of 1280x720 that no cache knows.
func frame(seed int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 1280, 720))
	for y := range 720 {
		for x := range 1280 {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x + seed), uint8(y * seed), uint8(x ^ y), 255})
		}
	}
	return img
}

func question(img image.Image, texts ...string) inference.Prompt {
	p := inference.Prompt{Image: img, MaxTokens: 30}
	for i, s := range texts {
		p.Turns = append(p.Turns, inference.Turn{Role: inference.Role(i % 2), Text: s})
	}
	return p
}

// whole runs an answer to its end.
func whole(t testing.TB, e inference.Engine, p inference.Prompt) (string, *inference.Stats) {
	t.Helper()
	text := ""
	for tok, err := range e.Generate(t.Context(), p) {
		if err != nil {
			t.Fatal(err)
		}
		text += tok.Text
		if tok.Stats != nil {
			return text, tok.Stats
		}
	}
	t.Fatal("no end")
	return "", nil
}

// BenchmarkFirstToken is an overview description of a new 1280x720 frame, and then
// a follow-up on it, SmolVLM-256M's shape (spec.md: 2.5 s and 150 ms).
func BenchmarkFirstToken(b *testing.B) {
	e := openShape(b, "smolvlm-256m")
	whole(b, e, question(frame(0), "Describe this image."))
	var first, follow, encode, decode time.Duration
	tokens, n := 0, 0
	for b.Loop() {
		n++
		img := frame(n)
		text, s := whole(b, e, question(img, "Describe this image."))
		first, encode, decode, tokens = first+s.FirstToken, encode+s.Encode, decode+s.Decode, tokens+s.NewTokens-1
		_, s = whole(b, e, question(img, "Describe this image.", text, "What colour is the largest thing?"))
		follow += s.FirstToken
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(n) }
	b.ReportMetric(ms(first), "first-ms")
	b.ReportMetric(ms(encode), "encode-ms")
	b.ReportMetric(ms(follow), "followup-ms")
	b.ReportMetric(float64(tokens)/decode.Seconds(), "tok/s")
}

// BenchmarkStop is the time from the end of ctx to the end of Generate, while the
// text model reads a long prompt and while it writes (50 ms at most), and while
// the image encoder runs, which nothing but the end of its process can stop.
func BenchmarkStop(b *testing.B) {
	e := openShape(b, "smolvlm-256m")
	long := strings.Repeat("a picture of a cat on a mat ", 60)
	for _, c := range []struct {
		name  string
		p     func(i int) inference.Prompt
		after time.Duration
	}{
		{"prefill", func(i int) inference.Prompt { return question(nil, strings.Repeat("x", i%97)+long) }, 200 * time.Millisecond},
		{"decode", func(int) inference.Prompt { return question(nil, "What is a cat?") }, 100 * time.Millisecond},
		{"encode", func(i int) inference.Prompt { return question(frame(i), "What is it?") }, 300 * time.Millisecond},
	} {
		b.Run(c.name, func(b *testing.B) {
			var worst, all time.Duration
			n := 0
			for b.Loop() {
				ctx, cancel := context.WithCancel(b.Context())
				var ended time.Time
				stop := time.AfterFunc(c.after, func() { ended = time.Now(); cancel() })
				n++
				p := c.p(n)
				p.MaxTokens = 0
				for _, err := range e.Generate(ctx, p) {
					if err != nil && ctx.Err() == nil {
						b.Fatal(err)
					}
				}
				if stop.Stop() {
					b.Fatal("done before it was stopped")
				}
				took := time.Since(ended)
				worst, all = max(worst, took), all+took
			}
			b.ReportMetric(float64(all.Microseconds())/1000/float64(n), "stop-ms")
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		})
	}
}

// BenchmarkPeaks are the machine's own, with two threads.
func BenchmarkPeaks(b *testing.B) {
	for b.Loop() {
		p := MeasurePeaks(2)
		b.ReportMetric(p.Matmul/1e9, "gflops")
		b.ReportMetric(p.Read/1e9, "GB/s")
	}
}

// BenchmarkTokenize is a question of 2,000 characters, with the primer's vocabulary.
func BenchmarkTokenize(b *testing.B) {
	m, err := open(b.Context(), Options{Text: primer + "text.gguf", Projector: primer + "mmproj.gguf", Library: library(b), Context: DefaultContext})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	text := strings.Repeat("what colour is it? ", 105)
	for b.Loop() {
		if _, err := m.Tokenize(text, false); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecode is 32 tokens of an answer without a picture, beside what the machine
// reads from memory at the same time.
func BenchmarkDecode(b *testing.B) {
	for _, name := range shapes.Names() {
		b.Run(name, func(b *testing.B) {
			e := openShape(b, name)
			rate, read, n := 0.0, 0.0, 0
			for b.Loop() {
				n++
				read += MeasurePeaks(e.Info().Threads).Read
				p := question(nil, "What is it?")
				p.MaxTokens, p.Sampling = 32, inference.Sampling{Temperature: 1, TopK: 40, Seed: uint64(n)}
				_, s := whole(b, e, p)
				rate += float64(s.NewTokens-1) / s.Decode.Seconds()
			}
			b.ReportMetric(rate/float64(n), "tok/s")
			b.ReportMetric(read/float64(n)/1e9, "peak-GB/s")
			b.ReportMetric(float64(e.Info().Threads), "threads")
		})
	}
}
