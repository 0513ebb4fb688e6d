package inference

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// load decodes a PNG file.
func load(t testing.TB, path ...string) image.Image {
	t.Helper()
	f, err := os.Open(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// whole reads a picture as one tile, without resizing.
func whole(img image.Image) Tile {
	size := img.Bounds().Size()
	return resize(frame{img}, size.X, size.Y, lanczos)
}

// equalPixels compares samples with the reference's: at most 1 in 1000 may differ,
// and those by no more than one level, since a sine may differ in its last place.
func equalPixels(t *testing.T, what string, got, want Tile) {
	t.Helper()
	if got.Width != want.Width || got.Height != want.Height {
		t.Fatalf("%s: %dx%d, want %dx%d", what, got.Width, got.Height, want.Width, want.Height)
	}
	unequal, most := 0, 0
	for i := range want.RGB {
		if d := int(got.RGB[i]) - int(want.RGB[i]); d != 0 {
			unequal++
			most = max(most, d, -d)
		}
	}
	if most > 1 || unequal*1000 > len(want.RGB) {
		t.Errorf("%s: %d of %d samples differ, by up to %d", what, unequal, len(want.RGB), most)
	}
	t.Logf("%s: %d of %d samples differ, by up to %d", what, unequal, len(want.RGB), most)
}

// TestPillow compares with what Pillow 13.0.0 made of the same pictures
// (testdata/pillow/make.py).
func TestPillow(t *testing.T) {
	tests := []struct {
		name   string
		filter filter
		w, h   int
	}{
		{"lanczos-up", lanczos, 64, 48},
		{"lanczos-down", lanczos, 16, 16},
		{"lanczos-far-down", lanczos, 3, 2},
		{"lanczos-mixed", lanczos, 20, 90},
		{"lanczos-width-only", lanczos, 50, 37},
		{"lanczos-height-only", lanczos, 100, 20},
		{"lanczos-one-pixel", lanczos, 1, 1},
		{"bicubic-up", bicubic, 203, 111},
		{"bicubic-down", bicubic, 28, 28},
		{"bicubic-mixed", bicubic, 17, 150},
		{"bilinear-up", bilinear, 203, 111},
		{"bilinear-down", bilinear, 28, 28},
		{"bilinear-far-down", bilinear, 3, 2},
		{"bilinear-mixed", bilinear, 17, 150},
		{"lanczos-height-first", lanczos, 98, 20},
		{"bicubic-height-first", bicubic, 103, 30},
		{"bicubic-height-hardly-first", bicubic, 90, 16},
		{"bicubic-width-hardly-first", bicubic, 90, 17},
	}
	source := load(t, "testdata", "pillow", "source.png")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := whole(load(t, "testdata", "pillow", tt.name+".png"))
			equalPixels(t, tt.name, resize(frame{source}, tt.w, tt.h, tt.filter), want)
		})
	}
}

func TestResizeTile(t *testing.T) {
	source := load(t, "testdata", "pillow", "source.png")
	tile := whole(source)
	for _, size := range []image.Point{{10, 10}, {100, 37}, {100, 5}, {7, 37}, {300, 300}} {
		t.Run(fmt.Sprintf("%dx%d", size.X, size.Y), func(t *testing.T) {
			a := resize(tile, size.X, size.Y, bicubic)
			b := resize(frame{source}, size.X, size.Y, bicubic)
			if !bytes.Equal(a.RGB, b.RGB) {
				t.Error("a tile is resized otherwise than the image it holds")
			}
		})
	}
}

// TestFlat: weights add up to one, so one colour stays that colour at every edge.
func TestFlat(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {1, 7}, {9, 1}, {3, 5}, {301, 200}} {
		for _, f := range []filter{lanczos, bicubic, bilinear} {
			src := newTile(size.X, size.Y)
			for i := range src.RGB {
				src.RGB[i] = []byte{0, 128, 255}[i%3]
			}
			got := resize(src, 40, 30, f)
			for i, v := range got.RGB {
				if v != []byte{0, 128, 255}[i%3] {
					t.Fatalf("%v support %v: sample %d is %d", size, f.support, i, v)
				}
			}
		}
	}
}

func TestParallel(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 15, 16, 17, 1000} {
		seen := make([]int, n)
		parallel(n, func(from, to int) {
			for i := from; i < to; i++ {
				seen[i]++
			}
		})
		for i, times := range seen {
			if times != 1 {
				t.Fatalf("of %d, number %d came %d times", n, i, times)
			}
		}
	}
}
