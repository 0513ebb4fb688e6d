package inference

import "image"

// Qwen3-VL, as published by Alibaba: sized as Qwen2-VL, in patches of 16, with
// learned positions besides, and with features of earlier layers beside those of the
// last (deepstack), so that an image token is several times as wide as the text
// model. From transformers 5.23.0, models/qwen3_vl. Its positions are interpolated
// wrongly by the vendored llama.cpp; inference/llama/cures.cpp puts that right.

const (
	qwen3Architecture = "qwen3vl"
	qwen3Projector    = "qwen3vl_merger"

	qwen3Fewest = 65536    // shortest_edge of Qwen3-VL's preprocessor_config.json, in pixels
	qwen3Most   = 16777216 // its longest_edge
)

var qwen3VL = Family{
	Name: "Qwen3-VL",
	Match: func(m Meta) bool {
		return m.Architecture() == qwen3Architecture && m.Projector() == qwen3Projector
	},
	Prepare: func(m Meta, img image.Image, v View, budget int) (*Picture, error) {
		return prepareQwen(m, img, v, budget, qwen3Fewest, qwen3Most)
	},
	Pieces: func(p Prompt, pic *Picture) []Piece { return qwenPieces(p, pic, "") },
	Normal: func(m Meta) (mean, std [3]float32) {
		return m.normal([3]float32{0.5, 0.5, 0.5}, [3]float32{0.5, 0.5, 0.5}) // its image processor's
	},
	Stop: qwenStop,
	// generation_config.json of Qwen3-VL's Instruct models.
	Advice: Sampling{Temperature: 0.7, TopK: 20, TopP: 0.8},
}
