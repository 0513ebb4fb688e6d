package app

import (
	"context"
	"errors"
	"image"
	"slices"
	"strconv"
	"strings"
	"time"

	"descry/app/assistant"
	"descry/inference"
	"descry/inference/llama"
	"descry/internal/gguf"
)

const (
	describe = "Describe this image." // as the assistant asks
	second   = "What colour is the largest thing?"
	// answerLength is how many tokens an answer has at most, and longQuestion how many
	// words the question has whose reading is measured.
	answerLength = 64
	longQuestion = 400
)

// frameSize is that of a camera's picture.
var frameSize = image.Pt(1280, 720)

// round is what one description of a new frame, one more question about it and one
// long question gave.
type round struct {
	encode, first, follow time.Duration
	prefill, decode       float64 // tokens a second; 0: the answer was too short
	peaks                 llama.Peaks
}

func (b *bench) round(ctx context.Context) (r round, err error) {
	r.peaks = llama.MeasurePeaks(b.result.Model.Threads)
	p := inference.Prompt{Image: b.frame(), MaxTokens: answerLength, Turns: turns(describe), Sampling: b.sampling()}
	s, text, err := b.ask(ctx, p)
	if err != nil {
		return r, err
	}
	r.encode, r.first = s.Encode, s.FirstToken
	if s.NewTokens > 1 {
		r.decode = float64(s.NewTokens-1) / s.Decode.Seconds()
	}
	p.MaxTokens, p.Turns = 1, turns(describe, text, second)
	if s, _, err = b.ask(ctx, p); err != nil {
		return r, err
	}
	r.follow = s.FirstToken
	// Another first word each time: nothing of it is in the cache.
	long := strconv.Itoa(b.frames) + strings.Repeat(" cat", longQuestion)
	if s, _, err = b.ask(ctx, inference.Prompt{MaxTokens: 1, Turns: turns(long)}); err != nil {
		return r, err
	}
	r.prefill = ratio(float64(s.PromptTokens-s.ReusedTokens), s.Prefill.Seconds())
	return r, nil
}

// sampling is greedy as an answer is, but where the weights are random: greedy, such
// a model goes round in circles, and the answer would be cut off.
func (b *bench) sampling() inference.Sampling {
	if b.result.Shape == "" {
		return inference.Sampling{}
	}
	return inference.Sampling{Temperature: 1, TopK: 40, Seed: uint64(b.frames)}
}

func turns(texts ...string) []inference.Turn {
	var t []inference.Turn
	for i, s := range texts {
		t = append(t, inference.Turn{Role: inference.Role(i % 2), Text: s})
	}
	return t
}

var errNoEnd = errors.New("app: an answer without an end")

// ask runs an answer to its end.
func (b *bench) ask(ctx context.Context, p inference.Prompt) (*inference.Stats, string, error) {
	var text strings.Builder
	for t, err := range b.engine.Generate(ctx, p) {
		if err != nil {
			return nil, "", err
		}
		text.WriteString(t.Text)
		if t.Stats != nil {
			return t.Stats, text.String(), nil
		}
	}
	return nil, "", errNoEnd
}

// frame is a picture as a camera or a JPEG file gives it, that no cache knows.
func (b *bench) frame() image.Image {
	b.frames++
	img := image.NewYCbCr(image.Rectangle{Max: frameSize}, image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = byte(i/frameSize.X + i*b.frames)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = byte(100+i/256%50), byte(110+i/512%40)
	}
	return img
}

// workload is what the least work is that the model's shape asks for.
type workload struct {
	operations float64 // of the image encoder for the overview of a frame
	bytes      float64 // of weights that every token of an answer needs
}

func newWorkload(m inference.Meta, family *inference.Family, context int) (workload, error) {
	img := image.NewGray(image.Rectangle{Max: frameSize})
	pic, err := inference.NewPreparer(family, m, inference.ImageBudget(context)).Picture(img, inference.Overview)
	if err != nil {
		return workload{}, err
	}
	w := workload{bytes: weights(m.Text)}
	for _, t := range pic.Tiles {
		w.operations += operations(m.Vision, t.Width, t.Height)
	}
	return w, nil
}

// weights are those of all tensors but, where the output has a matrix of its own, the
// table of embeddings, of which a token reads one row.
func weights(h *gguf.Header) float64 {
	own := slices.ContainsFunc(h.Tensors, func(t gguf.Tensor) bool { return t.Name == "output.weight" })
	sum := 0.0
	for _, t := range h.Tensors {
		if !own || t.Name != "token_embd.weight" {
			sum += float64(t.Bytes)
		}
	}
	return sum
}

// operations are the multiplications and additions of a vision transformer (Vaswani et
// al. 2017) for one tile: each matrix once for each patch, those of the projector for
// each of the tokens that its input merges patches to, and attention between all patches.
func operations(h *gguf.Header, width, height int) float64 {
	patch, wide := float64(h.Uint("clip.vision.patch_size")), float64(h.Uint("clip.vision.embedding_length"))
	layers := float64(h.Uint("clip.vision.block_count"))
	if patch == 0 || wide == 0 {
		return 0
	}
	patches := float64(width) * float64(height) / (patch * patch)
	sum := 4 * patches * patches * wide * layers
	for _, t := range h.Tensors {
		n := 2.0
		for _, d := range t.Dims {
			n *= float64(d)
		}
		switch {
		case len(t.Dims) < 2 || strings.Contains(t.Name, "position"):
		case strings.HasPrefix(t.Name, "mm."):
			sum += n * patches * min(1, wide/float64(t.Dims[0]))
		default:
			sum += n * patches
		}
	}
	return sum
}

// series sums up the values of one figure.
func series(v []float64) assistant.Series {
	if len(v) == 0 {
		return assistant.Series{}
	}
	s := slices.Sorted(slices.Values(v))
	n := len(s)
	return assistant.Series{Median: (s[(n-1)/2] + s[n/2]) / 2, Low: s[0], High: s[n-1], Runs: n}
}
