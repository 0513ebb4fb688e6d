package inference

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"testing"
)

// lfm2Meta are the headers of an LFM2-VL pair, as far as preparing reads them.
func lfm2Meta(change map[string]any) Meta {
	m := familyMeta("lfm2", "lfm2", map[string]any{
		"clip.vision.patch_size": uint32(16), "clip.vision.projector.scale_factor": uint32(2),
	})
	return metaOf(m.Text.KV, m.Vision.KV, change)
}

func TestLFM2Picture(t *testing.T) {
	tests := []struct {
		name       string
		size       image.Point
		view       View
		budget     int
		rows, cols int
		tiles      int
		last       image.Point // the whole picture, in image tokens
	}{
		{"reference", image.Pt(640, 480), AllTiles, enough, 0, 0, 1, image.Pt(18, 13)},
		{"1x1", image.Pt(1, 1), AllTiles, enough, 0, 0, 1, image.Pt(8, 8)},
		{"hardly whole", image.Pt(1024, 512), AllTiles, enough, 0, 0, 1, image.Pt(22, 11)},
		{"cut", image.Pt(1024, 544), AllTiles, enough, 1, 2, 3, image.Pt(21, 11)},
		{"a part", image.Pt(1024, 544), Part, enough, 1, 2, 3, image.Pt(21, 11)},
		{"HD", image.Pt(1280, 720), AllTiles, enough, 1, 2, 3, image.Pt(21, 12)},
		{"large and square", image.Pt(2000, 2000), AllTiles, enough, 3, 3, 10, image.Pt(16, 16)},
		{"overview of a large picture", image.Pt(2000, 2000), Overview, enough, 0, 0, 1, image.Pt(16, 16)},
		{"ten to one", image.Pt(6400, 640), AllTiles, enough, 1, 10, 11, image.Pt(50, 5)},
		{"a line", image.Pt(20000, 1), AllTiles, enough, 0, 0, 1, image.Pt(1024, 1)},
		{"a line upright", image.Pt(1, 20000), AllTiles, enough, 0, 0, 1, image.Pt(1, 1024)},
		{"budget for all", image.Pt(2000, 2000), AllTiles, 10 * 256, 3, 3, 10, image.Pt(16, 16)},
		{"budget a token short", image.Pt(2000, 2000), AllTiles, 10*256 - 1, 2, 2, 5, image.Pt(16, 16)},
		{"budget for the overview", image.Pt(2000, 2000), AllTiles, 256, 0, 0, 1, image.Pt(16, 16)},
		{"budget below the limit", image.Pt(2000, 2000), AllTiles, 100, 0, 0, 1, image.Pt(10, 10)},
		{"budget of a line", image.Pt(20000, 1), AllTiles, 100, 0, 0, 1, image.Pt(100, 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pic, err := NewPreparer(&lfm2VL, lfm2Meta(nil), tt.budget).Picture(gradient(tt.size), tt.view)
			if err != nil {
				t.Fatal(err)
			}
			if pic.Size != tt.size || pic.Rows != tt.rows || pic.Cols != tt.cols || len(pic.Tiles) != tt.tiles {
				t.Errorf("size %v, %d rows, %d cols, %d tiles", pic.Size, pic.Rows, pic.Cols, len(pic.Tiles))
			}
			tokens := 0
			for i, tile := range pic.Tiles {
				want := image.Pt(512, 512)
				if i == len(pic.Tiles)-1 {
					want = tt.last.Mul(32)
				}
				if tile.size() != want || len(tile.RGB) != 3*want.X*want.Y {
					t.Errorf("tile %d is %v with %d bytes, want %v", i, tile.size(), len(tile.RGB), want)
				}
				tokens += tile.Width / 32 * (tile.Height / 32)
			}
			if tokens > tt.budget {
				t.Errorf("%d tokens, budget %d", tokens, tt.budget)
			}
		})
	}
}

func TestLFM2Refuses(t *testing.T) {
	tests := []struct {
		name   string
		change map[string]any
		budget int
		want   error
	}{
		{"no room", nil, 63, ErrContextFull},
		{"no room at all", nil, -1, ErrContextFull},
		{"no patch size", map[string]any{"clip.vision.patch_size": nil}, enough, ErrBadModel},
		{"patch larger than a tile", map[string]any{"clip.vision.patch_size": uint32(513)}, enough, ErrBadModel},
		{"scale factor over the tile", map[string]any{"clip.vision.projector.scale_factor": uint32(33)}, enough, ErrBadModel},
	}
	for _, tt := range tests {
		for _, view := range []View{Overview, AllTiles, Part} {
			t.Run(fmt.Sprint(tt.name, view), func(t *testing.T) {
				_, err := NewPreparer(&lfm2VL, lfm2Meta(tt.change), tt.budget).Picture(gradient(image.Pt(4, 4)), view)
				if !errors.Is(err, tt.want) {
					t.Errorf("error %v, want %v", err, tt.want)
				}
			})
		}
	}
}

// doubled shows each pixel of an image as two by two.
type doubled struct{ image.Image }

func (d doubled) Bounds() image.Rectangle {
	return image.Rectangle{Max: d.Image.Bounds().Size().Mul(2)}
}

func (d doubled) At(x, y int) color.Color { return d.Image.At(x/2, y/2) }

// TestLFM2Pixels: pictures large enough to be cut.
func TestLFM2Pixels(t *testing.T) {
	for _, tt := range []struct {
		image  string
		tiles  int
		digest string
	}{
		{"wide.png", 7, "7d2b6b7678b7225513f36345df2cfeb4bf39bedc752be881c17c96938f393df8"},
		{"tall.png", 7, "ce5b02cba1df2d7feec22fc2eaaf54c151d91998e05191f9b3e3e37a93980f4e"},
		{"strip.png", 5, "916b3acf3684e23c7029cba185cf4a52bc053e9200e8375bf06e1d647326726b"},
	} {
		t.Run(tt.image, func(t *testing.T) {
			img := doubled{load(t, "testdata", "conformance", "images", tt.image)}
			pic, err := NewPreparer(&lfm2VL, lfm2Meta(nil), enough).Picture(img, AllTiles)
			if err != nil {
				t.Fatal(err)
			}
			equalTiles(t, pic, tt.tiles, tt.digest)
		})
	}
}

func TestLFM2Sizes(t *testing.T) {
	s := lfm2Settings{patch: 16, factor: 32, most: lfm2Most, room: lfm2Longest}
	digest := sha256.New()
	for w := 20; w < 3000; w += 13 {
		for h := 20; h < 3000; h += 17 {
			size, grid := image.Pt(w, h), image.Pt(1, 1)
			if s.large(size) {
				grid = nearestGrid(size, lfm2Tile, lfm2FewTiles, lfm2ManyTiles)
			}
			whole := s.fit(size)
			fmt.Fprintln(digest, grid.X, grid.Y, whole.X, whole.Y)
		}
	}
	// testdata/sizes.py
	if got, want := fmt.Sprintf("%x", digest.Sum(nil)), "d4708ab6a803e70f5326af74f2143e32d0bb1543e7a9b4abf837177f6ff2f231"; got != want {
		t.Errorf("sizes differ from the reference's: digest %s", got)
	}
}
