package inference

import (
	"fmt"
	"math"

	"descry/internal/gguf"
)

// bounds is what a number of a header may be. Its bounds are far from any model that
// there is; what is outside makes llama.cpp divide by zero, take absurd amounts of
// memory, or stop the process.
type bounds struct {
	key         string
	least, most float64
	optional    bool // the key may be missing
}

// textNumbers have the architecture's name before them.
var textNumbers = []bounds{
	{"block_count", 1, 512, false}, // LLAMA_MAX_LAYERS of llama-hparams.h
	{"context_length", 1, 1 << 31, false},
	{"embedding_length", 1, 1 << 17, false},
	{"feed_forward_length", 0, 1 << 21, false}, // 0 in layers of an array that have none
	{"attention.head_count", 0, 1 << 12, false},
	{"attention.head_count_kv", 0, 1 << 12, true},
	{"attention.key_length", 1, 1 << 13, true},
	{"attention.value_length", 1, 1 << 13, true},
	{"attention.layer_norm_rms_epsilon", 0, 1, true},
	{"rope.dimension_count", 0, 1 << 13, true},
	{"rope.freq_base", 1, 1e12, true},
	{"rope.dimension_sections", 0, 1 << 12, true},
}

var visionNumbers = []bounds{
	{"clip.vision.block_count", 1, 512, false},
	{"clip.vision.embedding_length", 1, 1 << 16, false},
	{"clip.vision.feed_forward_length", 1, 1 << 20, false},
	{"clip.vision.attention.head_count", 1, 1 << 10, false},
	{"clip.vision.attention.layer_norm_epsilon", 0, 1, false},
	{"clip.vision.image_size", 1, 1 << 14, false},
	{"clip.vision.patch_size", 1, 1 << 10, false},
	{"clip.vision.projection_dim", 1, 1 << 17, true},
	{"clip.vision.projector.scale_factor", 1, 64, true},
	{"clip.vision.spatial_merge_size", 1, 64, true},
	{"clip.vision.preproc_image_size", 1, 1 << 16, true},
	{"clip.vision.image_mean", 0, 1, true},
	{"clip.vision.image_std", 1e-3, 1e3, true},
}

// checkNumbers says, as ErrBadModel, which number of the two headers no model can have.
func checkNumbers(m Meta) error {
	a := m.Architecture() + "."
	for _, s := range textNumbers {
		s.key = a + s.key
		if err := s.check(m.Text); err != nil {
			return err
		}
	}
	for _, s := range visionNumbers {
		if err := s.check(m.Vision); err != nil {
			return err
		}
	}
	for _, check := range []func(Meta) error{checkHeads, checkVision, checkVocabulary} {
		if err := check(m); err != nil {
			return err
		}
	}
	return nil
}

func (s bounds) check(h *gguf.Header) error {
	if !h.Has(s.key) && s.optional {
		return nil
	}
	listed := values(h, s.key)
	if len(listed) == 0 {
		return fmt.Errorf("%w: %s is missing", ErrBadModel, s.key)
	}
	for _, v := range listed {
		if !(v >= s.least && v <= s.most) { // NaN is outside
			return fmt.Errorf("%w: %s is %g, not between %g and %g", ErrBadModel, s.key, v, s.least, s.most)
		}
	}
	return nil
}

// values are the elements of an array, or a number alone; none where there is neither.
func values(h *gguf.Header, key string) []float64 {
	switch h.KV[key].(type) {
	case nil, string, bool, []string, []bool, []any:
		return nil
	}
	if v := h.Floats(key); v != nil {
		return v
	}
	return []float64{h.Float(key)}
}

// checkHeads: the heads of attention share the width, and those of keys and values the
// other heads. Layers of another kind have none in their place.
func checkHeads(m Meta) error {
	a := m.Architecture() + "."
	heads, shared := values(m.Text, a+"attention.head_count"), values(m.Text, a+"attention.head_count_kv")
	layers := int(m.Text.Uint(a + "block_count"))
	for _, list := range [][]float64{heads, shared} {
		if len(list) > 1 && len(list) != layers {
			return fmt.Errorf("%w: heads of %d layers, of which there are %d", ErrBadModel, len(list), layers)
		}
	}
	if most(heads) == 0 || len(shared) > 0 && most(shared) == 0 {
		return fmt.Errorf("%w: no heads of attention", ErrBadModel)
	}
	for i, kv := range shared {
		if h := heads[min(i, len(heads)-1)]; kv > 0 && math.Mod(h, kv) != 0 {
			return fmt.Errorf("%w: %g heads share %g of keys and values", ErrBadModel, h, kv)
		}
	}
	if width := m.Text.Float(a + "embedding_length"); !m.Text.Has(a+"attention.key_length") && math.Mod(width, most(heads)) != 0 {
		return fmt.Errorf("%w: a width of %g for %g heads", ErrBadModel, width, most(heads))
	}
	return nil
}

func most(list []float64) float64 {
	m := 0.0
	for _, v := range list {
		m = max(m, v)
	}
	return m
}

func checkVision(m Meta) error {
	width, heads := m.Vision.Uint("clip.vision.embedding_length"), m.Vision.Uint("clip.vision.attention.head_count")
	if heads == 0 || width%heads != 0 {
		return fmt.Errorf("%w: an image encoder's width of %d for %d heads", ErrBadModel, width, heads)
	}
	if size, patch := m.Vision.Uint("clip.vision.image_size"), m.Vision.Uint("clip.vision.patch_size"); patch == 0 || patch > size {
		return fmt.Errorf("%w: patches of %d pixels in pictures of %d", ErrBadModel, patch, size)
	}
	for _, key := range []string{"clip.vision.image_mean", "clip.vision.image_std"} {
		if n := len(values(m.Vision, key)); n != 0 && n != 3 {
			return fmt.Errorf("%w: %s has %d colours", ErrBadModel, key, n)
		}
	}
	return nil
}

// mostTokens in a vocabulary; the largest that are known have 262144.
const mostTokens = 1 << 22

// checkVocabulary: llama.cpp reads the types and scores of all tokens without asking how
// many there are, and the embeddings must be as many.
func checkVocabulary(m Meta) error {
	const tokens = "tokenizer.ggml.tokens"
	n := len(m.Text.Strings(tokens))
	if n == 0 || n > mostTokens {
		return fmt.Errorf("%w: %d tokens", ErrBadModel, n)
	}
	for _, key := range []string{"tokenizer.ggml.token_type", "tokenizer.ggml.scores"} {
		if m.Text.Has(key) && len(m.Text.Floats(key)) != n {
			return fmt.Errorf("%w: %s for %d of %d tokens", ErrBadModel, key, len(m.Text.Floats(key)), n)
		}
	}
	if m.Text.String("tokenizer.ggml.model") == "" {
		return fmt.Errorf("%w: no tokenizer", ErrBadModel)
	}
	for _, t := range m.Text.Tensors {
		if t.Name == "token_embd.weight" && (len(t.Dims) != 2 || t.Dims[1] != uint64(n)) {
			return fmt.Errorf("%w: embeddings of shape %v for %d tokens", ErrBadModel, t.Dims, n)
		}
	}
	return nil
}
