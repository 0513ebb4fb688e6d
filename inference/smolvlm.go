package inference

import (
	"fmt"
	"image"
	"math"
)

// SmolVLM and SmolVLM2, as published by Hugging Face: Idefics3's projector on a
// text model of the llama architecture. The picture is cut into square tiles, and
// shown once more as a whole. Sizes and prompt follow transformers 5.23.0,
// models/smolvlm/image_processing_pil_smolvlm.py and processing_smolvlm.py.

const (
	smolArchitecture = "llama"
	smolProjector    = "idefics3"

	smolEnd       = "<end_of_utterance>"
	smolAround    = "<fake_token_around_image>"
	smolPreproc   = "clip.vision.preproc_image_size"
	smolPart      = 5    // tiles of a Part at most: two by two, and the overview
	smolLongest   = 4096 // MAX_IMAGE_SIZE of the image processor, in pixels
	smolBeginning = "<|im_start|>"
)

var smolVLM = Family{
	Name: "SmolVLM",
	Match: func(m Meta) bool {
		return m.Architecture() == smolArchitecture && m.Projector() == smolProjector
	},
	Prepare: prepareSmol,
	Pieces:  smolPieces,
	Normal: func(m Meta) (mean, std [3]float32) {
		return m.normal([3]float32{0.5, 0.5, 0.5}, [3]float32{0.5, 0.5, 0.5}) // IMAGENET_STANDARD
	},
	Stop: []string{smolEnd}, // where a converter did not mark it as a control token
}

// smolSettings are the sizes that the image encoder's header gives.
type smolSettings struct {
	tile    int // edge of a tile in pixels
	longest int // the picture's longest edge before it is cut; 0: it is never cut
	tokens  int // image tokens a tile
}

func readSmol(m Meta) (smolSettings, error) {
	tile, err := m.number("clip.vision.image_size", 0, smolLongest)
	if err != nil {
		return smolSettings{}, err
	}
	patch, err := m.number("clip.vision.patch_size", 0, tile)
	if err != nil {
		return smolSettings{}, err
	}
	scale, err := m.number("clip.vision.projector.scale_factor", 0, tile/patch)
	if err != nil {
		return smolSettings{}, err
	}
	s := smolSettings{tile: tile, tokens: (tile / patch) * (tile / patch) / (scale * scale)}
	if m.Vision.Has(smolPreproc) {
		s.longest, err = m.number(smolPreproc, 0, math.MaxInt32)
	}
	return s, err
}

// prepareSmol makes the overview straight from the picture in one step, which is
// what a first answer wants; all tiles come about in the reference's three steps.
func prepareSmol(m Meta, img image.Image, v View, budget int) (*Picture, error) {
	s, err := readSmol(m)
	if err != nil {
		return nil, err
	}
	if budget < s.tokens {
		return nil, fmt.Errorf("%w: a picture takes %d tokens, room for %d", ErrContextFull, s.tokens, budget)
	}
	if v == Part {
		budget = min(budget, smolPart*s.tokens)
	}
	original := frame{img}
	pic := &Picture{Size: original.size()}
	if v == Overview || s.longest == 0 {
		pic.Tiles = []Tile{resize(original, s.tile, s.tile, lanczos)}
		return pic, nil
	}
	first, second := s.steps(pic.Size, budget)
	large := resize(resize(original, first.X, first.Y, lanczos), second.X, second.Y, lanczos)
	if second.X > s.tile || second.Y > s.tile {
		pic.Rows, pic.Cols = second.Y/s.tile, second.X/s.tile
	}
	for row := range pic.Rows {
		for col := range pic.Cols {
			at := image.Pt(col*s.tile, row*s.tile)
			pic.Tiles = append(pic.Tiles, large.crop(image.Rectangle{at, at.Add(image.Pt(s.tile, s.tile))}))
		}
	}
	pic.Tiles = append(pic.Tiles, resize(large, s.tile, s.tile, lanczos))
	return pic, nil
}

// steps gives the two sizes through which a picture goes before it is cut. Where
// the tiles of the reference's longest edge would not fit the budget, the longest
// edge is shorter by whole tiles.
func (s smolSettings) steps(size image.Point, budget int) (first, second image.Point) {
	for longest := min(s.longest, smolLongest); ; longest -= s.tile {
		first = smolFit(size, longest)
		second = smolMultiple(first, s.tile)
		tiles := second.X/s.tile*(second.Y/s.tile) + 1
		if tiles*s.tokens <= budget || longest <= s.tile {
			return first, second
		}
	}
}

// smolFit makes the longer edge longest and the other one even; the arithmetic is
// that of _resize_output_size_rescale_to_max_len, with its truncations. (The upper
// bound of _resize_output_size_scale_below_upper_bound is the caller's, since
// longest is never above it.)
func smolFit(size image.Point, longest int) image.Point {
	aspect := float64(size.X) / float64(size.Y)
	if size.X >= size.Y {
		h := int(float64(longest) / aspect)
		return image.Pt(longest, max(h+h%2, 1))
	}
	w := int(float64(longest) * aspect)
	return image.Pt(max(w+w%2, 1), longest)
}

// smolMultiple rounds up to whole tiles, as resize_for_vision_encoder does.
func smolMultiple(size image.Point, tile int) image.Point {
	up := func(v int) int { return (v + tile - 1) / tile * tile }
	aspect := float64(size.X) / float64(size.Y)
	if size.X >= size.Y {
		w := up(size.X)
		return image.Pt(w, up(int(float64(w)/aspect)))
	}
	h := up(size.Y)
	return image.Pt(up(int(float64(h)*aspect)), h)
}

// smolPieces writes the published chat template (DEFAULT_CHAT_TEMPLATE of
// processing_smolvlm.py): "User:" has no space behind it where a picture follows.
func smolPieces(p Prompt, pic *Picture) []Piece {
	var w prompt
	w.special(smolBeginning)
	if p.System != "" {
		w.text("System: " + p.System)
		w.special(smolEnd)
		w.text("\n")
	}
	for _, t := range p.Turns {
		switch {
		case t.Role == Assistant:
			w.text("Assistant: ")
		case pic == nil:
			w.text("User: ")
		default:
			w.text("User:")
			smolImage(&w, pic)
			pic = nil // it belongs to the first question only
		}
		w.text(t.Text)
		w.special(smolEnd)
		w.text("\n")
	}
	w.text("Assistant:")
	return w.pieces
}

// smolImage writes get_image_prompt_string: the tiles row by row, each with its
// place, then the overview.
func smolImage(w *prompt, pic *Picture) {
	for row := range pic.Rows {
		for col := range pic.Cols {
			w.special(smolAround)
			w.special(fmt.Sprintf("<row_%d_col_%d>", row+1, col+1))
			w.tile(row*pic.Cols + col)
		}
		w.text("\n")
	}
	if pic.Rows > 0 {
		w.text("\n")
	}
	w.special(smolAround)
	w.special("<global-img>")
	w.tile(len(pic.Tiles) - 1)
	w.special(smolAround)
}
