package inference

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"testing"
)

// internMeta are the headers of an InternVL3 pair, as far as the family reads them.
func internMeta(change map[string]any) Meta {
	m := familyMeta("qwen2", "internvl", map[string]any{
		"clip.vision.image_size": uint32(448), "clip.vision.patch_size": uint32(14),
		"clip.vision.projector.scale_factor": uint32(2),
	})
	return metaOf(m.Text.KV, m.Vision.KV, change)
}

func TestInternPicture(t *testing.T) {
	tests := []struct {
		name       string
		size       image.Point
		view       View
		budget     int
		rows, cols int
		tiles      int
		most       any // tiles, of the header
	}{
		{"overview", image.Pt(640, 480), Overview, enough, 0, 0, 1, nil},
		{"reference", image.Pt(640, 480), AllTiles, enough, 3, 4, 13, nil},
		{"a part", image.Pt(640, 480), Part, enough, 2, 3, 7, nil},
		{"a part of another shape", image.Pt(700, 720), Part, enough, 2, 2, 5, nil},
		{"upright", image.Pt(480, 640), AllTiles, enough, 4, 3, 13, nil},
		{"square", image.Pt(448, 448), AllTiles, enough, 1, 1, 1, nil},
		{"large square", image.Pt(2000, 2000), AllTiles, enough, 3, 3, 10, nil},
		{"1x1", image.Pt(1, 1), AllTiles, enough, 0, 0, 1, nil},
		{"64 to 1", image.Pt(6400, 100), AllTiles, enough, 1, 12, 13, nil},
		{"1 to 64", image.Pt(100, 6400), AllTiles, enough, 12, 1, 13, nil},
		{"budget for all", image.Pt(640, 480), AllTiles, 13 * 256, 3, 4, 13, nil},
		{"budget a token short", image.Pt(640, 480), AllTiles, 13*256 - 1, 2, 3, 7, nil},
		{"budget for two and the overview", image.Pt(640, 480), AllTiles, 3 * 256, 0, 0, 1, nil},
		{"budget for two tiles", image.Pt(640, 480), AllTiles, 2 * 256, 0, 0, 1, nil},
		{"budget for one", image.Pt(640, 480), AllTiles, 256, 0, 0, 1, nil},
		{"at most four, says the header", image.Pt(640, 480), AllTiles, enough, 0, 0, 1, uint32(4)},
		{"at most six, says the header", image.Pt(640, 480), AllTiles, enough, 2, 3, 7, uint32(6)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pic, err := NewPreparer(&internVL3, internMeta(map[string]any{"clip.vision.preproc_max_tiles": tt.most}), tt.budget).Picture(gradient(tt.size), tt.view)
			if err != nil {
				t.Fatal(err)
			}
			if tt.tiles == 1 {
				tt.rows, tt.cols = 0, 0 // one tile is the overview
			}
			if pic.Size != tt.size || pic.Rows != tt.rows || pic.Cols != tt.cols || len(pic.Tiles) != tt.tiles {
				t.Errorf("size %v, %d rows, %d cols, %d tiles", pic.Size, pic.Rows, pic.Cols, len(pic.Tiles))
			}
			for i, tile := range pic.Tiles {
				if tile.Width != 448 || tile.Height != 448 || len(tile.RGB) != 3*448*448 {
					t.Errorf("tile %d is %dx%d with %d bytes", i, tile.Width, tile.Height, len(tile.RGB))
				}
			}
		})
	}
}

func TestInternRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change map[string]any
		budget int
		want   error
	}{
		{"no room", nil, 255, ErrContextFull},
		{"no room at all", nil, -1, ErrContextFull},
		{"no image size", map[string]any{"clip.vision.image_size": nil}, enough, ErrBadModel},
		{"huge image size", map[string]any{"clip.vision.image_size": uint32(1 << 31)}, enough, ErrBadModel},
		{"patch larger than the tile", map[string]any{"clip.vision.patch_size": uint32(449)}, enough, ErrBadModel},
		{"no scale factor", map[string]any{"clip.vision.projector.scale_factor": nil}, enough, ErrBadModel},
		{"no tiles", map[string]any{"clip.vision.preproc_max_tiles": uint32(0)}, enough, ErrBadModel},
		{"scale factor over the grid", map[string]any{"clip.vision.projector.scale_factor": uint32(33)}, enough, ErrBadModel},
	}
	for _, tt := range tests {
		for _, view := range []View{Overview, AllTiles, Part} {
			t.Run(fmt.Sprint(tt.name, view), func(t *testing.T) {
				_, err := NewPreparer(&internVL3, internMeta(tt.change), tt.budget).Picture(gradient(image.Pt(4, 4)), view)
				if !errors.Is(err, tt.want) {
					t.Errorf("error %v, want %v", err, tt.want)
				}
			})
		}
	}
}

// equalTiles compares all tiles with the digest of the reference's (testdata/tiles.py).
func equalTiles(t *testing.T, pic *Picture, tiles int, want string) {
	t.Helper()
	digest := sha256.New()
	for _, tile := range pic.Tiles {
		digest.Write(tile.RGB)
	}
	if got := fmt.Sprintf("%x", digest.Sum(nil)); len(pic.Tiles) != tiles || got != want {
		t.Errorf("%d tiles with digest %s, the reference has %d with %s", len(pic.Tiles), got, tiles, want)
	}
}

func TestInternPixels(t *testing.T) {
	for _, tt := range []struct {
		image  string
		tiles  int
		digest string
	}{
		{"wide.png", 13, "15f4944cd02a570129f287b4b98a2d7a2022672f5b3478ed8b207d750d3dcc96"},
		{"tall.png", 7, "131a55eb86872b74cf01ed259588663fb37c3d7241308f2b5ab25c1cd733132f"},
		{"strip.png", 5, "e5cd8de393b71d9b4a5d897614bac36a38b4d78b17d128dc98495064dc3cd916"},
	} {
		t.Run(tt.image, func(t *testing.T) {
			img := load(t, "testdata", "conformance", "images", tt.image)
			pic, err := NewPreparer(&internVL3, internMeta(nil), enough).Picture(img, AllTiles)
			if err != nil {
				t.Fatal(err)
			}
			equalTiles(t, pic, tt.tiles, tt.digest)
		})
	}
}

func TestInternSizes(t *testing.T) {
	digest := sha256.New()
	for w := 1; w < 6000; w += 37 {
		for h := 1; h < 6000; h += 41 {
			grid := nearestGrid(image.Pt(w, h), 448, internFewest, internMost)
			fmt.Fprintln(digest, grid.X, grid.Y)
		}
	}
	// testdata/sizes.py
	if got, want := fmt.Sprintf("%x", digest.Sum(nil)), "a1c4c33d6c8f182addeb19f1b9949f1e1496313288ffe71e44e8955f16b67397"; got != want {
		t.Errorf("grids differ from the reference's: digest %s", got)
	}
}
