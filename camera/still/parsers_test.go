package still

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// seeds are the pictures of testdata/formats with an ending.
func seeds(f *testing.F, ending string) [][]byte {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "formats", "*."+ending))
	if err != nil || len(files) == 0 {
		f.Fatalf("no %s: %v", ending, err)
	}
	var all [][]byte
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, data)
	}
	return all
}

func TestContainer(t *testing.T) {
	for _, c := range []struct {
		file, kind string
		turns      []orientation
		told       bool
		sequence   bool
	}{
		{"420.heic", "hvc1", nil, true, false},
		{"420.avif", "av01", nil, true, false},
		{"turned-2.avif", "av01", []orientation{mirrored}, true, false},
		{"turned-8.avif", "av01", []orientation{quarterLeft}, true, false},
		{"animated.avif", "av01", nil, true, true},
	} {
		t.Run(c.file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", "formats", c.file))
			if err != nil {
				t.Fatal(err)
			}
			got := readContainer(data)
			if got.kind != c.kind || got.sequence != c.sequence || got.colours.told != c.told ||
				!slices.Equal(got.turns, c.turns) || got.size.X < 45 || got.size.Y < 31 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func FuzzContainer(f *testing.F) {
	f.Add([]byte{})
	for _, data := range append(seeds(f, "heic"), seeds(f, "avif")...) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := readContainer(data)
		if c.size.X < 0 || c.size.Y < 0 || len(c.turns) > 255 || len(c.kind) > 4 {
			t.Errorf("%+v", c)
		}
		for _, turn := range c.turns {
			if turn < upright || turn > quarterLeft {
				t.Errorf("turned by %d", turn)
			}
		}
		c.isAVIF(data)
		c.matrix()
	})
}

// FuzzWatch: what is seen of a PNG file doesn't depend on how it comes in.
func FuzzWatch(f *testing.F) {
	for _, data := range seeds(f, "png") {
		f.Add(data, uint(7))
	}
	f.Fuzz(func(t *testing.T, data []byte, step uint) {
		var whole, parts pngWatch
		if n, err := whole.Write(data); n != len(data) || err != nil {
			t.Errorf("wrote %d of %d: %v", n, len(data), err)
		}
		for part := range slices.Chunk(data, int(step%64)+1) {
			if n, err := parts.Write(part); n != len(part) || err != nil {
				t.Errorf("wrote %d of %d: %v", n, len(part), err)
			}
		}
		if whole.frames != parts.frames || !bytes.Equal(whole.exif, parts.exif) || len(whole.exif) > maxEXIF {
			t.Errorf("at once %d frames, %d bytes; in parts %d, %d", whole.frames, len(whole.exif), parts.frames, len(parts.exif))
		}
		whole.turn()
	})
}

func FuzzAnimation(f *testing.F) {
	for _, data := range seeds(f, "webp") {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a := readAnimation(data)
		if a.first == nil {
			return
		}
		// A frame made into a file of its own has the frame's chunks, and no frames.
		b := stillOf(a.first)
		if again := readAnimation(b); again.frames != 0 || len(b) > len(data)+64 {
			t.Errorf("%d bytes of %d, %d frames", len(b), len(data), again.frames)
		}
	})
}

func FuzzFrames(f *testing.F) {
	for _, data := range seeds(f, "gif") {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if severalFrames(data) && len(data) < gifHeaderEnd+20 {
			t.Errorf("two frames in %d bytes", len(data))
		}
	})
}

func FuzzOrientation(f *testing.F) {
	for _, data := range append(seeds(f, "tiff"), seeds(f, "jpg")...) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, turn := range []orientation{readOrientation(data), tiffOrientation(data)} {
			if turn < upright || turn > quarterLeft {
				t.Errorf("turned by %d", turn)
			}
		}
		isNegativeFax(data)
	})
}
