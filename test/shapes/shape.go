package main

import (
	"fmt"

	"descry/internal/gguf"
)

// shape is the size of every part of an Idefics3 model: its config.json's numbers.
type shape struct {
	layers, width, feed, heads, headsKV, vocab int
	visionLayers, visionWidth, visionFeed      int
	visionHeads, image, patch, shuffle, edge   int
}

// shapes are the models that are measured.
var shapes = map[string]shape{
	// HuggingFaceTB/SmolVLM-256M-Instruct: SmolLM2-135M and SigLIP-B/16-512.
	"smolvlm-256m": {
		layers: 30, width: 576, feed: 1536, heads: 9, headsKV: 3, vocab: 49280,
		visionLayers: 12, visionWidth: 768, visionFeed: 3072,
		visionHeads: 12, image: 512, patch: 16, shuffle: 4, edge: 2048,
	},
}

func (s shape) text(vocabulary *gguf.Header) ([]gguf.Pair, []gguf.NewTensor) {
	head := s.width / s.heads
	tokens := vocabulary.Strings("tokenizer.ggml.tokens")
	types, _ := vocabulary.KV["tokenizer.ggml.token_type"].([]int32)
	types = append([]int32(nil), types...)
	for len(tokens) < s.vocab {
		tokens = append(tokens, fmt.Sprintf("[unused%d]", len(tokens)))
		types = append(types, 5) // LLAMA_TOKEN_TYPE_UNUSED
	}
	pairs := []gguf.Pair{
		{Key: "general.architecture", Value: "llama"},
		{Key: "general.name", Value: "random weights"},
		{Key: "llama.context_length", Value: uint32(8192)},
		{Key: "llama.embedding_length", Value: uint32(s.width)},
		{Key: "llama.block_count", Value: uint32(s.layers)},
		{Key: "llama.feed_forward_length", Value: uint32(s.feed)},
		{Key: "llama.attention.head_count", Value: uint32(s.heads)},
		{Key: "llama.attention.head_count_kv", Value: uint32(s.headsKV)},
		{Key: "llama.attention.layer_norm_rms_epsilon", Value: float32(1e-5)},
		{Key: "llama.rope.dimension_count", Value: uint32(head)},
		{Key: "llama.rope.freq_base", Value: float32(100000)},
		{Key: "llama.vocab_size", Value: uint32(s.vocab)},
		{Key: "tokenizer.ggml.tokens", Value: tokens},
		{Key: "tokenizer.ggml.token_type", Value: types},
		{Key: "tokenizer.ggml.merges", Value: vocabulary.Strings("tokenizer.ggml.merges")},
		{Key: "tokenizer.ggml.model", Value: "gpt2"},
		{Key: "tokenizer.ggml.pre", Value: "smollm"},
		{Key: "tokenizer.ggml.add_bos_token", Value: false},
	}
	for _, key := range []string{"bos", "eos", "unknown", "padding"} {
		key = "tokenizer.ggml." + key + "_token_id"
		if vocabulary.Has(key) {
			pairs = append(pairs, gguf.Pair{Key: key, Value: uint32(vocabulary.Uint(key))})
		}
	}
	var r random
	tensors := []gguf.NewTensor{
		r.matrix("token_embd.weight", s.width, s.vocab, gguf.Q8_0),
		r.ones("output_norm.weight", s.width),
	}
	for i := range s.layers {
		b := fmt.Sprintf("blk.%d.", i)
		tensors = append(tensors,
			r.ones(b+"attn_norm.weight", s.width),
			r.ones(b+"ffn_norm.weight", s.width),
			r.matrix(b+"attn_q.weight", s.width, s.heads*head, gguf.Q8_0),
			r.matrix(b+"attn_k.weight", s.width, s.headsKV*head, gguf.Q8_0),
			r.matrix(b+"attn_v.weight", s.width, s.headsKV*head, gguf.Q8_0),
			r.matrix(b+"attn_output.weight", s.heads*head, s.width, gguf.Q8_0),
			r.matrix(b+"ffn_gate.weight", s.width, s.feed, gguf.Q8_0),
			r.matrix(b+"ffn_up.weight", s.width, s.feed, gguf.Q8_0),
			r.matrix(b+"ffn_down.weight", s.feed, s.width, gguf.Q8_0),
		)
	}
	return pairs, tensors
}

func (s shape) vision() ([]gguf.Pair, []gguf.NewTensor) {
	pairs := []gguf.Pair{
		{Key: "general.architecture", Value: "clip"},
		{Key: "general.name", Value: "random weights"},
		{Key: "clip.has_vision_encoder", Value: true},
		{Key: "clip.projector_type", Value: "idefics3"},
		{Key: "clip.use_gelu", Value: true},
		{Key: "clip.vision.image_size", Value: uint32(s.image)},
		{Key: "clip.vision.preproc_image_size", Value: uint32(s.edge)},
		{Key: "clip.vision.patch_size", Value: uint32(s.patch)},
		{Key: "clip.vision.embedding_length", Value: uint32(s.visionWidth)},
		{Key: "clip.vision.feed_forward_length", Value: uint32(s.visionFeed)},
		{Key: "clip.vision.block_count", Value: uint32(s.visionLayers)},
		{Key: "clip.vision.projection_dim", Value: uint32(s.width)},
		{Key: "clip.vision.attention.head_count", Value: uint32(s.visionHeads)},
		{Key: "clip.vision.attention.layer_norm_epsilon", Value: float32(1e-6)},
		{Key: "clip.vision.projector.scale_factor", Value: uint32(s.shuffle)},
		{Key: "clip.vision.image_mean", Value: []float32{0.5, 0.5, 0.5}},
		{Key: "clip.vision.image_std", Value: []float32{0.5, 0.5, 0.5}},
	}
	r := random{seed: 1}
	w := s.visionWidth
	grid := s.image / s.patch
	tensors := []gguf.NewTensor{
		r.kernel("v.patch_embd.weight", s.patch, w),
		r.small("v.patch_embd.bias", w),
		r.small("v.position_embd.weight", w, grid*grid),
		r.ones("v.post_ln.weight", w),
		r.small("v.post_ln.bias", w),
		r.matrix("mm.model.fc.weight", w*s.shuffle*s.shuffle, s.width, gguf.Q8_0),
	}
	for i := range s.visionLayers {
		b := fmt.Sprintf("v.blk.%d.", i)
		for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_out"} {
			tensors = append(tensors, r.matrix(b+name+".weight", w, w, gguf.Q8_0), r.small(b+name+".bias", w))
		}
		tensors = append(tensors,
			r.matrix(b+"ffn_up.weight", w, s.visionFeed, gguf.Q8_0), r.small(b+"ffn_up.bias", s.visionFeed),
			r.matrix(b+"ffn_down.weight", s.visionFeed, w, gguf.Q8_0), r.small(b+"ffn_down.bias", w),
			r.ones(b+"ln1.weight", w), r.small(b+"ln1.bias", w),
			r.ones(b+"ln2.weight", w), r.small(b+"ln2.bias", w),
		)
	}
	return pairs, tensors
}
