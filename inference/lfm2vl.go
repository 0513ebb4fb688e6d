package inference

import (
	"fmt"
	"image"
	"math"
	"slices"

	"descry/internal/gguf"
)

// LFM2-VL, as published by Liquid AI: a picture of any shape in steps of the merged
// patch; a large one is stretched to a grid of square tiles besides, and cut. Sizes
// and prompt follow transformers 5.23.0, models/lfm2_vl. Its text model does not load
// in the vendored llama.cpp, which looks for a tensor under a wrong name;
// inference/llama/cures.cpp helps it find that.

const (
	lfm2Architecture = "lfm2"
	lfm2Projector    = "lfm2"

	lfm2Beginning = "<|startoftext|>"
	// The settings of LFM2-VL's preprocessor_config.json.
	lfm2Fewest    = 64  // min_image_tokens
	lfm2Most      = 256 // max_image_tokens; llama.cpp's 1024 are wrong
	lfm2Tolerance = 2   // max_pixels_tolerance: how far over lfm2Most a picture is left whole
	lfm2FewTiles  = 2   // min_tiles
	lfm2ManyTiles = 10  // max_tiles
	lfm2Tile      = 512 // tile_size, in pixels
	// lfm2Longest bounds the image tokens of a picture so long that the reference
	// exceeds its own limit: a line of 20000 pixels would take 2262 in one piece.
	lfm2Longest = 4 * lfm2Most
)

var lfm2VL = Family{
	Name: "LFM2-VL",
	Match: func(m Meta) bool {
		// LFM2.5-VL names the same architecture and projector, but has no such tensor,
		// and llama.cpp of this version can't do without.
		norm := func(t gguf.Tensor) bool { return t.Name == "mm.input_norm.weight" }
		return m.Architecture() == lfm2Architecture && m.Projector() == lfm2Projector &&
			slices.ContainsFunc(m.Vision.Tensors, norm)
	},
	Prepare: prepareLFM2,
	Pieces:  lfm2Pieces,
	Normal: func(m Meta) (mean, std [3]float32) {
		return m.normal([3]float32{0.5, 0.5, 0.5}, [3]float32{0.5, 0.5, 0.5}) // IMAGENET_STANDARD
	},
	Stop: qwenStop,
	// From the model's card, which also asks for min_p 0.15 and a repetition penalty of 1.05.
	Advice: Sampling{Temperature: 0.1},
}

// lfm2Settings are the sizes that the image encoder's header gives.
type lfm2Settings struct {
	patch  int // edge of a patch in pixels
	factor int // edge of an image token in pixels
	most   int // image tokens of a picture that is not cut
	room   int // image tokens of a picture that is not cut but very long
}

// prepareLFM2 makes the reference's tiles where they fit the budget, fewer where
// they don't; the overview is the whole picture in at most 256 tokens.
func prepareLFM2(m Meta, img image.Image, v View, budget int) (*Picture, error) {
	patch, err := m.number("clip.vision.patch_size", 0, lfm2Tile)
	if err != nil {
		return nil, err
	}
	scale, err := m.number("clip.vision.projector.scale_factor", 2, lfm2Tile/patch)
	if err != nil {
		return nil, err
	}
	s := lfm2Settings{patch: patch, factor: patch * scale, most: min(budget, lfm2Most), room: min(budget, lfm2Longest)}
	if s.most < lfm2Fewest {
		return nil, fmt.Errorf("%w: a picture takes %d tokens at least, room for %d", ErrContextFull, lfm2Fewest, budget)
	}
	original := frame{img}
	pic := &Picture{Size: original.size()}
	whole := s.fit(pic.Size)
	if v != Overview && s.large(pic.Size) {
		side := lfm2Tile / s.factor
		room := (budget - whole.X/s.factor*(whole.Y/s.factor)) / (side * side)
		if room >= lfm2FewTiles {
			grid := nearestGrid(pic.Size, lfm2Tile, lfm2FewTiles, min(room, lfm2ManyTiles))
			pic.Tiles = cut(resize(original, grid.X*lfm2Tile, grid.Y*lfm2Tile, torchBilinear), lfm2Tile)
			pic.Rows, pic.Cols = grid.Y, grid.X
		}
	}
	pic.Tiles = append(pic.Tiles, resize(original, whole.X, whole.Y, torchBilinear))
	return pic, nil
}

// round rounds an edge to whole image tokens as round_by_factor does, half to even;
// in pixels, and at least fewest.
func (s lfm2Settings) round(edge, fewest int) int {
	return max(fewest, int(math.RoundToEven(float64(edge)/float64(s.factor)))*s.factor)
}

// large is the reference's _is_image_too_large, with the patch as the least edge.
func (s lfm2Settings) large(size image.Point) bool {
	return s.round(size.X, s.patch)*s.round(size.Y, s.patch) > lfm2Most*s.factor*s.factor*lfm2Tolerance
}

// fit is the reference's smart_resize, in pixels.
func (s lfm2Settings) fit(size image.Point) image.Point {
	w, h, factor := float64(size.X), float64(size.Y), float64(s.factor)
	cols, rows := s.round(size.X, s.factor)/s.factor, s.round(size.Y, s.factor)/s.factor
	switch n := cols * rows; {
	case n > s.most:
		beta := math.Sqrt(h * w / (float64(s.most) * factor * factor))
		rows, cols = max(1, int(h/beta/factor)), max(1, int(w/beta/factor))
	case n < lfm2Fewest:
		beta := math.Sqrt(lfm2Fewest * factor * factor / (h * w))
		rows, cols = int(math.Ceil(h*beta/factor)), int(math.Ceil(w*beta/factor))
	}
	if cols > rows {
		cols = min(cols, s.room/rows)
	} else {
		rows = min(rows, s.room/cols)
	}
	return image.Pt(cols*s.factor, rows*s.factor)
}

// lfm2Pieces writes the published chat template.
func lfm2Pieces(p Prompt, pic *Picture) []Piece {
	var w prompt
	w.special(lfm2Beginning)
	w.chat(p, func() {
		if pic != nil {
			lfm2Image(&w, pic)
		}
	})
	return w.pieces
}

// lfm2Image writes _build_image_tokens of processing_lfm2_vl.py: the tiles row by
// row, each with its place, then the whole picture.
func lfm2Image(w *prompt, pic *Picture) {
	w.special("<|image_start|>")
	for row := range pic.Rows {
		for col := range pic.Cols {
			w.special(fmt.Sprintf("<|img_row_%d_col_%d|>", row+1, col+1))
			w.tile(row*pic.Cols + col)
		}
	}
	if pic.Rows > 0 {
		w.special("<|img_thumbnail|>")
	}
	w.tile(len(pic.Tiles) - 1)
	w.special("<|image_end|>")
}
