package inference

import (
	"encoding/binary"
	"image"
	"runtime"
	"sync"
	"sync/atomic"
)

// Resampling as Pillow does it, bit for bit but for the last place of a sine: the
// reference processors resize with Pillow, and a model's answer moves with the
// resizing (with llama.cpp's own, the first token's probabilities are a thousand
// times as far from the reference's). From Pillow 13.0.0's src/libImaging/Resample.c:
// two passes, 8 bits a sample between them, weights in fixed point.

// precision is Resample.c's PRECISION_BITS: 32 bits less 8 for the sample and 2
// for weights that overshoot.
const precision = 32 - 8 - 2

// rounding starts two packed sums at one half, so that the shift rounds.
const rounding = 1<<(precision-1) | 1<<(precision-1+32)

// source is a picture that can be read row by row.
type source interface {
	size() image.Point
	// rows returns a reader for one goroutine. A row starts with the R, G and B of
	// its first pixel, and the next pixel is step bytes on; the row is valid until
	// the call after the next and must not be written to.
	rows() (read func(y int) []byte, step int)
}

// resize makes src w by h pixels. A size that stays needs no pass. The width comes
// first, unless the height loses more than twice as many pixels as the width does:
// that is the rule of Pillow 13, and of the reference pixels; Pillow 12 and before
// always began with the width. Where both orders clip, they differ by up to 25 levels.
func resize(src source, w, h int, f filter) Tile {
	size := src.size()
	lost := size.Y - h
	switch {
	case w == size.X && h == size.Y:
		return read(src, 0, h)
	case w == size.X:
		return resizeHeight(src, h, f)
	case h == size.Y:
		return resizeWidth(src, w, f)
	case !f.short && lost > 0 && lost > 2*(size.X-w):
		return resizeWidth(resizeHeight(src, h, f), w, f)
	}
	return resizeHeight(resizeWidth(src, w, f), h, f)
}

// read makes a tile of the rows from top to bottom of src; it may share their memory.
func read(src source, top, bottom int) Tile {
	size := src.size()
	if t, ok := src.(Tile); ok {
		return Tile{Width: size.X, Height: bottom - top, RGB: t.RGB[3*size.X*top : 3*size.X*bottom]}
	}
	result := newTile(size.X, bottom-top)
	row, step := src.rows()
	for y := top; y < bottom; y++ {
		pixels, out := row(y), result.row(y-top)
		for i, j := 0, 0; i+2 < len(out); i, j = i+3, j+step {
			out[i], out[i+1], out[i+2] = pixels[j], pixels[j+1], pixels[j+2]
		}
	}
	return result
}

// resizeWidth filters two rows at a time: one 64-bit product holds the same
// channel of both, which halves the multiplications.
func resizeWidth(src source, w int, f filter) Tile {
	size := src.size()
	result := newTile(w, size.Y)
	line := spans(size.X, w, f)
	parallel((size.Y+1)/2, func(from, to int) {
		row, step := src.rows()
		packed := make([][3]int64, size.X)
		for y := 2 * from; y < min(2*to, size.Y); y += 2 {
			twin := min(y+1, size.Y-1) // the last row of an odd number is its own twin
			pack(packed, row(y), row(twin), step)
			filterRows(result.row(y), result.row(twin), packed, line)
		}
	})
	return result
}

func pack(packed [][3]int64, low, high []byte, step int) {
	for i := range packed {
		l, h := low[i*step:][:3], high[i*step:][:3]
		packed[i] = [3]int64{
			int64(l[0]) | int64(h[0])<<32,
			int64(l[1]) | int64(h[1])<<32,
			int64(l[2]) | int64(h[2])<<32,
		}
	}
}

func filterRows(low, high []byte, packed [][3]int64, line []span) {
	for i, s := range line {
		r, g, b := sums(packed[s.first:], s.weights)
		l, h := low[3*i:][:3], high[3*i:][:3]
		l[0], h[0] = samples(r)
		l[1], h[1] = samples(g)
		l[2], h[2] = samples(b)
	}
}

// sums is a function of its own so that the three sums stay in registers; inlined,
// they are spilled at every weight.
//
//go:noinline
func sums(pixels [][3]int64, weights []int64) (r, g, b int64) {
	r, g, b = rounding, rounding, rounding
	pixels = pixels[:len(weights)]
	for i, weight := range weights {
		r += pixels[i][0] * weight
		g += pixels[i][1] * weight
		b += pixels[i][2] * weight
	}
	return r, g, b
}

// samples takes two packed sums apart. The low one has its sign, which it
// borrowed from the high one.
func samples(sums int64) (low, high byte) {
	l := int32(sums)
	h := int32((sums - int64(l)) >> 32)
	return clip(l), clip(h)
}

func clip(sum int32) byte { return byte(min(max(sum>>precision, 0), 255)) }

// resizeHeight filters eight neighbouring samples at a time, as four packed sums.
func resizeHeight(src source, h int, f filter) Tile {
	size := src.size()
	result := newTile(size.X, h)
	line := spans(size.Y, h, f)
	parallel(h, func(from, to int) {
		last := line[to-1]
		top := line[from].first
		band := read(src, top, last.first+len(last.weights))
		for y := from; y < to; y++ {
			filterColumns(result.row(y), band.RGB[(line[y].first-top)*3*size.X:], line[y].weights)
		}
	})
	return result
}

// filterColumns makes one row of the rows of the same length that from begins with.
func filterColumns(dst, from []byte, weights []int64) {
	const lanes = 0x000000ff_000000ff
	stride := len(dst)
	x := 0
	for ; x+8 <= len(dst); x += 8 {
		a, b, c, d := int64(rounding), int64(rounding), int64(rounding), int64(rounding)
		at := x
		for _, weight := range weights {
			v := binary.LittleEndian.Uint64(from[at:])
			a += int64(v&lanes) * weight
			b += int64(v>>8&lanes) * weight
			c += int64(v>>16&lanes) * weight
			d += int64(v>>24&lanes) * weight
			at += stride
		}
		out := dst[x:][:8]
		out[0], out[4] = samples(a)
		out[1], out[5] = samples(b)
		out[2], out[6] = samples(c)
		out[3], out[7] = samples(d)
	}
	for ; x < len(dst); x++ {
		sum := int64(rounding)
		for i, weight := range weights {
			sum += int64(from[i*stride+x]) * weight
		}
		dst[x], _ = samples(sum)
	}
}

// parallel calls f with the numbers from 0 to n in ranges, on as many goroutines as
// there are processors, and returns when all are done. There are more ranges than
// goroutines, so that a processor that is busy with something else holds up little.
func parallel(n int, f func(from, to int)) {
	workers := runtime.GOMAXPROCS(0)
	ranges := min(8*workers, n)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < ranges; i = int(next.Add(1)) - 1 {
				f(i*n/ranges, (i+1)*n/ranges)
			}
		})
	}
	group.Wait()
}
