package inference

import (
	"image"
	"strings"
	"testing"
)

// BenchmarkResize is each filter on a frame of a camera, to the size of a tile.
func BenchmarkResize(b *testing.B) {
	img := like720()
	for name, f := range map[string]filter{"lanczos": lanczos, "bicubic": bicubic, "bilinear": bilinear} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				resize(frame{img}, 512, 512, f)
			}
		})
	}
}

// BenchmarkSampler is one token of Qwen2-VL's vocabulary, greedy and drawn.
func BenchmarkSampler(b *testing.B) {
	logits := make([]float32, 151936)
	for i := range logits {
		logits[i] = float32(i*7919%100003) / 1e4
	}
	for name, s := range map[string]Sampling{"greedy": {}, "drawn": {Temperature: 0.7, TopK: 40, TopP: 0.9}} {
		b.Run(name, func(b *testing.B) {
			pick := newSampler(s, 0)
			for b.Loop() {
				pick.next(logits)
			}
		})
	}
}

// BenchmarkPrompt is a conversation of ten turns as entries, with the tokenizer of the
// fake: what is ours of the way from turns to tokens.
func BenchmarkPrompt(b *testing.B) {
	e := fakeEngine(newFake())
	p := ask(nil, strings.Split(strings.Repeat("what colour is the largest thing?|red. ", 9)+"|why?", "|")...)
	pic := &Picture{Size: image.Pt(4, 3), Tiles: []Tile{{Width: 4, Height: 3, RGB: make([]byte, 36)}}}
	for b.Loop() {
		if _, err := e.entries(p, pic); err != nil {
			b.Fatal(err)
		}
	}
}
