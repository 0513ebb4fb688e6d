package camera

import (
	"math"
	"slices"
)

// This file measures brightness: how it is spread, where the light is, and how much of
// the picture has run into white.

// tones is what the brightness of the cells tells.
type tones struct {
	mean, low, p5, median, p95, p99 float64 // luma, 0..1; low is the 0.5% quantile
	white                           float64 // share of cells at or beyond white
	step                            float64 // median fall of luma within two cells of the white areas
	thin                            float64 // share of the other cells that lie between white ones, as print does
	light                           Light
}

const (
	// whiteLuma is where an overexposed cell begins: averaging and JPEG leave clipped
	// areas a little below 1.
	whiteLuma = 0.95
	// thinCells is half the width of what counts as a stroke between white cells. Print
	// that can be read in a picture of some 400 cells has strokes of one to six.
	thinCells = 4
)

func measureTones(luma []float32, width, height int) tones {
	sorted := slices.Clone(luma)
	slices.Sort(sorted)
	at := func(q float64) float64 { return float64(quantile(sorted, q)) }
	t := tones{low: at(0.005), p5: at(0.05), median: at(0.5), p95: at(0.95), p99: at(0.99)}
	first, _ := slices.BinarySearch(sorted, whiteLuma)
	t.white = float64(len(sorted)-first) / float64(len(sorted))
	for _, v := range luma {
		t.mean += float64(v)
	}
	t.mean /= float64(len(luma))
	t.light = measureLight(luma, width, height)
	t.step = whiteStep(luma, width, height)
	t.thin = thinShare(luma, width, height)
	return t
}

// measureLight averages the thirds at the four sides.
func measureLight(luma []float32, width, height int) Light {
	across, down := width/3, height/3
	var left, right, top, bottom average
	for y := range height {
		for x, v := range luma[y*width : (y+1)*width] {
			if x <= across {
				left.add(v)
			}
			if x >= width-1-across {
				right.add(v)
			}
			if y <= down {
				top.add(v)
			}
			if y >= height-1-down {
				bottom.add(v)
			}
		}
	}
	return Light{Left: left.mean(), Right: right.mean(), Top: top.mean(), Bottom: bottom.mean()}
}

type average struct {
	sum   float64
	count int
}

func (a *average) add(v float32) {
	a.sum += float64(v)
	a.count++
}

func (a *average) mean() float64 {
	if a.count == 0 {
		return 0
	}
	return a.sum / float64(a.count)
}

// whiteStep tells how suddenly the white areas end. Overexposed areas fade into their
// surroundings; paper and studio backgrounds end at what lies on them. Without an
// end it is 0.
func whiteStep(luma []float32, width, height int) float64 {
	var steps []float32
	for y := range height {
		row := luma[y*width : (y+1)*width]
		for x := 2; x < width-2; x++ {
			if row[x] <= whiteLuma {
				continue
			}
			if row[x+1] <= whiteLuma {
				steps = append(steps, row[x]-row[x+2])
			}
			if row[x-1] <= whiteLuma {
				steps = append(steps, row[x]-row[x-2])
			}
		}
	}
	if len(steps) == 0 {
		return 0
	}
	slices.Sort(steps)
	return float64(quantile(steps, 0.5))
}

func thinShare(luma []float32, width, height int) float64 {
	thin, other := 0, 0
	for i, v := range luma {
		if v > whiteLuma {
			continue
		}
		other++
		x, y := i%width, i/width
		across := whiteNear(luma, i, 1, width-1-x) && whiteNear(luma, i, -1, x)
		if across || whiteNear(luma, i, width, height-1-y) && whiteNear(luma, i, -width, y) {
			thin++
		}
	}
	if other == 0 {
		return 0
	}
	return float64(thin) / float64(other)
}

// whiteNear reports whether there is white within thinCells steps, of which room exist.
func whiteNear(luma []float32, at, step, room int) bool {
	for k := 1; k <= min(thinCells, room); k++ {
		if luma[at+k*step] > whiteLuma {
			return true
		}
	}
	return false
}

// unevenness is the standard deviation of luma from the best fitting quadratic surface.
// Light falls off so over one plain surface, by lamps, windows and lenses; what the
// surface does not explain is things.
func unevenness(luma []float32, width, height int) float64 {
	const terms = 6
	basis := func(i int) [terms + 1]float64 {
		u := 2*float64(i%width)/float64(width) - 1
		v := 2*float64(i/width)/float64(height) - 1
		return [terms + 1]float64{1, u, v, u * u, u * v, v * v, float64(luma[i])}
	}
	const stride = 3 // a ninth of the cells fit six numbers well
	var m [terms][terms + 1]float64
	for i := 0; i < len(luma); i += stride {
		b := basis(i)
		for r := range m {
			for c := range m[r] {
				m[r][c] += b[r] * b[c]
			}
		}
	}
	fit := solve(m)
	sum, count := 0.0, 0
	for i := 0; i < len(luma); i += stride {
		b := basis(i)
		d := b[terms]
		for k, f := range fit {
			d -= f * b[k]
		}
		sum += d * d
		count++
	}
	return math.Sqrt(sum / float64(count))
}

// solve returns the solution of six normal equations by Gauss-Jordan elimination. They
// are positive definite but for pictures of one row or column, where terms are left out.
func solve(m [6][7]float64) (x [6]float64) {
	for i := range m {
		if m[i][i] < 1e-9 {
			m[i] = [7]float64{}
			m[i][i] = 1
			continue
		}
		for r := range m {
			if r == i {
				continue
			}
			f := m[r][i] / m[i][i]
			for c := i; c < len(m[r]); c++ {
				m[r][c] -= f * m[i][c]
			}
		}
	}
	for i := range m {
		x[i] = m[i][6] / m[i][i]
	}
	return x
}
