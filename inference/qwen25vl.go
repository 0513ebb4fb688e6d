package inference

import "image"

// Qwen2.5-VL, as published by Alibaba: Qwen2-VL's text model, limits and prompt
// with another image encoder, in which most layers attend within windows. From
// transformers 5.23.0, models/qwen2_5_vl.

const (
	qwen25Projector = "qwen2.5vl_merger"
	// qwen25Window is the edge of a window in pixels that clip.cpp has written in.
	qwen25Window = 112
)

var qwen25VL = Family{
	Name: "Qwen2.5-VL",
	Match: func(m Meta) bool {
		return m.Architecture() == qwenArchitecture && m.Projector() == qwen25Projector
	},
	Prepare: func(m Meta, img image.Image, v View, budget int) (*Picture, error) {
		if err := m.only("clip.vision.window_size", qwen25Window); err != nil {
			return nil, err
		}
		return prepareQwen(m, img, v, budget, qwenFewest, qwenMost)
	},
	Pieces: func(p Prompt, pic *Picture) []Piece { return qwenPieces(p, pic, qwenSystem) },
	Normal: qwenNormal,
	Stop:   qwenStop,
	// generation_config.json of Qwen2.5-VL: as good as greedy.
	Advice: Sampling{Temperature: 1e-6},
}
