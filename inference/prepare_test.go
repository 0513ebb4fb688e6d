package inference

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"sync"
	"sync/atomic"
	"testing"
)

// gradient is an opaque picture with something to see in it.
func gradient(size image.Point) *image.NRGBA {
	img := image.NewNRGBA(image.Rectangle{Max: size})
	for i := range img.Pix {
		x, y := i%img.Stride/4, i/img.Stride
		img.Pix[i] = [4]byte{byte(x), byte(y), byte(x ^ y), 255}[i%4]
	}
	return img
}

// translucent is gradient with every alpha in it.
func translucent() *image.NRGBA {
	img := gradient(image.Pt(19, 17))
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = byte(i / 5)
	}
	return img
}

// like fills dst, which is 19x17, with the gradient.
func like[T draw.Image](dst T) T {
	draw.Draw(dst, dst.Bounds(), gradient(image.Pt(19, 17)), image.Point{}, draw.Src)
	return dst
}

func ycc(ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	img := image.NewYCbCr(image.Rect(0, 0, 19, 17), ratio)
	for _, plane := range [][]byte{img.Y, img.Cb, img.Cr} {
		for i := range plane {
			plane[i] = byte(40 + 13*i)
		}
	}
	return img
}

// foreign is an image of a kind that nobody knows, and no pointer.
type foreign struct{ image.Image }

func TestFrame(t *testing.T) {
	r := image.Rect(0, 0, 19, 17)
	inner := image.Rect(3, 5, 16, 12)
	tests := map[string]image.Image{
		"NRGBA":             gradient(image.Pt(19, 17)),
		"NRGBA translucent": translucent(),
		"NRGBA part":        translucent().SubImage(inner),
		"RGBA":              like(image.NewRGBA(r)),
		"RGBA part":         like(image.NewRGBA(r)).SubImage(inner),
		"RGBA translucent": func() image.Image {
			d := image.NewRGBA(r)
			draw.Draw(d, r, translucent(), image.Point{}, draw.Src)
			return d
		}(),
		"RGBA moved":    like(image.NewRGBA(r.Add(image.Pt(-7, 9)))),
		"NRGBA64":       like(image.NewNRGBA64(r)),
		"RGBA64":        like(image.NewRGBA64(r)),
		"Gray":          like(image.NewGray(r)),
		"Gray part":     like(image.NewGray(r)).SubImage(inner),
		"Gray16":        like(image.NewGray16(r)),
		"CMYK":          like(image.NewCMYK(r)),
		"Paletted":      like(image.NewPaletted(r, palette.WebSafe)),
		"Paletted hole": image.NewPaletted(r, color.Palette{color.Transparent, color.Black}),
		"Alpha":         like(image.NewAlpha(r)),
		"YCbCr 4:4:4":   ycc(image.YCbCrSubsampleRatio444),
		"YCbCr 4:2:2":   ycc(image.YCbCrSubsampleRatio422),
		"YCbCr 4:2:0":   ycc(image.YCbCrSubsampleRatio420),
		"YCbCr 4:4:0":   ycc(image.YCbCrSubsampleRatio440),
		"YCbCr 4:1:1":   ycc(image.YCbCrSubsampleRatio411),
		"YCbCr 4:1:0":   ycc(image.YCbCrSubsampleRatio410),
		"YCbCr part":    ycc(image.YCbCrSubsampleRatio420).SubImage(inner),
		"foreign":       foreign{translucent()},
	}
	for name, img := range tests {
		t.Run(name, func(t *testing.T) {
			bounds := img.Bounds()
			got := whole(img)
			if got.Width != bounds.Dx() || got.Height != bounds.Dy() {
				t.Fatalf("%dx%d", got.Width, got.Height)
			}
			for i, v := range got.RGB {
				at := bounds.Min.Add(image.Pt(i/3%got.Width, i/3/got.Width))
				r, g, b, a := img.At(at.X, at.Y).RGBA()
				// Premultiplied, so what shows of the white ground is only added.
				want := int([3]uint32{r, g, b}[i%3]+0xffff-a) / 257
				if d := int(v) - want; d < -1 || d > 1 || a == 0 && v != 255 {
					t.Fatalf("sample %d of %v is %d, want %d", i%3, at, v, want)
				}
			}
			if f := (frame{img}); f.covers() {
				if o := img.(interface{ Opaque() bool }); !o.Opaque() {
					t.Error("taken for opaque")
				}
			}
		})
	}
}

// counting is a family that counts its work.
func counting(calls *atomic.Int64) *Family {
	return &Family{Name: "counting", Prepare: func(_ Meta, img image.Image, _ View, _ int) (*Picture, error) {
		calls.Add(1)
		return &Picture{Size: img.Bounds().Size()}, nil
	}}
}

