package inference

import (
	"errors"
	"image"
	"os"
	"path/filepath"
	"testing"
)

// TestOddPictures: every family prepares every shape of picture, or says that it is too
// elongated; none may fail in another way. Only the Qwens refuse, above 200 to 1.
func TestOddPictures(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("testdata", "conformance"))
	if err != nil {
		t.Fatal(err)
	}
	tested := map[*Family]bool{}
	for _, e := range entries {
		if e.Name() == "images" {
			continue
		}
		_, meta := fixture(t, e.Name())
		family, err := FamilyOf(meta)
		if err != nil {
			t.Fatal(err)
		}
		tested[family] = true
		t.Run(e.Name(), func(t *testing.T) { prepareOdd(t, family, meta) })
	}
	if len(tested) != len(families) {
		t.Errorf("%d of %d families have a fixture", len(tested), len(families))
	}
}

func prepareOdd(t *testing.T, family *Family, meta Meta) {
	for _, size := range []image.Point{
		{1, 1},
		{2, 3},
		{640, 10},
		{10, 640},
		{6400, 100},
		{20_000, 100},
		{100, 20_000},
		{1000, 1},
		{1, 1000},
		{100_000, 100},
		{1, 100_000},
	} {
		long, short := max(size.X, size.Y), min(size.X, size.Y)
		for _, view := range []View{Overview, AllTiles, Part} {
			pic, err := family.Prepare(meta, image.NewGray(image.Rectangle{Max: size}), view, enough)
			switch {
			case err == nil && len(pic.Tiles) == 0:
				t.Errorf("%v: no tiles", size)
			case err != nil && (!errors.Is(err, ErrElongated) || long <= 200*short):
				t.Errorf("%v: %v", size, err)
			}
		}
	}
}
