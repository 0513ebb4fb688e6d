package still

import (
	"context"
	"image"
	"image/draw"
	"runtime"
	"sync"
	"sync/atomic"
)

// flatten returns p as 8-bit RGB: alpha laid over white, chroma brought to full size as
// libjpeg does it. The rows are shared out over GOMAXPROCS goroutines, all of which have
// ended when it returns.
func flatten(ctx context.Context, p picture) (*image.NRGBA, error) {
	size := p.img.Bounds().Size()
	flat := image.NewNRGBA(image.Rectangle{Max: size})
	rows := drawRows(flat, p.img)
	switch img := p.img.(type) {
	case *image.YCbCr:
		rows = convertRows(flat, img, p.matrix)
	case *image.NYCbCrA:
		convert := convertRows(flat, &img.YCbCr, p.matrix)
		rows = func(top, bottom int) {
			convert(top, bottom)
			for y := top; y < bottom; y++ {
				overWhite(flat.Pix[y*flat.Stride:][:4*size.X], img.A[y*img.AStride:])
			}
		}
	}
	return flat, bands(ctx, size.Y, rows)
}

// overWhite lays a row of pixels over white.
func overWhite(row, alpha []uint8) {
	for i := range row {
		if i%4 != 3 {
			a := uint32(alpha[i/4])
			row[i] = uint8((uint32(row[i])*a + 255*(255-a) + 127) / 255)
		}
	}
}

// drawRows lays the standard library's other kinds of picture over white. Once opaque,
// RGBA and NRGBA are the same bytes, and only RGBA has fast paths in image/draw.
func drawRows(dst *image.NRGBA, src image.Image) func(top, bottom int) {
	rgba := &image.RGBA{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
	origin := src.Bounds().Min
	return func(top, bottom int) {
		band := image.Rect(0, top, dst.Rect.Max.X, bottom)
		draw.Draw(rgba, band, image.White, image.Point{}, draw.Src)
		draw.Draw(rgba, band, src, origin.Add(image.Pt(0, top)), draw.Over)
	}
}

// bandHeight is how many rows a goroutine takes at a time: enough to make taking them
// cheap, few enough that the end of ctx is seen within a millisecond or so.
const bandHeight = 32

// bands calls rows for all of 0..height in bands, on several goroutines, until ctx ends.
func bands(ctx context.Context, height int, rows func(top, bottom int)) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (height+bandHeight-1)/bandHeight) {
		wait.Go(func() {
			for ctx.Err() == nil {
				top := int(next.Add(bandHeight)) - bandHeight
				if top >= height {
					return
				}
				rows(top, min(top+bandHeight, height))
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}
