package fit

// Program is what a process takes whatever it runs, in bytes: Go, the C++ that is linked
// in, and the pictures that are kept (measured: 45 MB after loading a small model).
const Program = 64 << 20

// Need is how much memory a model takes, in bytes, each part on its own.
type Need struct {
	Files   int64 // weights of the text model, mapped from the disk
	Eye     int64 // the image encoder: its weights, mapped too, and its largest step
	Cache   int64 // keys and values of all tokens that fit in the context
	Compute int64 // the largest step of the text model
}

// Total is all parts together and the program.
func (n Need) Total() int64 { return n.Files + n.Eye + n.Cache + n.Compute + Program }

// Instead is n with another image encoder, which takes so many bytes.
func (n Need) Instead(eye int64) Need {
	n.Eye = eye
	return n
}

// Model are the sizes of a model from which its need follows. Numbers that are
// not known are 0.
type Model struct {
	Files      int64 // bytes of the text model
	EyeFile    int64 // bytes of the image encoder
	KeysValues int64 // floats that one token leaves in the cache, of all layers
	Context    int64 // tokens
	Batch      int64 // tokens that are computed at once
	Width      int64 // of the text model
	Heads      int64 // of its attention, in the layer that has most
	Vocabulary int64 // tokens
	Patches    int64 // of the largest tile that goes through the image encoder
	EyeWidth   int64 // of the image encoder, in its widest place
	EyeHeads   int64
}

// float is the size of a number in caches and buffers, in bytes: llama.cpp is run
// without 16-bit caches, see inference/llama/shim.cpp.
const float = 4

// Need estimates what m takes. llama.cpp's buffers hold the largest step: the scores of
// attention, which without flash attention are kept for each pair of tokens and
// each head, or the probabilities of all tokens. Measured with the shape of SmolVLM-256M
// and a context of 4096: cache 189 MB (estimated 189), text 103 MB (103), encoder 63 MB
// (66); the whole process 605 MB at most (670).
func (m Model) Need() Need {
	scores, words := m.Context*(m.Heads+1), m.Vocabulary+m.Width
	text := m.Batch * (max(scores, words) + 2*m.Width)
	eye := m.Patches * (m.Patches*m.EyeHeads + m.EyeWidth)
	return Need{
		Files:   m.Files,
		Eye:     m.EyeFile + float*eye,
		Cache:   float * m.KeysValues * m.Context,
		Compute: float * text,
	}
}
