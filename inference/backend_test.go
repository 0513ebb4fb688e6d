package inference

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"image"
	"slices"
	"strings"
)

// fakeBackend is a Backend whose next token depends on all that its memory holds,
// so that a wrong cache shows as a wrong answer. Its vocabulary is the 256 bytes,
// then names, then a token of several bytes.
type fakeBackend struct {
	room   int
	names  []string
	memory []string // one cell a token, as what it holds
	pos    []int
	logits []float32
	script []int // tokens to answer with, instead of what the memory says
	said   int

	encodes, decoded int
	tileTokens       int
	grid             bool  // two-dimensional positions
	recurrent        bool  // it goes back to marks only
	marks            []int // positions behind pictures
	fail             error
	onDecode         func()
	onEncode         func()
	closed           bool
}

var errFake = errors.New("fake failure")

func newFake() *fakeBackend {
	return &fakeBackend{room: 400, tileTokens: 6, names: []string{"<end>", "<user>", "<img>", "<bot>"}}
}

const fakeEnd = 256

func (f *fakeBackend) vocab() int { return 256 + len(f.names) + 1 }

func (f *fakeBackend) Tokenize(text string, special bool) ([]int, error) {
	var ids []int
	for len(text) > 0 {
		id, n := int(text[0]), 1
		if special {
			for i, name := range f.names {
				if strings.HasPrefix(text, name) {
					id, n = 256+i, len(name)
				}
			}
		}
		ids, text = append(ids, id), text[n:]
	}
	return ids, nil
}

func (f *fakeBackend) Piece(id int) []byte {
	switch {
	case id < 256:
		return []byte{byte(id)}
	case id == f.vocab()-1:
		return []byte("abc")
	default:
		return nil
	}
}

func (f *fakeBackend) EndOfGeneration(id int) bool { return id == fakeEnd }

func (f *fakeBackend) Encode(ctx context.Context, pixels []float32, w, h int) (Embedding, error) {
	if err := ctx.Err(); err != nil {
		return Embedding{}, err
	}
	if f.onEncode != nil {
		f.onEncode()
	}
	f.encodes++
	e := Embedding{Data: []float32{pixels[0], float32(w), float32(h)}, Tokens: f.tileTokens, NX: f.tileTokens, NY: 1, Positions: f.tileTokens}
	if f.grid {
		e.NX, e.NY, e.Positions = f.tileTokens/2, 2, f.tileTokens/2
	}
	return e, ctx.Err()
}

func (f *fakeBackend) next() int {
	if len(f.pos) == 0 {
		return 0
	}
	return f.pos[len(f.pos)-1] + 1
}

func (f *fakeBackend) add(ctx context.Context, what string, pos int) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if pos < f.next() && len(f.pos) > 0 && pos != f.pos[len(f.pos)-1] {
		return fmt.Errorf("position %d after %d", pos, f.next()-1)
	}
	if len(f.memory) >= f.room {
		return ErrContextFull
	}
	f.memory, f.pos = append(f.memory, what), append(f.pos, pos)
	f.decoded++
	return nil
}

func (f *fakeBackend) DecodeTokens(ctx context.Context, ids []int, pos int, logits bool) error {
	if pos != f.next() {
		return fmt.Errorf("tokens at %d, the memory ends at %d", pos, f.next())
	}
	for i, id := range ids {
		if f.onDecode != nil {
			f.onDecode()
		}
		if err := f.add(ctx, fmt.Sprint("t", id), pos+i); err != nil {
			return err
		}
	}
	if f.fail != nil {
		return f.fail
	}
	if logits {
		f.think()
	}
	return nil
}

func (f *fakeBackend) DecodeImage(ctx context.Context, e Embedding, pos int) error {
	if pos != f.next() {
		return fmt.Errorf("image at %d, the memory ends at %d", pos, f.next())
	}
	for i := range e.Tokens {
		at := pos + i
		if f.grid {
			at = pos
			if i == e.Tokens-1 {
				at = pos + e.Positions - 1 // llama.cpp's largest position
			}
		}
		if err := f.add(ctx, fmt.Sprint("i", e.Data, i), at); err != nil {
			return err
		}
	}
	f.marks = append(f.marks, f.next())
	return nil
}

// think sets the logits from a hash of the memory.
func (f *fakeBackend) think() {
	f.logits = make([]float32, f.vocab())
	h := fnv.New64a()
	for i, m := range f.memory {
		fmt.Fprint(h, m, f.pos[i], ";")
	}
	v := h.Sum64()
	for i := range f.logits {
		v = v*6364136223846793005 + 1442695040888963407
		f.logits[i] = float32(v>>40) / float32(1<<24)
	}
	if f.said < len(f.script) {
		f.logits[f.script[f.said]] = 10
		f.said++
		return
	}
	letter := 'a' + v%26
	f.logits[letter] = 5
	if v>>8%12 == 0 {
		f.logits[fakeEnd] = 6
	}
}

func (f *fakeBackend) Truncate(pos int) (int, error) {
	if f.recurrent && pos < f.next() {
		back := 0
		for _, m := range f.marks {
			if m <= pos {
				back = m
			}
		}
		pos = back
	}
	f.marks = slices.DeleteFunc(f.marks, func(m int) bool { return m > pos })
	n := 0
	for n < len(f.pos) && f.pos[n] < pos {
		n++
	}
	f.memory, f.pos = f.memory[:n], f.pos[:n]
	return pos, nil
}

func (f *fakeBackend) Logits() []float32 { return slices.Clone(f.logits) }
func (f *fakeBackend) Context() int      { return f.room }
func (f *fakeBackend) Close() error      { f.closed = true; return nil }

// fakeFamily writes "<user>" [tiles "<img>"] text "<bot>" answer … and makes one
// tile of 2x1 pixels, or three with AllTiles.
var fakeFamily = &Family{
	Name: "fake",
	Prepare: func(_ Meta, img image.Image, v View, _ int) (*Picture, error) {
		flat := img.(*image.NRGBA)
		t := Tile{Width: 2, Height: 1, RGB: slices.Concat(flat.Pix[:3], flat.Pix[:3])}
		pic := &Picture{Size: flat.Rect.Size(), Tiles: []Tile{t}}
		if v == AllTiles {
			for i := range 2 {
				t.RGB = slices.Clone(t.RGB)
				t.RGB[0] = byte(10 + i)
				pic.Tiles = append(pic.Tiles, t)
			}
		}
		return pic, nil
	},
	Pieces: func(p Prompt, pic *Picture) []Piece {
		out := []Piece{}
		for i, t := range p.Turns {
			if t.Role == User {
				out = append(out, Piece{Special: "<user>"})
				if i == 0 && pic != nil {
					for k := range pic.Tiles {
						out = append(out, Piece{Tile: k}, Piece{Special: "<img>"})
					}
				}
				if t.Text != "" {
					out = append(out, Piece{Text: t.Text})
				}
				out = append(out, Piece{Special: "<bot>"})
			} else {
				out = append(out, Piece{Text: t.Text}, Piece{Special: "<end>"})
			}
		}
		return slices.DeleteFunc(out, func(p Piece) bool { return p == Piece{} && pic == nil })
	},
	Normal: func(Meta) (mean, std [3]float32) { return [3]float32{}, [3]float32{1, 1, 1} },
	Stop:   []string{"STOP"},
}
