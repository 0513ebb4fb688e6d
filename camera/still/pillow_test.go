package still_test

import (
	"flag"
	"image"
	_ "image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"descry/camera/still"
)

// More pairs to compare than the few that are committed: NAME.jpg and Pillow's NAME.png.
var pairs = flag.String("pairs", "", "folder of JPEG files and Pillow's PNG of each")

// TestPixelsEqualPillow compares with what Pillow (libjpeg-turbo) makes of the same
// files. Go's inverse cosine transform differs from libjpeg's by a rounding here and
// there, which the conversion to RGB can double; without the chroma filter the mean
// difference at 4:2:0 is above 1 and the largest above 40.
func TestPixelsEqualPillow(t *testing.T) {
	folder := filepath.Join("testdata", "pillow")
	if *pairs != "" {
		folder = *pairs
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.jpg"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pictures in %s: %v", folder, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jpg"), func(t *testing.T) {
			frame, err := still.Open(t.Context(), file)
			if err != nil {
				t.Fatal(err)
			}
			got := frame.Image.(*image.NRGBA)
			want := readPNG(t, strings.TrimSuffix(file, ".jpg")+".png")
			if got.Bounds() != want.Bounds() {
				t.Fatalf("size %v, want %v", got.Bounds(), want.Bounds())
			}
			most, mean, beyond2 := difference(got, want)
			t.Logf("largest difference %d, mean %.4f, more than 2 levels: %.4f%%", most, mean, 100*beyond2)
			if most > 6 || mean > 0.25 || beyond2 > 0.001 {
				t.Errorf("largest difference %d, mean %.3f, more than 2 levels: %.3f%%", most, mean, 100*beyond2)
			}
		})
	}
}

func readPNG(t *testing.T, name string) image.Image {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// difference returns the largest and the mean difference of the channels in levels, and
// the share of channel values that differ by more than 2.
func difference(got *image.NRGBA, want image.Image) (most int, mean, beyond2 float64) {
	size := got.Bounds().Size()
	sum, over := 0, 0
	for y := range size.Y {
		for x := range size.X {
			r, g, b, _ := want.At(x, y).RGBA()
			for c, w := range [3]uint32{r, g, b} {
				d := int(got.Pix[y*got.Stride+4*x+c]) - int(w>>8)
				d = max(d, -d)
				most, sum = max(most, d), sum+d
				if d > 2 {
					over++
				}
			}
		}
	}
	n := float64(3 * size.X * size.Y)
	return most, float64(sum) / n, float64(over) / n
}
