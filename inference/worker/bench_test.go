package worker

import (
	"bytes"
	"encoding/json"
	"testing"

	"descry/inference"
	"descry/internal/child"
)

// BenchmarkTokenFrame is what one token costs on its way from the child to the parent.
func BenchmarkTokenFrame(b *testing.B) {
	var pipe bytes.Buffer
	w, r := child.NewWriter(&pipe), child.NewReader(&pipe, maxAnswer)
	t := inference.Token{ID: 151000, Text: " triangle", Logprob: -0.25}
	for b.Loop() {
		body, err := json.Marshal(newToken(t))
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Write(kindToken, 1, body); err != nil {
			b.Fatal(err)
		}
		f, err := r.Next()
		if err != nil {
			b.Fatal(err)
		}
		var got token
		if err := parse(f.Body, &got); err != nil || got.token().ID != t.ID {
			b.Fatal(got, err)
		}
	}
}

// BenchmarkPictureFrame is the same for SmolVLM's 13 tiles, from the parent to the child.
func BenchmarkPictureFrame(b *testing.B) {
	pic := &inference.Picture{Rows: 3, Cols: 4}
	for range 13 {
		pic.Tiles = append(pic.Tiles, inference.Tile{Width: 512, Height: 512, RGB: make([]byte, 3*512*512)})
	}
	var pipe bytes.Buffer
	w, r := child.NewWriter(&pipe), child.NewReader(&pipe, maxRequest)
	for b.Loop() {
		parts, err := pictureParts(pic, pic.Hash())
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Write(kindPicture, 1, parts...); err != nil {
			b.Fatal(err)
		}
		f, err := r.Next()
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := parsePicture(f.Body); err != nil {
			b.Fatal(err)
		}
	}
}
