package cameratest

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
	"testing/synctest"

	"descry/camera"
)

func TestFake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &Fake{}
		TestSource(t, func(*testing.T) camera.Source { return f })
		if open, opened := f.Open(); open != 0 || opened != 11 {
			t.Errorf("%d captures left of %d", open, opened)
		}
	})
}

func TestNumber(t *testing.T) {
	for _, n := range []int{0, 1, 2, 0x5555, 0xaaaa, 0xffff} {
		for _, size := range []image.Point{{64, 64}, {640, 480}, {333, 500}} {
			if got, ok := Number(Card(size, n)); !ok || got != n {
				t.Errorf("%v: card %d reads as %d, %v", size, n, got, ok)
			}
		}
	}
	torn := Card(image.Pt(160, 120), 7)
	draw.Draw(torn, image.Rect(0, 60, 160, 120), Card(image.Pt(160, 120), 8), image.Pt(0, 60), draw.Src)
	if n, ok := Number(torn); ok {
		t.Errorf("a torn card reads as %d", n)
	}
	if n, ok := Number(image.NewUniform(color.Gray{128})); ok {
		t.Errorf("a grey picture reads as %d", n)
	}
}
