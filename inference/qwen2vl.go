package inference

import (
	"fmt"
	"image"
	"math"
	"slices"

	"golang.org/x/text/unicode/norm"
)

// Qwen2-VL, as published by Alibaba: one picture of any shape, in steps of the
// merged patch, positions in two dimensions. Sizes follow transformers 5.23.0,
// models/qwen2_vl/image_processing_pil_qwen2_vl.py; the prompt is the model's chat
// template. Qwen2.5-VL and Qwen3-VL differ in little and share what is here.

const (
	qwenArchitecture = "qwen2vl"
	qwenProjector    = "qwen2vl_merger"

	qwenSystem  = "You are a helpful assistant."
	qwenFewest  = 56 * 56         // min_pixels of Qwen2-VL's preprocessor_config.json
	qwenMost    = 28 * 28 * 16384 // its max_pixels
	qwenAspect  = 200             // MAX_RATIO: the reference refuses longer pictures
	qwenHighest = 1 << 28         // pixels; a header that says more is damaged
	qwenMerge   = 2               // patches an edge of an image token; clip.cpp takes no other

	// qwenOverview caps the image tokens of a first answer. Each costs the encoder
	// four patches, and attention between patches grows with their square, in time
	// and, without flash attention, in memory: 480 tokens are about 710x530 pixels and
	// 240 MB (16 heads, 4 bytes for each pair of patches); the reference's own limit
	// would be a thousand times that.
	qwenOverview = 480
	// qwenMemory bounds the reference setting, in bytes. Attention without flash keeps
	// a float a head for every two patches: with the 16 heads of the published models,
	// 6144 patches of 14x14 (1280x900 pixels) take 2.4 GB while the encoder runs, twice
	// as many 9.7 GB.
	qwenMemory = 4 * qwenHeads * 6144 * 6144
	qwenHeads  = 16
)

var qwen2VL = Family{
	Name: "Qwen2-VL",
	Match: func(m Meta) bool {
		return m.Architecture() == qwenArchitecture && m.Projector() == qwenProjector
	},
	Prepare: func(m Meta, img image.Image, v View, budget int) (*Picture, error) {
		return prepareQwen(m, img, v, budget, qwenFewest, qwenMost)
	},
	Pieces: func(p Prompt, pic *Picture) []Piece { return qwenPieces(p, pic, qwenSystem) },
	Normal: qwenNormal,
	Stop:   qwenStop,
	// generation_config.json of Qwen2-VL: as good as greedy.
	Advice: Sampling{Temperature: 0.01, TopK: 1, TopP: 0.001},
}

// qwenStop ends answers where a converter did not mark these as control tokens.
var qwenStop = []string{chatEnd, "<|endoftext|>"}

// qwenNormal: OPENAI_CLIP_MEAN and OPENAI_CLIP_STD of the image processor.
func qwenNormal(m Meta) (mean, std [3]float32) {
	return m.normal([3]float32{0.48145466, 0.4578275, 0.40821073}, [3]float32{0.26862954, 0.26130258, 0.27577711})
}

// qwenSettings are the limits of one picture's size.
type qwenSettings struct {
	factor       int // edge of an image token in pixels
	fewest, most int // pixels
	memory       int // pixels that qwenMemory holds
}

// readQwen reads the limits; fewest and most are the family's own, in pixels.
func readQwen(m Meta, fewest, most int) (s qwenSettings, err error) {
	patch, err := m.number("clip.vision.patch_size", 0, 1024)
	if err != nil {
		return s, err
	}
	if err := m.only("clip.vision.spatial_merge_size", qwenMerge); err != nil {
		return s, err
	}
	heads, err := m.number("clip.vision.attention.head_count", qwenHeads, 1024)
	if err != nil {
		return s, err
	}
	s.factor = patch * qwenMerge
	s.memory = int(math.Sqrt(qwenMemory/(4*float64(heads)))) * patch * patch
	if s.fewest, err = m.number("clip.vision.image_min_pixels", fewest, qwenHighest); err != nil {
		return s, err
	}
	if s.most, err = m.number("clip.vision.image_max_pixels", most, qwenHighest); err != nil {
		return s, err
	}
	if s.most < s.fewest {
		return s, fmt.Errorf("%w: pictures of at least %d and at most %d pixels", ErrBadModel, s.fewest, s.most)
	}
	return s, nil
}

