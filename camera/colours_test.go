package camera

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"
)

func TestColoursOfOneSurface(t *testing.T) {
	for want, shades := range map[string][]color.NRGBA{
		"red":    {{255, 0, 0, 255}, {200, 20, 30, 255}, {120, 10, 10, 255}},
		"green":  {{0, 255, 0, 255}, {0, 100, 0, 255}, {60, 179, 113, 255}, {107, 142, 35, 255}},
		"blue":   {{0, 0, 255, 255}, {0, 0, 128, 255}, {135, 206, 235, 255}, {70, 130, 180, 255}},
		"yellow": {{255, 255, 0, 255}, {255, 215, 0, 255}},
		"orange": {{255, 140, 0, 255}, {255, 127, 80, 255}},
		"purple": {{128, 0, 128, 255}, {138, 43, 226, 255}},
		"pink":   {{255, 192, 203, 255}, {255, 105, 180, 255}},
		"brown":  {{139, 69, 19, 255}, {101, 67, 33, 255}},
		"black":  {{0, 0, 0, 255}, {25, 25, 28, 255}},
		"white":  {{255, 255, 255, 255}, {245, 244, 240, 255}},
		"grey":   {{128, 128, 128, 255}, {80, 80, 80, 255}, {190, 190, 192, 255}},
	} {
		for _, c := range shades {
			img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
			draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
			got := Colours(img)
			if len(got) != 1 || got[0].Name != want || got[0].Share != 1 {
				t.Errorf("%v is %v, want %s", c, got, want)
			}
		}
	}
}

func TestColourShares(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 400, 300))
	draw.Draw(img, img.Rect, image.NewUniform(color.NRGBA{250, 250, 250, 255}), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, 100, 300), image.NewUniform(color.NRGBA{220, 30, 30, 255}), image.Point{}, draw.Src)
	got := Colours(img)
	if len(got) < 2 || got[0].Name != "white" || got[1].Name != "red" || math.Abs(got[1].Share-0.25) > 0.01 {
		t.Errorf("%v", got)
	}
	if got := Colours(image.NewNRGBA(image.Rectangle{})); got != nil {
		t.Errorf("an empty picture has %v", got)
	}
}
