package inference

import (
	"fmt"
	"image"

	"descry/internal/gguf"
)

// Meta is what the headers of a pair of model files say.
type Meta struct {
	Text   *gguf.Header // the language model
	Vision *gguf.Header // the image encoder and projector
}

// Tile is one picture for the image encoder: RGB interleaved, 8 bit, Width*Height*3 bytes.
type Tile struct {
	Width, Height int
	RGB           []byte
}

// Picture is a frame made ready for one family: resized as the family's
// reference implementation does, and cut.
type Picture struct {
	Size image.Point // of the original
	// Rows, Cols is the grid of detail tiles; 0, 0 where there is only the overview.
	Rows, Cols int
	// Tiles in the order in which the prompt shows them.
	Tiles []Tile
}

// Piece is one part of a prompt: a control token by its name, plain text
// (special tokens in it have no effect), or a tile by its index in Picture.Tiles.
// Exactly one field counts: Special if not empty, else Text if not empty, else Tile.
type Piece struct {
	Special string
	Text    string
	Tile    int
}

// Family is all that is particular to one kind of vision-language model.
type Family struct {
	Name string
	// Match says whether the pair belongs to this family, from the headers alone.
	Match func(Meta) bool
	// Prepare resizes and cuts a picture that is not empty; budget is the number of
	// image tokens that fit at most. Transparent parts become white.
	Prepare func(m Meta, img image.Image, v View, budget int) (*Picture, error)
	// Pieces writes the prompt in the family's own chat template; pic may be nil.
	Pieces func(p Prompt, pic *Picture) []Piece
	// Mean and Std normalise pixels of 0 to 1 for each of R, G, B.
	Normal func(Meta) (mean, std [3]float32)
	// Stop are texts that end an answer besides the model's own end tokens.
	Stop []string
	// Advice is the publisher's sampling for free talk, as far as Sampling can say it;
	// descriptions are greedy all the same, since they must not vary.
	Advice Sampling
	// Context is the context, in tokens, that the reference setting of any picture
	// fits in; 0: the usual one is enough.
	Context int
}

// families is the table: one line a family.
var families = []*Family{&smolVLM, &qwen2VL, &qwen25VL, &qwen3VL, &gemma3, &internVL3, &lfm2VL}

// FamilyOf finds the family that runs the pair, or ErrUnknownFamily.
func FamilyOf(m Meta) (*Family, error) {
	for _, f := range families {
		if f.Match(m) {
			return f, nil
		}
	}
	return nil, fmt.Errorf("%w: architecture %q, projector %q", ErrUnknownFamily, m.Architecture(), m.Projector())
}

// Architecture is the text model's general.architecture.
func (m Meta) Architecture() string { return m.Text.String("general.architecture") }

// Projector is the image encoder's clip.projector_type.
func (m Meta) Projector() string {
	if t := m.Vision.String("clip.projector_type"); t != "" {
		return t
	}
	return m.Vision.String("clip.vision.projector_type")
}
