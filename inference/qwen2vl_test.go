package inference

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"math"
	"testing"
)

// qwenMeta are the headers of a Qwen2-VL pair, as far as the family reads them.
func qwenMeta(change map[string]any) Meta {
	return metaOf(map[string]any{
		"general.architecture": "qwen2vl", "qwen2vl.embedding_length": uint32(1536),
	}, map[string]any{
		"general.architecture": "clip", "clip.projector_type": "qwen2vl_merger", "clip.vision.projection_dim": uint32(1536),
		"clip.vision.patch_size": uint32(14),
	}, change)
}

func TestQwenPicture(t *testing.T) {
	limits := map[string]any{"clip.vision.image_min_pixels": uint32(784 * 16), "clip.vision.image_max_pixels": uint32(784 * 100)}
	tests := []struct {
		name   string
		change map[string]any
		size   image.Point
		view   View
		budget int
		want   image.Point
	}{
		{"reference", nil, image.Pt(640, 480), AllTiles, math.MaxInt, image.Pt(644, 476)},
		{"HD", nil, image.Pt(1280, 720), AllTiles, enough, image.Pt(1288, 728)},
		{"1x1", nil, image.Pt(1, 1), AllTiles, enough, image.Pt(56, 56)},
		{"halves go to the even one", nil, image.Pt(98, 70), AllTiles, enough, image.Pt(112, 56)},
		{"64 to 1", nil, image.Pt(6400, 100), AllTiles, enough, image.Pt(6412, 112)},
		{"200 to 1", nil, image.Pt(10, 2000), AllTiles, enough, image.Pt(28, 812)},
		{"4096x4096", nil, image.Pt(4096, 4096), AllTiles, enough, image.Pt(1092, 1092)},
		{"overview of a small picture", nil, image.Pt(640, 480), Overview, enough, image.Pt(644, 476)},
		{"overview of a large picture", nil, image.Pt(1280, 720), Overview, enough, image.Pt(812, 448)}, // 29x16 = 464
		{"budget", nil, image.Pt(640, 480), AllTiles, 100, image.Pt(308, 224)},                          // 11x8 = 88
		{"overview and budget", nil, image.Pt(640, 480), Overview, 100, image.Pt(308, 224)},
		{"budget of a long picture", nil, image.Pt(6400, 100), AllTiles, 30, image.Pt(840, 28)},
		{"budget of a tall picture", nil, image.Pt(32, 6400), AllTiles, 30, image.Pt(28, 840)},
		{"budget of the fewest pixels", nil, image.Pt(3, 2), AllTiles, 4, image.Pt(56, 56)},
		{"limits of the header, most", limits, image.Pt(640, 480), AllTiles, enough, image.Pt(308, 224)},
		{"limits of the header, fewest", limits, image.Pt(4, 4), AllTiles, enough, image.Pt(112, 112)},
		{"4096x4096, two heads", map[string]any{"clip.vision.attention.head_count": uint32(2)}, image.Pt(4096, 4096), AllTiles, enough, image.Pt(1820, 1820)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pic, err := NewPreparer(&qwen2VL, qwenMeta(tt.change), tt.budget).Picture(gradient(tt.size), tt.view)
			if err != nil {
				t.Fatal(err)
			}
			if pic.Size != tt.size || pic.Rows != 0 || pic.Cols != 0 || len(pic.Tiles) != 1 {
				t.Fatalf("size %v, %d rows, %d cols, %d tiles", pic.Size, pic.Rows, pic.Cols, len(pic.Tiles))
			}
			tile := pic.Tiles[0]
			if got := image.Pt(tile.Width, tile.Height); got != tt.want || len(tile.RGB) != 3*got.X*got.Y {
				t.Errorf("tile %v with %d bytes, want %v", got, len(tile.RGB), tt.want)
			}
			if tokens := tile.Width / 28 * (tile.Height / 28); tokens > tt.budget {
				t.Errorf("%d tokens, budget %d", tokens, tt.budget)
			}
		})
	}
}

func TestQwenRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change map[string]any
		size   image.Point
		budget int
		want   error
	}{
		{"201 to 1", nil, image.Pt(201, 1), enough, ErrElongated},
		{"1 to 201", nil, image.Pt(1, 201), enough, ErrElongated},
		{"no room", nil, image.Pt(9, 9), 3, ErrContextFull},
		{"no room at all", nil, image.Pt(9, 9), -1, ErrContextFull},
		{"no patch size", map[string]any{"clip.vision.patch_size": nil}, image.Pt(9, 9), enough, ErrBadModel},
		{"merge 0", map[string]any{"clip.vision.spatial_merge_size": uint32(0)}, image.Pt(9, 9), enough, ErrBadModel},
		{"merge that clip.cpp lacks", map[string]any{"clip.vision.spatial_merge_size": uint32(1)}, image.Pt(9, 9), enough, ErrBadModel},
		{"no heads", map[string]any{"clip.vision.attention.head_count": uint32(0)}, image.Pt(9, 9), enough, ErrBadModel},
		{"fewest over most", map[string]any{"clip.vision.image_max_pixels": uint32(784)}, image.Pt(9, 9), enough, ErrBadModel},
		{"most too many", map[string]any{"clip.vision.image_max_pixels": uint64(1) << 60}, image.Pt(9, 9), enough, ErrBadModel},
		{"fewest is 0", map[string]any{"clip.vision.image_min_pixels": uint32(0)}, image.Pt(9, 9), enough, ErrBadModel},
	}
	for _, tt := range tests {
		for _, view := range []View{Overview, AllTiles} {
			t.Run(fmt.Sprint(tt.name, view), func(t *testing.T) {
				_, err := NewPreparer(&qwen2VL, qwenMeta(tt.change), tt.budget).Picture(gradient(tt.size), view)
				if !errors.Is(err, tt.want) {
					t.Errorf("error %v, want %v", err, tt.want)
				}
			})
		}
	}
}

func TestQwenSizes(t *testing.T) {
	s := qwenSettings{factor: 28, fewest: qwenFewest, most: qwenMost}
	digest := sha256.New()
	for w := 1; w < 6000; w += 37 {
		for h := 1; h < 6000; h += 41 {
			size, err := s.fit(image.Pt(w, h))
			if err != nil && !errors.Is(err, ErrElongated) {
				t.Fatal(err)
			}
			fmt.Fprintln(digest, size.X, size.Y)
		}
	}
	// testdata/sizes.py
	if got, want := fmt.Sprintf("%x", digest.Sum(nil)), "9e7eecfd692fa264ea6588d7e94fe3a49be4bfb61d52592ce4568a84c22aadab"; got != want {
		t.Errorf("sizes differ from the reference's: digest %s", got)
	}
}

// TestQwenBudget: whatever the shape, a picture fits its budget and is not empty.
func TestQwenBudget(t *testing.T) {
	for budget := 4; budget < 600; budget += 7 {
		s := qwenSettings{factor: 28, fewest: qwenFewest, most: budget * 784}
		for w := 1; w < 4000; w += 61 {
			for h := 1; h < 4000; h += 67 {
				size, err := s.fit(image.Pt(w, h))
				if errors.Is(err, ErrElongated) {
					continue
				}
				cols, rows := size.X/28, size.Y/28
				if err != nil || cols < 1 || rows < 1 || cols*rows > budget || cols*28 != size.X || rows*28 != size.Y {
					t.Fatalf("%dx%d, budget %d: %v, %v", w, h, budget, size, err)
				}
			}
		}
	}
}
