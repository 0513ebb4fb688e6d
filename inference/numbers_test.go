package inference

import (
	"errors"
	"maps"
	"math"
	"path/filepath"
	"testing"

	"descry/internal/gguf"
)

// headers is a pair of real headers.
func headers(t *testing.T, name string) Meta {
	t.Helper()
	folder := filepath.Join("testdata", "conformance", name)
	m, _, err := Inspect(filepath.Join(folder, "text.gguf"), filepath.Join(folder, "mmproj.gguf"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// changed is a header with another value, or without the key for nil.
func changed(h *gguf.Header, key string, value any) *gguf.Header {
	copied := *h
	copied.KV = maps.Clone(h.KV)
	if copied.KV[key] = value; value == nil {
		delete(copied.KV, key)
	}
	return &copied
}

func TestNumbers(t *testing.T) {
	qwen, smol := headers(t, "qwen2vl"), headers(t, "smolvlm")
	for _, c := range []struct {
		name string
		meta Meta
		key  string
		to   any
		good bool
	}{
		{"nothing", smol, "llama.unknown", uint32(1), true},
		{"no layers", smol, "llama.block_count", uint32(0), false},
		{"2^31 layers", smol, "llama.block_count", uint32(1 << 31), false},
		{"layers missing", smol, "llama.block_count", nil, false},
		{"layers a text", smol, "llama.block_count", "three", false},
		{"negative layers", smol, "llama.block_count", int32(-1), false},
		{"no heads", smol, "llama.attention.head_count", uint32(0), false},
		{"heads for each layer", smol, "llama.attention.head_count", []int32{4, 4, 4}, true},
		{"heads for too few layers", smol, "llama.attention.head_count", []int32{4, 4}, false},
		{"layers without attention", smol, "llama.attention.head_count_kv", []int32{0, 2, 0}, true},
		{"no shared heads", smol, "llama.attention.head_count_kv", uint32(0), false},
		{"shared heads missing", smol, "llama.attention.head_count_kv", nil, true},
		{"3 shared by 4", smol, "llama.attention.head_count_kv", uint32(3), false},
		{"giant key", smol, "llama.attention.key_length", uint32(1 << 30), false},
		{"width", smol, "llama.embedding_length", uint32(1 << 20), false},
		{"no width a head", qwen, "qwen2vl.attention.head_count", uint32(3), false},
		{"giant feed", smol, "llama.feed_forward_length", uint32(math.MaxUint32), false},
		{"endless context", smol, "llama.context_length", uint64(math.MaxUint64), false},
		{"epsilon", smol, "llama.attention.layer_norm_rms_epsilon", float32(math.NaN()), false},
		{"frequency", smol, "llama.rope.freq_base", float32(math.Inf(1)), false},
		{"no tokens", smol, "tokenizer.ggml.tokens", []string{}, false},
		{"tokens missing", smol, "tokenizer.ggml.tokens", nil, false},
		{"a token too few", smol, "tokenizer.ggml.tokens", smol.Text.Strings("tokenizer.ggml.tokens")[1:], false},
		{"types of some tokens", smol, "tokenizer.ggml.token_type", []int32{1, 2, 3}, false},
		{"types missing", smol, "tokenizer.ggml.token_type", nil, true},
		{"scores of some tokens", smol, "tokenizer.ggml.scores", []float32{1}, false},
		{"no tokenizer", smol, "tokenizer.ggml.model", nil, false},
		{"no patch", smol, "clip.vision.patch_size", uint32(0), false},
		{"patch over picture", smol, "clip.vision.patch_size", uint32(600), false},
		{"giant picture", smol, "clip.vision.image_size", uint32(1 << 31), false},
		{"eye without layers", smol, "clip.vision.block_count", uint32(0), false},
		{"eye without heads", smol, "clip.vision.attention.head_count", uint32(0), false},
		{"eye's heads", smol, "clip.vision.attention.head_count", uint32(3), false},
		{"eye's width", smol, "clip.vision.embedding_length", uint32(1 << 31), false},
		{"eye's epsilon", smol, "clip.vision.attention.layer_norm_epsilon", float32(math.Inf(-1)), false},
		{"two colours", smol, "clip.vision.image_mean", []float32{0.5, 0.5}, false},
		{"flat colours", smol, "clip.vision.image_std", []float32{0, 0.5, 0.5}, false},
		{"merge of nothing", qwen, "clip.vision.spatial_merge_size", uint32(0), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := c.meta
			if m.Vision.Has(c.key) || c.key[:4] == "clip" {
				m.Vision = changed(m.Vision, c.key, c.to)
			} else {
				m.Text = changed(m.Text, c.key, c.to)
			}
			if err := checkNumbers(m); errors.Is(err, ErrBadModel) == c.good || c.good && err != nil {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestMemory: the caches of the fixtures as llama.cpp reports them (3 MiB each for 4096
// tokens), and buffers near its own (40.6 and 24.6 MiB for the text, 9 and 30 for a
// picture).
func TestMemory(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		name    string
		cache   int64
		compute float64
	}{{"smolvlm", 3 * mib, 49.6 * mib}, {"qwen2vl", 3 * mib, 55.1 * mib}} {
		m := headers(t, c.name)
		f, err := FamilyOf(m)
		if err != nil {
			t.Fatal(err)
		}
		n := Memory(m, f, 4096)
		if ratio := float64(n.Compute+n.Eye-m.Vision.Size) / c.compute; n.Cache != c.cache || ratio < 0.9 || ratio > 1.2 || n.Files != m.Text.Size {
			t.Errorf("%s: %+v, compute is %.2f of what was seen", c.name, n, ratio)
		}
		if double := Memory(m, f, 8192); double.Cache != 2*n.Cache {
			t.Errorf("%s: cache %d for twice the context", c.name, double.Cache)
		}
	}
}
