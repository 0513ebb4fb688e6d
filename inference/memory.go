package inference

import (
	"image"
	"slices"

	"descry/internal/fit"
)

// batchSize is how many tokens are computed at once: shim.cpp's BATCH.
const batchSize = 512

// Memory estimates what running the pair takes with a context of so many tokens and
// pictures shown in overview; an Encoder is to be put in with fit.Need.Instead. The headers must have passed Inspect.
func Memory(m Meta, f *Family, context int) fit.Need {
	a := m.Architecture() + "."
	heads := values(m.Text, a+"attention.head_count")
	model := fit.Model{
		Files:      m.Text.Size,
		EyeFile:    m.Vision.Size,
		KeysValues: keysValues(m),
		Context:    int64(context),
		Batch:      batchSize,
		Width:      int64(m.Text.Uint(a + "embedding_length")),
		Heads:      int64(most(heads)),
		Vocabulary: int64(len(m.Text.Strings("tokenizer.ggml.tokens"))),
		Patches:    patches(m, f, context),
		EyeWidth:   int64(m.Vision.Uint("clip.vision.embedding_length") + m.Vision.Uint("clip.vision.feed_forward_length")),
		EyeHeads:   int64(m.Vision.Uint("clip.vision.attention.head_count")),
	}
	return model.Need()
}

// keysValues is how many floats a token leaves in the caches of all layers.
func keysValues(m Meta) int64 {
	a := m.Architecture() + "."
	heads, shared := values(m.Text, a+"attention.head_count"), values(m.Text, a+"attention.head_count_kv")
	if len(shared) == 0 {
		shared = heads
	}
	each := m.Text.Float(a+"embedding_length") / max(most(heads), 1)
	size := func(key string) float64 {
		if m.Text.Has(a + key) {
			return m.Text.Float(a + key)
		}
		return each
	}
	all := 0.0
	for i := range int(m.Text.Uint(a + "block_count")) {
		all += shared[min(i, len(shared)-1)] * (size("attention.key_length") + size("attention.value_length"))
	}
	return int64(all)
}

// patches asks the family for the tiles of a picture that is larger than any overview.
func patches(m Meta, f *Family, context int) int64 {
	pic, err := f.Prepare(m, image.NewGray(image.Rect(0, 0, 1280, 960)), Overview, ImageBudget(context))
	if err != nil {
		return 0 // no picture fits, which is said when one is shown
	}
	edge := int(m.Vision.Uint("clip.vision.patch_size"))
	var counts []int
	for _, t := range pic.Tiles {
		counts = append(counts, t.Width/edge*(t.Height/edge))
	}
	return int64(slices.Max(counts))
}
