package worker

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"math"

	"descry/inference"
	"descry/internal/lockup"
)

// Kinds of frames. The parent sends the first group, the child the second. The
// bodies are JSON, but for pictures, whose pixels follow it.
const (
	kindOpen     byte = 1 + iota // ModelOptions; first of all
	kindPicture                  // a prepared picture, kept under its hash
	kindGenerate                 // question
	kindPrefill                  // question
	kindCancel                   // the request of this ID; no answer but that request's kindDone
)

const (
	kindProgress byte = 64 + iota // of loading, a number of 0 to 1
	kindReady                     // ready
	kindToken                     // token
	kindDone                      // end of every request but kindPicture: failure, or nothing
	kindAlive                     // nothing; many, while a request is worked on
)

const (
	// mostPictures is how many prepared pictures the child keeps: those that
	// inference.Preparer keeps.
	mostPictures = 4
	// maxRequest is the longest body that the child takes, in bytes: the tiles of
	// the largest picture are some 20 MB.
	maxRequest = 256 << 20
	// maxAnswer is the longest body that the parent takes, in bytes: a token with
	// a whole vocabulary of alternatives.
	maxAnswer = 64 << 20
)

// raw is text that need not be UTF-8, such as part of a rune or a file name.
type raw string

// MarshalText writes base64.
func (r raw) MarshalText() ([]byte, error) {
	return base64.StdEncoding.AppendEncode(nil, []byte(r)), nil
}

// UnmarshalText reads base64.
func (r *raw) UnmarshalText(b []byte) error {
	t, err := base64.StdEncoding.AppendDecode(nil, b)
	*r = raw(t)
	return err
}

// real is a number that may be infinite, which JSON can't say.
type real float32

// MarshalJSON writes the bits of the number.
func (r real) MarshalJSON() ([]byte, error) { return json.Marshal(math.Float32bits(float32(r))) }

// UnmarshalJSON reads the bits of the number.
func (r *real) UnmarshalJSON(b []byte) error {
	var bits uint32
	err := json.Unmarshal(b, &bits)
	*r = real(math.Float32frombits(bits))
	return err
}

// model is ModelOptions on the wire.
type model struct {
	Text, Projector, Library raw
	Threads, Context         int
	Encoder                  raw
	Precision                string
}

// ready is what the child says of a model that it has loaded.
type ready struct {
	Info   inference.Info
	Lockup lockup.Report
}

// question is an inference.Prompt on the wire.
type question struct {
	Picture   []byte // hash; empty: none
	View      inference.View
	System    raw
	Turns     []wireTurn
	MaxTokens int
	Sampling  inference.Sampling
	Top       int
}

// wireTurn is an inference.Turn on the wire.
type wireTurn struct {
	Role inference.Role
	Text raw
}

func newQuestion(p inference.Prompt, hash []byte) question {
	q := question{Picture: hash, View: p.View, System: raw(p.System), MaxTokens: p.MaxTokens, Sampling: p.Sampling, Top: p.Top}
	for _, t := range p.Turns {
		q.Turns = append(q.Turns, wireTurn{t.Role, raw(t.Text)})
	}
	return q
}

func (q question) prompt() inference.Prompt {
	p := inference.Prompt{View: q.View, System: string(q.System), MaxTokens: q.MaxTokens, Sampling: q.Sampling, Top: q.Top}
	for _, t := range q.Turns {
		p.Turns = append(p.Turns, inference.Turn{Role: t.Role, Text: string(t.Text)})
	}
	return p
}

// token is an inference.Token on the wire.
type token struct {
	ID      int
	Text    raw
	Logprob real
	Top     []alternative    `json:",omitempty"`
	Stats   *inference.Stats `json:",omitempty"`
}

type alternative struct {
	ID      int
	Text    raw
	Logprob real
}

func newToken(t inference.Token) token {
	w := token{ID: t.ID, Text: raw(t.Text), Logprob: real(t.Logprob), Stats: t.Stats}
	for _, a := range t.Top {
		w.Top = append(w.Top, alternative{a.ID, raw(a.Text), real(a.Logprob)})
	}
	return w
}

func (w token) token() inference.Token {
	t := inference.Token{ID: w.ID, Text: string(w.Text), Logprob: float32(w.Logprob), Stats: w.Stats}
	for _, a := range w.Top {
		t.Top = append(t.Top, inference.Alternative{ID: a.ID, Text: string(a.Text), Logprob: float32(a.Logprob)})
	}
	return t
}

// outline is what precedes a picture's pixels: its own length in 32 bits, then JSON.
type outline struct {
	Hash       []byte
	Size       image.Point
	Rows, Cols int
	Tiles      []image.Point // width and height
}

// pictureParts is the body of kindPicture; the pixels are not copied.
func pictureParts(pic *inference.Picture, hash [32]byte) ([][]byte, error) {
	o := outline{Hash: hash[:], Size: pic.Size, Rows: pic.Rows, Cols: pic.Cols}
	parts := [][]byte{nil}
	total := 0
	for _, t := range pic.Tiles {
		o.Tiles = append(o.Tiles, image.Pt(t.Width, t.Height))
		parts = append(parts, t.RGB)
		total += len(t.RGB)
	}
	if total > maxRequest/2 {
		return nil, fmt.Errorf("worker: prepared picture of %d bytes", total)
	}
	head, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	parts[0] = append(binary.LittleEndian.AppendUint32(nil, uint32(len(head))), head...)
	return parts, nil
}

var errPicture = errors.New("worker: broken picture frame")

// parsePicture reads the body of kindPicture; the tiles lie in it, not copied.
func parsePicture(body []byte) (*inference.Picture, [32]byte, error) {
	var hash [32]byte
	if len(body) < 4 || uint64(binary.LittleEndian.Uint32(body)) > uint64(len(body)-4) {
		return nil, hash, errPicture
	}
	head, pixels := body[4:][:binary.LittleEndian.Uint32(body)], body[4+binary.LittleEndian.Uint32(body):]
	var o outline
	if err := json.Unmarshal(head, &o); err != nil {
		return nil, hash, fmt.Errorf("%w: %w", errPicture, err)
	}
	pic := &inference.Picture{Size: o.Size, Rows: o.Rows, Cols: o.Cols}
	for _, t := range o.Tiles {
		// The sides are small enough that the product can't overflow.
		if t.X < 1 || t.Y < 1 || t.X > maxRequest || t.Y > maxRequest || 3*uint64(t.X)*uint64(t.Y) > uint64(len(pixels)) {
			return nil, hash, errPicture
		}
		n := 3 * t.X * t.Y
		pic.Tiles = append(pic.Tiles, inference.Tile{Width: t.X, Height: t.Y, RGB: pixels[:n:n]})
		pixels = pixels[n:]
	}
	if len(pixels) > 0 || copy(hash[:], o.Hash) != len(hash) || len(o.Hash) != len(hash) {
		return nil, hash, errPicture
	}
	return pic, hash, nil
}

// parse reads a JSON body; an empty one leaves v as it is.
func parse(body []byte, v any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("worker: broken frame: %w", err)
	}
	return nil
}
