package inference

import "context"

// Backend is the tensor work that a leaf lends to an engine: a text model with
// its vocabulary, and the image encoder that feeds it. It is used by one
// goroutine at a time.
type Backend interface {
	// Tokenize splits text. With special, names of control tokens in the text
	// become those tokens; without, they stay text.
	Tokenize(text string, special bool) ([]int, error)
	// Piece is the text of a token, perhaps part of a UTF-8 sequence. Control
	// tokens are empty.
	Piece(id int) []byte
	// EndOfGeneration says whether the token ends an answer.
	EndOfGeneration(id int) bool
	// Encode runs the image encoder on one tile: RGB interleaved, normalised,
	// width*height*3 floats. The result is owned by the caller. It has no abort:
	// ctx is looked at before and after.
	Encode(ctx context.Context, pixels []float32, width, height int) (Embedding, error)
	// DecodeTokens appends tokens at position pos. With logits, Logits is valid
	// afterwards for the last token. ctx is looked at before each batch, and an
	// ended ctx stops a running batch; the memory must then be truncated to pos.
	DecodeTokens(ctx context.Context, ids []int, pos int, logits bool) error
	// DecodeImage appends a tile's embedding at position pos.
	DecodeImage(ctx context.Context, e Embedding, pos int) error
	// Truncate forgets all from position pos on and returns pos; where the model can't
	// go back to just there (recurrent layers remember no past), it forgets more, and
	// returns the position to which it could go back.
	Truncate(pos int) (kept int, err error)
	// Logits are those of the last token decoded with logits, one a vocabulary
	// entry; valid until the next Decode. Not to be written to.
	Logits() []float32
	// Limits of the loaded context.
	Context() int
	Close() error
}

// Embedding is what the image encoder made of one tile: Tokens rows of the text
// model's width.
type Embedding struct {
	Data   []float32
	Tokens int
	// NX, NY is the grid of the tokens where the model counts positions in two
	// dimensions (M-RoPE); otherwise NX is Tokens and NY 1.
	NX, NY int
	// Positions is how far the position moves on: max(NX, NY) with M-RoPE,
	// otherwise Tokens.
	Positions int
}
