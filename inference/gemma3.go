package inference

import (
	"fmt"
	"image"
	"strings"
)

// Gemma 3, as published by Google: the picture stretched to one square, its image
// tokens seeing each other in both directions (Backend.DecodeImage takes care of
// that). Sizes and prompt follow transformers 5.23.0, models/gemma3; pan-and-scan is
// off there by default, and here.

const (
	gemmaArchitecture = "gemma3"
	gemmaProjector    = "gemma3"

	gemmaBeginning = "<bos>"
	gemmaTurn      = "<start_of_turn>"
	gemmaEnd       = "<end_of_turn>"
	gemmaEdge      = 4096 // pixels; a header that says more is damaged
	gemmaPool      = 4    // patches an edge of an image token, where the header is silent
	// gemmaTokens is how many image tokens can be decoded at once, which the attention
	// in both directions needs; the published models have 256.
	gemmaTokens = 512
)

var gemma3 = Family{
	Name: "Gemma 3",
	Match: func(m Meta) bool {
		return m.Architecture() == gemmaArchitecture && m.Projector() == gemmaProjector
	},
	Prepare: prepareGemma,
	Pieces:  gemmaPieces,
	Normal: func(m Meta) (mean, std [3]float32) {
		return m.normal([3]float32{0.5, 0.5, 0.5}, [3]float32{0.5, 0.5, 0.5}) // IMAGENET_STANDARD
	},
	Stop: []string{gemmaEnd}, // where a converter did not mark it as a control token
	// generation_config.json of Gemma 3's instruction-tuned models.
	Advice: Sampling{Temperature: 1, TopK: 64, TopP: 0.95},
}

// prepareGemma makes the one tile that there is, in both views. Its 4096 patches take
// 1.1 GB while the encoder runs (16 heads, 4 bytes for each pair of patches).
func prepareGemma(m Meta, img image.Image, _ View, budget int) (*Picture, error) {
	edge, err := m.number("clip.vision.image_size", 0, gemmaEdge)
	if err != nil {
		return nil, err
	}
	patch, err := m.number("clip.vision.patch_size", 0, edge)
	if err != nil {
		return nil, err
	}
	pool, err := m.number("clip.vision.projector.scale_factor", gemmaPool, edge/patch)
	if err != nil {
		return nil, err
	}
	side := edge / patch / pool
	tokens := side * side
	switch {
	case tokens > gemmaTokens:
		return nil, fmt.Errorf("%w: a picture takes %d tokens, at most %d can be decoded at once", ErrBadModel, tokens, gemmaTokens)
	case tokens > budget:
		return nil, fmt.Errorf("%w: a picture takes %d tokens, room for %d", ErrContextFull, tokens, budget)
	}
	original := frame{img}
	return &Picture{Size: original.size(), Tiles: []Tile{resize(original, edge, edge, bilinear)}}, nil
}

// gemmaPieces writes the published chat template: what a system would say stands at
// the beginning of the first question, and every text is trimmed.
func gemmaPieces(p Prompt, pic *Picture) []Piece {
	var w prompt
	w.special(gemmaBeginning)
	for i, t := range p.Turns {
		w.special(gemmaTurn)
		if t.Role == Assistant {
			w.text("model\n")
		} else {
			w.text("user\n")
		}
		if i == 0 && p.System != "" {
			w.text(p.System + "\n\n")
		}
		if i == 0 && pic != nil {
			gemmaImage(&w, pic)
		}
		w.text(strings.TrimSpace(t.Text))
		w.special(gemmaEnd)
		w.text("\n")
	}
	w.special(gemmaTurn)
	w.text("model\n")
	return w.pieces
}

// gemmaImage writes full_image_sequence of processing_gemma3.py.
func gemmaImage(w *prompt, pic *Picture) {
	w.text("\n\n")
	w.special("<start_of_image>")
	for i := range pic.Tiles {
		w.tile(i)
	}
	w.special("<end_of_image>")
	w.text("\n\n")
}