// prepareQwen makes one tile. AllTiles is the reference's size, smaller only
// where the budget or the encoder's memory needs it.
func prepareQwen(m Meta, img image.Image, v View, budget, fewest, most int) (*Picture, error) {
	s, err := readQwen(m, fewest, most)
	if err != nil {
		return nil, err
	}
	if v == Overview {
		budget = min(budget, qwenOverview)
	} else {
		s.most = min(s.most, s.memory)
	}
	if area := s.factor * s.factor; budget < s.most/area {
		s.most = budget * area
	}
	if s.most < s.fewest {
		return nil, fmt.Errorf("%w: a picture takes %d pixels at least, room for %d", ErrContextFull, s.fewest, s.most)
	}
	original := frame{img}
	size, err := s.fit(original.size())
	if err != nil {
		return nil, err
	}
	return &Picture{
		Size:  original.size(),
		Tiles: []Tile{resize(original, size.X, size.Y, bicubic)},
	}, nil
}

// fit is the reference's smart_resize: both edges multiples of the factor, the
// number of pixels within the limits, the shape kept as far as that goes.
func (s qwenSettings) fit(size image.Point) (image.Point, error) {
	w, h, factor := float64(size.X), float64(size.Y), float64(s.factor)
	if ratio := max(w, h) / min(w, h); ratio > qwenAspect {
		return image.Point{}, fmt.Errorf("%w: %dx%d, at most %d to 1", ErrElongated, size.X, size.Y, qwenAspect)
	}
	// Python's round goes to the even one of two equally near numbers.
	cols, rows := int(math.RoundToEven(w/factor)), int(math.RoundToEven(h/factor))
	area := s.factor * s.factor
	switch pixels := rows * cols * area; {
	case pixels > s.most:
		beta := math.Sqrt(h * w / float64(s.most))
		rows, cols = max(1, int(h/beta/factor)), max(1, int(w/beta/factor))
	case pixels < s.fewest:
		beta := math.Sqrt(float64(s.fewest) / (h * w))
		rows, cols = int(math.Ceil(h*beta/factor)), int(math.Ceil(w*beta/factor))
	}
	// Where a limit is as low as only ours are, the reference exceeds it, by rounding
	// the short edge up to one token or both up to the fewest pixels: the long edge
	// gives way.
	if room := s.most / area; rows*cols > room {
		if cols > rows {
			cols = room / rows
		} else {
			rows = room / cols
		}
	}
	return image.Pt(cols*s.factor, rows*s.factor), nil
}

// qwenPieces writes the published chat template for a conversation with at most
// one picture; system is what stands in the place of a system text that is empty.
func qwenPieces(p Prompt, pic *Picture, system string) []Piece {
	if p.System == "" {
		p.System = system
	}
	p = composed(p)
	var w prompt
	w.chat(p, func() {
		if pic == nil {
			return
		}
		w.special("<|vision_start|>")
		for i := range pic.Tiles {
			w.tile(i)
		}
		w.special("<|vision_end|>")
	})
	return w.pieces
}

// composed brings the texts into normal form C (an accent joins its letter), as the
// tokenizer of the Qwen models does first and llama.cpp does not: the tokens of text
// that comes decomposed, from a file name on a Mac say, would be others.
func composed(p Prompt) Prompt {
	p.System = norm.NFC.String(p.System)
	p.Turns = slices.Clone(p.Turns)
	for i, t := range p.Turns {
		p.Turns[i].Text = norm.NFC.String(t.Text)
	}
	return p
}
