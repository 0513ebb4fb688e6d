package camera

import (
	"image"
	"image/color"
	"runtime"
	"sync"
)

const (
	// gridLongEdge is the largest width or height of the reduced picture that is
	// measured, in cells. At 240 to 480 cells (the reduction is by a whole factor) a
	// blur that makes print or a face unreadable is still more than 2 cells wide, the
	// noise of a dark room is averaged away, and all measures together take
	// milliseconds.
	gridLongEdge = 480
	// cellSamples is how many pixels of a cell are averaged each way at most; 5x5
	// bring pixel noise down to a fifth, and more would only cost time.
	cellSamples = 5
)

// grid is a picture reduced by averaging, as planes of red, green and blue in 0..1 as
// stored (sRGB, not linear light), row by row.
type grid struct {
	width, height int
	r, g, b       []float32
}

// newGrid reduces img; an empty picture gives an empty grid. The rows are shared out
// over goroutines that have ended when it returns.
func newGrid(img image.Image) *grid {
	size := img.Bounds().Size()
	factor := max(1, (max(size.X, size.Y)+gridLongEdge-1)/gridLongEdge)
	g := &grid{width: max(size.X/factor, min(size.X, 1)), height: max(size.Y/factor, min(size.Y, 1))}
	n := g.width * g.height
	planes := make([]float32, 3*n)
	g.r, g.g, g.b = planes[:n:n], planes[n:2*n:2*n], planes[2*n:]
	if n == 0 {
		return g
	}
	sums := summer(img)
	workers := min(runtime.GOMAXPROCS(0), g.height)
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			for y := worker; y < g.height; y += workers {
				g.reduceRow(sums, size, factor, y)
			}
		})
	}
	wait.Wait()
	return g
}

func (g *grid) reduceRow(sums sumFunc, size image.Point, factor, y int) {
	step := max(1, factor/cellSamples)
	for x := range g.width {
		cell := image.Rect(x*factor, y*factor, min((x+1)*factor, size.X), min((y+1)*factor, size.Y))
		red, green, blue, count := sums(cell, step)
		scale := 1 / (255 * float32(count))
		i := y*g.width + x
		g.r[i], g.g[i], g.b[i] = float32(red)*scale, float32(green)*scale, float32(blue)*scale
	}
}

// sumFunc adds up the channels, in levels of 0..255, of every step-th pixel of a
// rectangle given relative to the picture's corner.
type sumFunc func(cell image.Rectangle, step int) (r, g, b, count uint32)

// summer returns the fastest way to read img. Cameras and files give the first four
// kinds; any other is read through its colour model.
func summer(img image.Image) sumFunc {
	switch p := img.(type) {
	case *image.NRGBA:
		if p.Opaque() {
			return sumPacked(p.Pix, p.Stride)
		}
	case *image.RGBA:
		return sumPacked(p.Pix, p.Stride)
	case *image.YCbCr:
		return sumYCbCr(p)
	case *image.Gray:
		return sumGray(p)
	}
	return sumAny(img)
}

func sumPacked(pix []uint8, stride int) sumFunc {
	return func(cell image.Rectangle, step int) (r, g, b, count uint32) {
		for y := cell.Min.Y; y < cell.Max.Y; y += step {
			row := pix[y*stride+4*cell.Min.X : y*stride+4*cell.Max.X]
			for len(row) >= 4 {
				r += uint32(row[0])
				g += uint32(row[1])
				b += uint32(row[2])
				count++
				row = row[min(4*step, len(row)):]
			}
		}
		return r, g, b, count
	}
}

func sumYCbCr(p *image.YCbCr) sumFunc {
	origin := p.Rect.Min
	return func(cell image.Rectangle, step int) (r, g, b, count uint32) {
		cell = cell.Add(origin)
		for y := cell.Min.Y; y < cell.Max.Y; y += step {
			for x := cell.Min.X; x < cell.Max.X; x += step {
				c := p.COffset(x, y)
				red, green, blue := color.YCbCrToRGB(p.Y[p.YOffset(x, y)], p.Cb[c], p.Cr[c])
				r, g, b = r+uint32(red), g+uint32(green), b+uint32(blue)
				count++
			}
		}
		return r, g, b, count
	}
}

func sumGray(p *image.Gray) sumFunc {
	return func(cell image.Rectangle, step int) (r, g, b, count uint32) {
		var sum uint32
		for y := cell.Min.Y; y < cell.Max.Y; y += step {
			for x := cell.Min.X; x < cell.Max.X; x += step {
				sum += uint32(p.Pix[y*p.Stride+x])
				count++
			}
		}
		return sum, sum, sum, count
	}
}

func sumAny(img image.Image) sumFunc {
	origin := img.Bounds().Min
	return func(cell image.Rectangle, step int) (r, g, b, count uint32) {
		cell = cell.Add(origin)
		for y := cell.Min.Y; y < cell.Max.Y; y += step {
			for x := cell.Min.X; x < cell.Max.X; x += step {
				red, green, blue, alpha := img.At(x, y).RGBA()
				white := 0xffff - alpha // what is transparent lies over white
				r, g, b = r+(red+white)>>8, g+(green+white)>>8, b+(blue+white)>>8
				count++
			}
		}
		return r, g, b, count
	}
}

// luma returns the brightness plane: ITU-R BT.601 weights, as JPEG uses.
func (g *grid) luma() []float32 {
	l := make([]float32, len(g.r))
	for i := range l {
		l[i] = 0.299*g.r[i] + 0.587*g.g[i] + 0.114*g.b[i]
	}
	return l
}

// opponent returns luma and the two colour differences of BT.601, so that a red shape on
// a green ground of the same brightness has edges too.
func (g *grid) opponent(luma []float32) [][]float32 {
	blue, red := make([]float32, len(luma)), make([]float32, len(luma))
	for i, l := range luma {
		blue[i] = 0.564 * (g.b[i] - l)
		red[i] = 0.713 * (g.r[i] - l)
	}
	return [][]float32{luma, blue, red}
}
