package inference

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"image"
)

// Errors about the picture itself. They are wrapped; test with errors.Is.
var (
	// ErrNoPixels: the picture is zero pixels wide or high.
	ErrNoPixels = errors.New("inference: picture without pixels")
	// ErrElongated: the picture is longer, for its width, than the family takes.
	ErrElongated = errors.New("inference: picture too elongated")
)

// Hash names the tile by its size and pixels: SHA-256 of width and height, 32
// bits each, little endian, and RGB.
func (t Tile) Hash() [32]byte {
	h := sha256.New()
	h.Write(numbers(t.Width, t.Height))
	h.Write(t.RGB)
	return [32]byte(h.Sum(nil))
}

// Hash names the picture by what the model sees of it: SHA-256 of the grid, the
// number of tiles and their hashes in order. The size of the original is not in it.
func (p *Picture) Hash() [32]byte {
	h := sha256.New()
	h.Write(numbers(p.Rows, p.Cols, len(p.Tiles)))
	for _, t := range p.Tiles {
		sum := t.Hash()
		h.Write(sum[:])
	}
	return [32]byte(h.Sum(nil))
}

func numbers(values ...int) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return b
}

func newTile(w, h int) Tile {
	return Tile{Width: w, Height: h, RGB: make([]byte, 3*w*h)}
}

func (t Tile) row(y int) []byte { return t.RGB[3*t.Width*y:][:3*t.Width] }

func (t Tile) size() image.Point { return image.Pt(t.Width, t.Height) }

// rows makes a Tile a source.
func (t Tile) rows() (read func(y int) []byte, step int) { return t.row, 3 }

// crop copies the part r of t, which must lie inside.
func (t Tile) crop(r image.Rectangle) Tile {
	result := newTile(r.Dx(), r.Dy())
	for y := range result.Height {
		copy(result.row(y), t.row(r.Min.Y + y)[3*r.Min.X:])
	}
	return result
}
