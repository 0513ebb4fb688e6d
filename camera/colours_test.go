package camera

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/disintegration/imaging"
)

func TestNameColour(t *testing.T) {
	for _, c := range []struct {
		name    string
		r, g, b uint8
		want    Colour
	}{
		{"black", 0, 0, 0, Black},
		{"shadow with some red noise", 26, 18, 16, Black},
		{"white", 255, 255, 255, White},
		{"paper in warm light", 250, 246, 238, White},
		{"grey", 128, 128, 128, Grey},
		{"light grey", 211, 211, 211, Grey},
		{"concrete", 140, 138, 132, Grey},
		{"red", 255, 0, 0, Red},
		{"brick", 170, 40, 35, Red},
		{"tomato in shadow", 120, 15, 10, Red},
		{"green", 0, 128, 0, Green},
		{"lime", 0, 255, 0, Green},
		{"meadow", 90, 130, 50, Green},
		{"yellow", 255, 255, 0, Yellow},
		{"lemon", 250, 230, 70, Yellow},
		{"blue", 0, 0, 255, Blue},
		{"sky", 135, 206, 235, Blue},
		{"navy", 0, 0, 128, Blue},
		{"jeans", 60, 90, 140, Blue},
		{"brown", 150, 75, 0, Brown},
		{"wood", 140, 100, 60, Brown},
		{"orange", 255, 165, 0, Orange},
		{"carrot", 237, 120, 30, Orange},
		{"pink", 255, 192, 203, Pink},
		{"hot pink", 255, 105, 180, Pink},
		{"purple", 128, 0, 128, Purple},
		{"violet", 140, 70, 210, Purple},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NameColour(color.NRGBA{c.r, c.g, c.b, 255}); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestColours(t *testing.T) {
	img := imaging.New(200, 100, color.NRGBA{0, 0, 255, 255})
	img = imaging.Paste(img, imaging.New(50, 100, color.NRGBA{255, 255, 255, 255}), image.Pt(0, 0))
	img = imaging.Paste(img, imaging.New(20, 100, color.NRGBA{255, 0, 0, 255}), image.Pt(180, 0))
	got := Colours(img)
	want := []ColourShare{{Blue, 0.65}, {White, 0.25}, {Red, 0.10}}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i, w := range want {
		if got[i].Colour != w.Colour || math.Abs(got[i].Share-w.Share) > 1e-9 {
			t.Errorf("place %d: %v, want %v", i, got[i], w)
		}
	}
	if none := Colours(image.NewNRGBA(image.Rectangle{})); len(none) != 0 {
		t.Errorf("colours of nothing: %v", none)
	}
}
