package camera

import (
	"image"
	"testing"
)

// BenchmarkAssess is the picture check of a camera's frame and of a photograph (50 ms
// at most: spec.md).
func BenchmarkAssess(b *testing.B) {
	for name, size := range map[string]image.Point{"720p": {X: 1280, Y: 720}, "12MP": {X: 4000, Y: 3000}} {
		img := image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio420)
		for i := range img.Y {
			img.Y[i] = byte(i*7919>>8 + i/size.X)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Assess(img)
			}
		})
	}
}

// BenchmarkCompare compares two frames of a camera.
func BenchmarkCompare(b *testing.B) {
	img := image.NewYCbCr(image.Rect(0, 0, 1280, 720), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = byte(i*7919>>8 + i/1280)
	}
	for b.Loop() {
		Compare(img, img)
	}
}
