package still_test

import (
	"image"
	"path/filepath"
	"testing"

	"descry/camera/still"
)

// TestFormats compares every format with what Pillow makes of the same file
// (testdata/make.py). What has no losses is equal. The scene is hard on colours at half
// resolution: its edges are sharp, and there each decoder brings chroma to full size in its
// own way, Pillow's HEIC and the sandbox's AVIF by repeating it. The sandbox's libheif
// has also put 4:2:0 through 4:4:4 and back, which softens chroma (in photographs the
// mean is 1.3); brightness is held to Pillow's by the pictures in grey and in 4:4:4.
func TestFormats(t *testing.T) {
	exact, near := tolerance{}, tolerance{most: 3, mean: 0.2}
	heic, avif := tolerance{most: 110, mean: 8}, tolerance{most: 80, mean: 4.7}
	for _, c := range []struct {
		pattern string
		files   int
		tolerance
		animated bool
	}{
		{pattern: "deep.png", files: 1, tolerance: exact},
		{pattern: "turned*.png", files: 2, tolerance: exact},
		{pattern: "animated.png", files: 1, tolerance: exact, animated: true},
		{pattern: "ycck.jpg", files: 1, tolerance: tolerance{most: 3, mean: 0.3}},
		{pattern: "palette.gif", files: 1, tolerance: exact},
		{pattern: "holed.gif", files: 1, tolerance: exact},
		{pattern: "animated.gif", files: 1, tolerance: exact, animated: true},
		{pattern: "*.bmp", files: 4, tolerance: exact},
		{pattern: "*.tiff", files: 9, tolerance: tolerance{most: 1, mean: 0.1}}, // alpha rounds
		{pattern: "lossless.webp", files: 1, tolerance: exact},
		{pattern: "alpha-lossless.webp", files: 1, tolerance: tolerance{most: 1, mean: 0.2}},
		{pattern: "lossy.webp", files: 1, tolerance: near},
		{pattern: "turned.webp", files: 1, tolerance: near},
		{pattern: "alpha.webp", files: 1, tolerance: near},
		{pattern: "animated*.webp", files: 2, tolerance: near, animated: true},
		{pattern: "grey.heic", files: 1, tolerance: exact},
		{pattern: "444.heic", files: 1, tolerance: tolerance{most: 1, mean: 0.01}},
		{pattern: "420.heic", files: 1, tolerance: heic},
		{pattern: "bt709-limited.heic", files: 1, tolerance: heic},
		{pattern: "turned-*.heic", files: 2, tolerance: heic},
		{pattern: "444.avif", files: 1, tolerance: exact},
		{pattern: "420.avif", files: 1, tolerance: avif},
		{pattern: "alpha.avif", files: 1, tolerance: avif},
		{pattern: "turned-*.avif", files: 7, tolerance: avif},
		{pattern: "animated.avif", files: 1, tolerance: avif, animated: true},
	} {
		files, err := filepath.Glob(filepath.Join("testdata", "formats", c.pattern))
		if err != nil || len(files) != c.files {
			t.Errorf("%s: %d files, want %d: %v", c.pattern, len(files), c.files, err)
		}
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				frame, err := still.Open(t.Context(), file)
				if err != nil {
					t.Fatal(err)
				}
				if frame.Animated != c.animated {
					t.Errorf("animated %v", frame.Animated)
				}
				compare(t, frame.Image.(*image.NRGBA), readPNG(t, filepath.Join("testdata", "formats", "pillow", filepath.Base(file)+".png")), c.tolerance)
			})
		}
	}
}

// tolerance is the largest and the mean difference in levels of 255.
type tolerance struct {
	most int
	mean float64
}

func compare(t *testing.T, got *image.NRGBA, want image.Image, at tolerance) {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("size %v, want %v", got.Bounds(), want.Bounds())
	}
	if !got.Opaque() {
		t.Error("not opaque")
	}
	most, mean, _ := difference(got, want)
	t.Logf("largest difference %d, mean %.4f", most, mean)
	if most > at.most || mean > at.mean {
		t.Errorf("largest difference %d, mean %.4f, beyond %d and %.4f", most, mean, at.most, at.mean)
	}
}

// everyFile are the names of the pictures in testdata/formats.
func everyFile(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "formats", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}
