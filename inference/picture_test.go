package inference

import (
	"image"
	"testing"
)

func TestHashes(t *testing.T) {
	tile := Tile{2, 1, []byte{1, 2, 3, 4, 5, 6}}
	turned := Tile{1, 2, tile.RGB}
	other := Tile{2, 1, []byte{1, 2, 3, 4, 5, 7}}
	different := map[[32]byte]string{}
	for name, p := range map[string]Picture{
		"nothing":         {},
		"one tile":        {Tiles: []Tile{tile}},
		"turned":          {Tiles: []Tile{turned}},
		"one sample off":  {Tiles: []Tile{other}},
		"two tiles":       {Tiles: []Tile{tile, other}},
		"two in a row":    {Rows: 1, Cols: 2, Tiles: []Tile{tile, other}},
		"two in a column": {Rows: 2, Cols: 1, Tiles: []Tile{tile, other}},
		"other order":     {Tiles: []Tile{other, tile}},
	} {
		h := p.Hash()
		if twin, ok := different[h]; ok {
			t.Errorf("%s and %s have the same hash", name, twin)
		}
		different[h] = name
		p.Size = image.Pt(7, 7)
		if p.Hash() != h {
			t.Errorf("%s: the original's size is in the hash", name)
		}
	}
	if tile.Hash() == turned.Hash() || tile.Hash() == other.Hash() {
		t.Error("tiles that differ have the same hash")
	}
	if again := (Tile{2, 1, []byte{1, 2, 3, 4, 5, 6}}); again.Hash() != tile.Hash() {
		t.Error("equal tiles have different hashes")
	}
}

func TestCrop(t *testing.T) {
	tile := whole(gradient(image.Pt(5, 4)))
	part := tile.crop(image.Rect(1, 2, 4, 4))
	if part.Width != 3 || part.Height != 2 || len(part.RGB) != 18 {
		t.Fatalf("%dx%d, %d bytes", part.Width, part.Height, len(part.RGB))
	}
	for i, v := range part.RGB {
		x, y := 1+i/3%3, 2+i/9
		if want := tile.RGB[3*(5*y+x)+i%3]; v != want {
			t.Errorf("sample %d is %d, want %d", i, v, want)
		}
	}
}
