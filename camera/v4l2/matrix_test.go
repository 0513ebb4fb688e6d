package v4l2

import (
	"image"
	"image/color"
	"math"
	"testing"
)

// TestTo601: a colour that was encoded by BT.709 is the same colour afterwards.
func TestTo601(t *testing.T) {
	for _, want := range []color.RGBA{
		{255, 255, 255, 255}, {0, 0, 0, 255}, {191, 0, 0, 255}, {0, 191, 0, 255}, {0, 0, 191, 255}, {191, 191, 0, 255}, {90, 160, 40, 255},
	} {
		r, g, b := float64(want.R), float64(want.G), float64(want.B)
		luma := 0.2126*r + 0.7152*g + 0.0722*b
		img := image.NewYCbCr(image.Rect(0, 0, 4, 2), image.YCbCrSubsampleRatio422)
		for i := range img.Y {
			img.Y[i] = uint8(math.Round(luma))
		}
		for i := range img.Cb {
			img.Cb[i] = uint8(math.Round(128 + (b-luma)/1.8556))
			img.Cr[i] = uint8(math.Round(128 + (r-luma)/1.5748))
		}
		to601(img)
		for x := range 4 {
			got := color.RGBAModel.Convert(img.At(x, 1)).(color.RGBA)
			for _, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B)} {
				if d < -3 || d > 3 {
					t.Errorf("%v becomes %v", want, got)
					break
				}
			}
		}
	}
}
