// Package llama runs a GGUF language model and its image encoder through the
// llama.cpp inside github.com/ollama/ollama/llama. It is a thin binding: it knows
// nothing of families, prompts or sampling, which package inference does.
package llama

import "descry/inference"

// Options says what to load and how. It is the same in every process.
type Options struct {
	Text      string // GGUF file of the language model
	Projector string // GGUF file of the image encoder and projector
	// Library is the folder of the backend libraries libggml-*.so; empty: the slow
	// baseline that is linked in. Folders named by the environment are not used.
	Library string
	// Threads is the number of CPU threads; 0: as many physical cores as are idle,
	// looked at anew for each prompt, and one for a model of under 64 MB.
	Threads int
	// Context in tokens of text and picture; 0: DefaultContext, or what the family's
	// reference setting needs if that is more.
	Context int
	// Encoder is used instead of the projector's own (clip), which is then not loaded;
	// nil: clip. Open's engine owns it, and Open closes it when it fails.
	Encoder inference.Encoder
	// EncoderName is Encoder's, for Info.
	EncoderName string
	// Progress hears of loading, 0 to 1, on the caller's goroutine; may be nil.
	Progress func(fraction float64)
}

// DefaultContext is the context, in tokens, of spec.md's memory budget.
const DefaultContext = 4096

// Peaks are what a machine can do at most, to compare the models' speed with.
type Peaks struct {
	Matmul float64 // floating-point operations a second in a large f32 matrix product
	Read   float64 // bytes a second from memory, in a sweep over 1 GB
}
