package shapes

import (
	"fmt"

	"descry/internal/gguf"
)

// model is the size of every part: the numbers of a published config.json, and the
// types that the published files have.
type model struct {
	layers, width, feed, heads, headsKV, vocab  int
	tied                                        bool // the output is the table of embeddings
	visionLayers, visionWidth, visionFeed       int
	visionHeads, image, patch, shuffle, longest int
	// weights are most of the text model's; with more, those that Q4_K_M keeps finer.
	weights, finer, tower gguf.Type
}

var (
	// HuggingFaceTB/SmolVLM-256M-Instruct: SmolLM2-135M and SigLIP-B/16-512.
	smolVLM256 = model{
		layers: 30, width: 576, feed: 1536, heads: 9, headsKV: 3, vocab: 49280,
		visionLayers: 12, visionWidth: 768, visionFeed: 3072,
		visionHeads: 12, image: 512, patch: 16, shuffle: 4, longest: 2048,
		weights: gguf.Q8_0, finer: gguf.Q8_0, tower: gguf.Q8_0,
	}
	// HuggingFaceTB/SmolVLM-500M-Instruct: SmolLM2-360M and the same encoder.
	smolVLM500 = model{
		layers: 32, width: 960, feed: 2560, heads: 15, headsKV: 5, vocab: 49280,
		visionLayers: 12, visionWidth: 768, visionFeed: 3072,
		visionHeads: 12, image: 512, patch: 16, shuffle: 4, longest: 2048,
		weights: gguf.Q8_0, finer: gguf.Q8_0, tower: gguf.Q8_0,
	}
	// Qwen/Qwen2-VL-2B-Instruct. Its encoder's files come as F16 or Q8_0; the first is
	// the quicker one here.
	qwen2VL2B = model{
		layers: 28, width: 1536, feed: 8960, heads: 12, headsKV: 2, vocab: 151936, tied: true,
		visionLayers: 32, visionWidth: 1280, visionFeed: 5120,
		visionHeads: 16, image: 560, patch: 14, shuffle: 2,
		weights: gguf.Q8_0, finer: gguf.Q8_0, tower: gguf.F16,
	}
)

// mixed has the types of llama.cpp's Q4_K_M.
func (m model) mixed() model {
	m.weights, m.finer = gguf.Q4_K, gguf.Q6_K
	return m
}

// more says which layers Q4_K_M keeps finer (use_more_bits of llama-quant.cpp).
func (m model) more(layer int) gguf.Type {
	if n := m.layers; layer < n/8 || layer >= 7*n/8 || (layer-n/8)%3 == 2 {
		return m.finer
	}
	return m.weights
}

// textPairs are the header of a language model, but for its vocabulary.
func (m model) textPairs(architecture string) []gguf.Pair {
	pairs := []gguf.Pair{
		{Key: "general.architecture", Value: architecture},
		{Key: "general.name", Value: "random weights"},
	}
	for _, p := range []gguf.Pair{
		{Key: "context_length", Value: uint32(8192)},
		{Key: "embedding_length", Value: uint32(m.width)},
		{Key: "block_count", Value: uint32(m.layers)},
		{Key: "feed_forward_length", Value: uint32(m.feed)},
		{Key: "attention.head_count", Value: uint32(m.heads)},
		{Key: "attention.head_count_kv", Value: uint32(m.headsKV)},
		{Key: "vocab_size", Value: uint32(m.vocab)},
	} {
		pairs = append(pairs, gguf.Pair{Key: architecture + "." + p.Key, Value: p.Value})
	}
	return pairs
}

// textTensors are a language model of llama's layout; Qwen2's has biases besides.
func (m model) textTensors(biases bool) []gguf.NewTensor {
	head := m.width / m.heads
	var r random
	tensors := []gguf.NewTensor{
		r.matrix("token_embd.weight", m.width, m.vocab, m.finer),
		r.ones("output_norm.weight", m.width),
	}
	if !m.tied {
		tensors = append(tensors, r.matrix("output.weight", m.width, m.vocab, m.finer))
	}
	for i := range m.layers {
		b := fmt.Sprintf("blk.%d.", i)
		tensors = append(tensors,
			r.ones(b+"attn_norm.weight", m.width),
			r.ones(b+"ffn_norm.weight", m.width),
			r.matrix(b+"attn_q.weight", m.width, m.heads*head, m.weights),
			r.matrix(b+"attn_k.weight", m.width, m.headsKV*head, m.weights),
			r.matrix(b+"attn_v.weight", m.width, m.headsKV*head, m.more(i)),
			r.matrix(b+"attn_output.weight", m.heads*head, m.width, m.weights),
			r.matrix(b+"ffn_gate.weight", m.width, m.feed, m.weights),
			r.matrix(b+"ffn_up.weight", m.width, m.feed, m.weights),
			r.matrix(b+"ffn_down.weight", m.feed, m.width, m.more(i)),
		)
		if biases {
			tensors = append(tensors,
				r.small(b+"attn_q.bias", m.heads*head),
				r.small(b+"attn_k.bias", m.headsKV*head),
				r.small(b+"attn_v.bias", m.headsKV*head),
			)
		}
	}
	return tensors
}

// visionPairs are the header of an image encoder.
func (m model) visionPairs(projector string) []gguf.Pair {
	return []gguf.Pair{
		{Key: "general.architecture", Value: "clip"},
		{Key: "general.name", Value: "random weights"},
		{Key: "clip.has_vision_encoder", Value: true},
		{Key: "clip.projector_type", Value: projector},
		{Key: "clip.vision.image_size", Value: uint32(m.image)},
		{Key: "clip.vision.patch_size", Value: uint32(m.patch)},
		{Key: "clip.vision.embedding_length", Value: uint32(m.visionWidth)},
		{Key: "clip.vision.feed_forward_length", Value: uint32(m.visionFeed)},
		{Key: "clip.vision.block_count", Value: uint32(m.visionLayers)},
		{Key: "clip.vision.projection_dim", Value: uint32(m.width)},
		{Key: "clip.vision.attention.head_count", Value: uint32(m.visionHeads)},
		{Key: "clip.vision.attention.layer_norm_epsilon", Value: float32(1e-6)},
	}
}

// visionTensors are the layers of an image encoder, as both families have them.
func (m model) visionTensors(r *random) []gguf.NewTensor {
	w := m.visionWidth
	tensors := []gguf.NewTensor{r.ones("v.post_ln.weight", w), r.small("v.post_ln.bias", w)}
	for i := range m.visionLayers {
		b := fmt.Sprintf("v.blk.%d.", i)
		for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_out"} {
			tensors = append(tensors, r.matrix(b+name+".weight", w, w, m.tower), r.small(b+name+".bias", w))
		}
		tensors = append(tensors,
			r.matrix(b+"ffn_up.weight", w, m.visionFeed, m.tower), r.small(b+"ffn_up.bias", m.visionFeed),
			r.matrix(b+"ffn_down.weight", m.visionFeed, w, m.tower), r.small(b+"ffn_down.bias", w),
			r.ones(b+"ln1.weight", w), r.small(b+"ln1.bias", w),
			r.ones(b+"ln2.weight", w), r.small(b+"ln2.bias", w),
		)
	}
	return tensors
}
