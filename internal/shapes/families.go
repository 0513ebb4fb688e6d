package shapes

import "descry/internal/gguf"

// smolText and smolVision are SmolVLM's two files: Idefics3's projector on a text model
// of the llama architecture.
func smolText(m model) ([]gguf.Pair, []gguf.NewTensor) {
	pairs := append(m.textPairs("llama"),
		gguf.Pair{Key: "llama.attention.layer_norm_rms_epsilon", Value: float32(1e-5)},
		gguf.Pair{Key: "llama.rope.dimension_count", Value: uint32(m.width / m.heads)},
		gguf.Pair{Key: "llama.rope.freq_base", Value: float32(100000)},
	)
	// llama.cpp looks the empty line up that precedes the overview, and fails without it.
	v := newVocabulary(m.vocab, smolControl(), "ĊĊ")
	return append(pairs, v.pairs("smollm", "<|im_start|>", "<end_of_utterance>")...), m.textTensors(false)
}

func smolVision(m model) ([]gguf.Pair, []gguf.NewTensor) {
	pairs := append(m.visionPairs("idefics3"),
		gguf.Pair{Key: "clip.use_gelu", Value: true},
		gguf.Pair{Key: "clip.vision.preproc_image_size", Value: uint32(m.longest)},
		gguf.Pair{Key: "clip.vision.projector.scale_factor", Value: uint32(m.shuffle)},
		gguf.Pair{Key: "clip.vision.image_mean", Value: []float32{0.5, 0.5, 0.5}},
		gguf.Pair{Key: "clip.vision.image_std", Value: []float32{0.5, 0.5, 0.5}},
	)
	r := random{seed: 1}
	w, grid := m.visionWidth, m.image/m.patch
	tensors := []gguf.NewTensor{
		r.kernel("v.patch_embd.weight", m.patch, w),
		r.small("v.patch_embd.bias", w),
		r.small("v.position_embd.weight", w, grid*grid),
		r.matrix("mm.model.fc.weight", w*m.shuffle*m.shuffle, m.width, m.tower),
	}
	return pairs, append(tensors, m.visionTensors(&r)...)
}

// qwenText and qwenVision are Qwen2-VL's.
func qwenText(m model) ([]gguf.Pair, []gguf.NewTensor) {
	pairs := append(m.textPairs("qwen2vl"),
		gguf.Pair{Key: "qwen2vl.attention.layer_norm_rms_epsilon", Value: float32(1e-6)},
		gguf.Pair{Key: "qwen2vl.rope.freq_base", Value: float32(1e6)},
		gguf.Pair{Key: "qwen2vl.rope.dimension_sections", Value: []int32{16, 24, 24, 0}},
	)
	v := newVocabulary(m.vocab, qwenControl())
	return append(pairs, v.pairs("qwen2", "<|endoftext|>", "<|im_end|>")...), m.textTensors(true)
}

func qwenVision(m model) ([]gguf.Pair, []gguf.NewTensor) {
	pairs := append(m.visionPairs("qwen2vl_merger"),
		gguf.Pair{Key: "clip.vision.image_mean", Value: []float32{0.48145466, 0.4578275, 0.40821073}},
		gguf.Pair{Key: "clip.vision.image_std", Value: []float32{0.26862954, 0.26130258, 0.27577711}},
	)
	r := random{seed: 1}
	w := m.visionWidth
	merged := w * m.shuffle * m.shuffle
	tensors := []gguf.NewTensor{
		r.kernel("v.patch_embd.weight", m.patch, w),
		r.kernel("v.patch_embd.weight.1", m.patch, w), // the second of two frames of a film
		r.matrix("mm.0.weight", merged, merged, m.tower), r.small("mm.0.bias", merged),
		r.matrix("mm.2.weight", merged, m.width, m.tower), r.small("mm.2.bias", m.width),
	}
	return pairs, append(tensors, m.visionTensors(&r)...)
}