func TestPreparerRemembers(t *testing.T) {
	images := make([]image.Image, 5)
	for i := range images {
		images[i] = gradient(image.Pt(i+1, 1))
	}
	type ask struct {
		image int
		view  View
		work  int64 // calls of Prepare so far
	}
	tests := []struct {
		name string
		asks []ask
	}{
		{"same again", []ask{{0, Overview, 1}, {0, Overview, 1}}},
		{"views differ", []ask{{0, Overview, 1}, {0, AllTiles, 2}, {0, Overview, 2}, {0, AllTiles, 2}}},
		{"four fit", []ask{{0, 0, 1}, {1, 0, 2}, {2, 0, 3}, {3, 0, 4}, {0, 0, 4}, {1, 0, 4}, {2, 0, 4}, {3, 0, 4}}},
		{"the fifth drives out the first", []ask{{0, 0, 1}, {1, 0, 2}, {2, 0, 3}, {3, 0, 4}, {4, 0, 5}, {1, 0, 5}, {0, 0, 6}}},
		{"what was asked for stays", []ask{{0, 0, 1}, {1, 0, 2}, {2, 0, 3}, {3, 0, 4}, {0, 0, 4}, {4, 0, 5}, {0, 0, 5}, {1, 0, 6}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int64
			p := NewPreparer(counting(&calls), Meta{}, 0)
			for i, a := range tt.asks {
				pic, err := p.Picture(images[a.image], a.view)
				if err != nil || pic.Size.X != a.image+1 {
					t.Fatalf("ask %d: %v, %v", i, pic, err)
				}
				if calls.Load() != a.work {
					t.Fatalf("ask %d: %d calls, want %d", i, calls.Load(), a.work)
				}
			}
		})
	}
}

func TestPreparerForgets(t *testing.T) {
	var calls atomic.Int64
	p := NewPreparer(counting(&calls), Meta{}, 0)
	img := gradient(image.Pt(2, 2))
	for range 2 {
		if _, err := p.Picture(img, Overview); err != nil {
			t.Fatal(err)
		}
		p.Forget()
	}
	// A value is no identity: two that are equal may still show different pictures.
	for range 2 {
		if _, err := p.Picture(foreign{img}, Overview); err != nil {
			t.Fatal(err)
		}
	}
	if calls.Load() != 4 {
		t.Errorf("%d calls, want 4", calls.Load())
	}
}

func TestPreparerConcurrent(t *testing.T) {
	var calls atomic.Int64
	p := NewPreparer(counting(&calls), Meta{}, 0)
	images := [3]image.Image{gradient(image.Pt(1, 1)), gradient(image.Pt(2, 1)), gradient(image.Pt(3, 1))}
	var group sync.WaitGroup
	for i := range 60 {
		group.Go(func() {
			if pic, err := p.Picture(images[i%3], Overview); err != nil || pic.Size.X != i%3+1 {
				t.Errorf("%v, %v", pic, err)
			}
		})
	}
	group.Wait()
	if calls.Load() != 3 {
		t.Errorf("%d calls for 3 pictures", calls.Load())
	}
}

func TestPreparerNoPixels(t *testing.T) {
	for name, img := range map[string]image.Image{
		"nil": nil, "no width": gradient(image.Pt(0, 5)), "no height": gradient(image.Pt(5, 0)),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewPreparer(&smolVLM, smolMeta(nil), enough).Picture(img, Overview); !errors.Is(err, ErrNoPixels) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func BenchmarkPrepare(b *testing.B) {
	jpeg := func(w, h int) image.Image {
		img := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
		for i := range img.Y {
			img.Y[i] = byte(64 + i/64%128)
		}
		for i := range img.Cb {
			img.Cb[i], img.Cr[i] = byte(100+i/256%50), byte(110+i/512%40)
		}
		return img
	}
	for _, bb := range []struct {
		name string
		img  image.Image
	}{
		{"frame720", like720()},
		{"jpeg720", jpeg(1280, 720)},
		{"jpeg12MP", jpeg(4000, 3000)},
		{"nrgba12MP", gradient(image.Pt(4000, 3000))},
	} {
		for name, view := range map[string]View{"overview": Overview, "tiles": AllTiles} {
			b.Run(fmt.Sprintf("%s/%s", bb.name, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := smolVLM.Prepare(smolMeta(nil), bb.img, view, enough); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// like720 is a camera's frame.
func like720() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 1280, 720))
	draw.Draw(img, img.Rect, gradient(image.Pt(1280, 720)), image.Point{}, draw.Src)
	return img
}
