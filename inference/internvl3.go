package inference

import (
	"fmt"
	"image"
	"math"
)

// InternVL3, as published by OpenGVLab, with Qwen2.5 as the text model: the picture
// stretched to the grid of square tiles that is nearest to its shape, cut, and shown
// once more as a whole. Sizes follow transformers 5.23.0,
// models/got_ocr2/image_processing_pil_got_ocr2.py; the prompt is the model's chat
// template and models/internvl/processing_internvl.py. The vendored llama.cpp makes
// only one tile, and takes each patch for its neighbour; the tiles are cut here, and
// inference/llama/cures.cpp puts the patches right.

const (
	internArchitecture = "qwen2"
	internProjector    = "internvl"

	internEdge   = 4096 // pixels; a header that says more is damaged
	internFewest = 1    // min_patches of InternVL3's preprocessor_config.json
	internMost   = 12   // its max_patches
	internPart   = 7    // tiles of a Part at most: enough for three by two, and the overview
)

var internVL3 = Family{
	Name: "InternVL3",
	Match: func(m Meta) bool {
		return m.Architecture() == internArchitecture && m.Projector() == internProjector
	},
	Prepare: prepareIntern,
	Pieces:  internPieces,
	Normal: func(m Meta) (mean, std [3]float32) {
		// IMAGENET_DEFAULT_MEAN and IMAGENET_DEFAULT_STD, which its processor's settings give.
		return m.normal([3]float32{0.485, 0.456, 0.406}, [3]float32{0.229, 0.224, 0.225})
	},
	Stop: qwenStop,
	// No Advice: InternVL3 is published with greedy examples and no settings.
	Context: (internMost+1)*256 + reserve + 256, // 256 tokens a tile
}

// internSettings are what the image encoder's header gives.
type internSettings struct {
	edge         int // of a tile, in pixels
	tokens       int // image tokens a tile
	fewest, most int // tiles besides the overview
}

func readIntern(m Meta) (s internSettings, err error) {
	if s.edge, err = m.number("clip.vision.image_size", 0, internEdge); err != nil {
		return s, err
	}
	patch, err := m.number("clip.vision.patch_size", 0, s.edge)
	if err != nil {
		return s, err
	}
	scale, err := m.number("clip.vision.projector.scale_factor", 0, s.edge/patch)
	if err != nil {
		return s, err
	}
	side := s.edge / patch / scale
	s.tokens = side * side
	// Newer converters write these two.
	if s.fewest, err = m.number("clip.vision.preproc_min_tiles", internFewest, internMost); err != nil {
		return s, err
	}
	s.most, err = m.number("clip.vision.preproc_max_tiles", max(internMost, s.fewest), 1024)
	return s, err
}

func prepareIntern(m Meta, img image.Image, v View, budget int) (*Picture, error) {
	s, err := readIntern(m)
	if err != nil {
		return nil, err
	}
	room := budget / s.tokens // tiles
	if room < 1 {
		return nil, fmt.Errorf("%w: a tile takes %d tokens, room for %d", ErrContextFull, s.tokens, budget)
	}
	if v == Part {
		room = min(room, internPart)
	}
	original := frame{img}
	pic := &Picture{Size: original.size()}
	if v != Overview {
		// One tile less where the overview needs its room.
		grid := nearestGrid(pic.Size, s.edge, s.fewest, min(s.most, max(room-1, 1)))
		if grid.X*grid.Y > 1 {
			pic.Tiles = cut(resize(original, grid.X*s.edge, grid.Y*s.edge, bicubic), s.edge)
			pic.Rows, pic.Cols = grid.Y, grid.X
		}
	}
	pic.Tiles = append(pic.Tiles, resize(original, s.edge, s.edge, bicubic))
	return pic, nil
}

// nearestGrid is the reference's get_optimal_tiled_canvas: of all grids of fewest to
// most square tiles, columns and rows, the one whose shape is nearest to size; of
// equally near ones the larger, as long as the picture fills half of it.
func nearestGrid(size image.Point, edge, fewest, most int) image.Point {
	aspect := float64(size.X) / float64(size.Y)
	area := float64(size.X) * float64(size.Y)
	best, distance := image.Pt(1, 1), math.Inf(1)
	for tiles := fewest; tiles <= most; tiles++ {
		for cols := 1; cols <= tiles; cols++ {
			if tiles%cols != 0 {
				continue
			}
			rows := tiles / cols
			off := math.Abs(aspect - float64(cols)/float64(rows))
			if off < distance || off == distance && area > 0.5*float64(edge*edge*tiles) {
				best, distance = image.Pt(cols, rows), off
			}
		}
	}
	return best
}

// cut takes a picture apart into square tiles, row by row.
func cut(t Tile, edge int) []Tile {
	var tiles []Tile
	for y := 0; y < t.Height; y += edge {
		for x := 0; x < t.Width; x += edge {
			tiles = append(tiles, t.crop(image.Rect(x, y, x+edge, y+edge)))
		}
	}
	return tiles
}

// internPieces writes the published chat template. All tiles stand in one row,
// without marks between them.
func internPieces(p Prompt, pic *Picture) []Piece {
	var w prompt
	w.chat(composed(p), func() {
		if pic == nil {
			return
		}
		w.special("<img>")
		for i := range pic.Tiles {
			w.tile(i)
		}
		w.special("</img>")
		w.text("\n")
	})
	return w.pieces
}
