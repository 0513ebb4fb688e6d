package camera

import (
	"math"
	"slices"
)

// This file measures how much structure a picture has, how coarse, and in which
// directions, from gradients at two scales.
//
// A step edge of contrast A seen through a blur of standard deviation s has the
// gradient energy A²/(2√π·s) per unit length. So the energy at a fine scale over that
// at a coarse scale is √((s²+c²)/(s²+f²)), c and f being the scales' own widths: about
// 4.7 for a sharp edge, 1.9 at s = 2 cells, and 1 for a blur wider than both. Contrast
// cancels out. Energies are sums over squares in all directions (structure tensors), so
// the same is known for each direction, which tells motion blur.

const (
	// tileEdge is the side of a tile in cells: some twentieth of the picture, so that a
	// small sharp thing before a blurred background has tiles of its own.
	tileEdge = 16
	// coarseBox is the width of the three box filters before the coarse gradient; they
	// make a bell of standard deviation √(3·(7²-1)/12) = 3.46 cells.
	coarseBox = 7
	// directions are the angles that are looked at, 180/16 = 11 degrees apart, so motion
	// is at most 6 degrees off one of them and leaves sin² 6° = 1% of the energy of the
	// edges along it in that direction.
	directions = 16
)

// tensor is a structure tensor: sums of products of the two derivatives.
type tensor struct{ xx, xy, yy float64 }

func (t *tensor) add(o tensor) { t.xx, t.xy, t.yy = t.xx+o.xx, t.xy+o.xy, t.yy+o.yy }

// along is the energy of the derivative in a direction given by its unit vector.
func (t tensor) along(cos, sin float64) float64 {
	return t.xx*cos*cos + 2*t.xy*cos*sin + t.yy*sin*sin
}

// tile is a square of 2x2 tileEdge squares; neighbouring tiles overlap by half.
type tile struct {
	fine, coarse tensor // mean gradient energy per cell, levels (0..1)² per cell²
}

// boxBlur is one pass of a box filter along rows of the plane; edges repeat.
func boxBlur(dst, src []float32, width, height, box int) {
	half := box / 2
	scale := 1 / float32(box)
	for y := range height {
		in, out := src[y*width:(y+1)*width], dst[y*width:(y+1)*width]
		var sum float32
		for i := -half; i <= half; i++ {
			sum += in[min(max(i, 0), width-1)]
		}
		for x := range out {
			out[x] = sum * scale
			sum += in[min(x+half+1, width-1)] - in[max(x-half, 0)]
		}
	}
}

func transpose(dst, src []float32, width, height int) {
	for y := range height {
		for x, v := range src[y*width : (y+1)*width] {
			dst[x*height+y] = v
		}
	}
}

// smooth returns plane blurred by three boxes each way.
func smooth(plane []float32, width, height, box int) []float32 {
	a, b := make([]float32, len(plane)), make([]float32, len(plane))
	boxBlur(a, plane, width, height, box)
	boxBlur(b, a, width, height, box)
	boxBlur(a, b, width, height, box)
	transpose(b, a, width, height)
	boxBlur(a, b, height, width, box)
	boxBlur(b, a, height, width, box)
	boxBlur(a, b, height, width, box)
	transpose(b, a, height, width)
	return b
}

// squares sums the gradient products of plane over tileEdge squares, with the Sobel
// operator over 8, which gives a ramp's slope per cell.
func squares(plane []float32, width, height int) (sums []tensor, across, down int) {
	across, down = (width+tileEdge-1)/tileEdge, (height+tileEdge-1)/tileEdge
	sums = make([]tensor, across*down)
	for y := 1; y < height-1; y++ {
		up, mid, low := plane[(y-1)*width:y*width], plane[y*width:(y+1)*width], plane[(y+1)*width:(y+2)*width]
		for left := 0; left < width; left += tileEdge {
			var xx, xy, yy float32
			for x := max(left, 1); x < min(left+tileEdge, width-1); x++ {
				d := up[x+1] - low[x-1]
				e := low[x+1] - up[x-1]
				gx := (d + e + 2*(mid[x+1]-mid[x-1])) * 0.125
				gy := (e - d + 2*(low[x]-up[x])) * 0.125
				xx += gx * gx
				xy += gx * gy
				yy += gy * gy
			}
			sums[y/tileEdge*across+left/tileEdge].add(tensor{float64(xx), float64(xy), float64(yy)})
		}
	}
	return sums, across, down
}

// tiles measures planes and returns the overlapping tiles.
func tiles(planes [][]float32, width, height int) []tile {
	var fine, coarse []tensor
	var across, down int
	for _, plane := range planes {
		f, a, d := squares(plane, width, height)
		c, _, _ := squares(smooth(plane, width, height, coarseBox), width, height)
		across, down = a, d
		if fine == nil {
			fine, coarse = f, c
			continue
		}
		for i := range f {
			fine[i].add(f[i])
			coarse[i].add(c[i])
		}
	}
	var all []tile
	for y := range max(down-1, 1) {
		for x := range max(across-1, 1) {
			var t tile
			for dy := range min(2, down) {
				for dx := range min(2, across) {
					t.fine.add(fine[(y+dy)*across+x+dx])
					t.coarse.add(coarse[(y+dy)*across+x+dx])
				}
			}
			const area = 4 * tileEdge * tileEdge
			for _, s := range []*tensor{&t.fine, &t.coarse} {
				s.xx, s.xy, s.yy = s.xx/area, s.xy/area, s.yy/area
			}
			all = append(all, t)
		}
	}
	return all
}

// unit returns the unit vector of a direction.
func unit(direction int) (cos, sin float64) {
	sin, cos = math.Sincos(math.Pi * float64(direction) / directions)
	return cos, sin
}

// structure is what the tiles of a picture tell.
type structure struct {
	strongest float64 // coarse gradient energy of the strongest tile; 0 without tiles
	sharpest  float64 // sharpness in the best direction, fine over coarse slope
	dullest   float64 // sharpness in the worst direction
	measured  bool    // whether there were tiles with enough structure to say so
}

const (
	// noiseCap limits the noise that is taken off the fine energies: that of a standard
	// deviation of 0.02 (5 of 255 levels) after the Sobel operator, 0.1875·0.02². More
	// than that is texture, not noise.
	noiseCap = 0.1875 * 0.02 * 0.02
	// faintest is the coarse energy below which a tile says nothing about sharpness: an
	// edge of 3% contrast across a tile of 32 cells. Fainter ones measure noise.
	faintest = 3e-6
	// faintestShare is the same relative to the strongest tile, so that the paper's grain
	// does not speak for print that is out of focus.
	faintestShare = 0.02
	// sharpTiles are averaged for the sharpest place: enough that one tile with a bad
	// pixel does not decide, few enough that a small sharp thing is found.
	sharpTiles = 3
	// leastTiles must have structure in a direction before it counts: one straight edge
	// crosses so many, and the direction along it must not be called blurred.
	leastTiles = 6
)

func measure(planes [][]float32, width, height int) structure {
	all := tiles(planes, width, height)
	var s structure
	floors := make([]float64, len(all))
	for i, t := range all {
		s.strongest = max(s.strongest, t.coarse.xx+t.coarse.yy)
		floors[i] = min(t.fine.xx, t.fine.yy)
	}
	slices.Sort(floors)
	noise := min(quantile(floors, 0.1), noiseCap)
	s.dullest = math.Inf(1)
	for d := range directions {
		if v, tiles := sharpness(all, d, noise, s.strongest); tiles >= leastTiles {
			s.measured = true
			s.sharpest, s.dullest = max(s.sharpest, v), min(s.dullest, v)
		}
	}
	return s
}

// sharpness is the fine over the coarse slope along one direction: the geometric mean
// of the sharpest tiles' and of all tiles' together. The sharpest alone would take the
// grain of a blurred picture for detail, all together the blurred background for the
// subject. It also returns how many tiles had enough structure.
func sharpness(all []tile, direction int, noise, strongest float64) (value float64, count int) {
	cos, sin := unit(direction)
	var ratios []float64
	var fineSum, coarseSum float64
	for _, t := range all {
		fine, coarse := max(t.fine.along(cos, sin)-noise, 0), t.coarse.along(cos, sin)
		fineSum, coarseSum = fineSum+fine, coarseSum+coarse
		if coarse >= max(faintest, faintestShare*strongest) {
			ratios = append(ratios, math.Sqrt(fine/coarse))
		}
	}
	if len(ratios) == 0 {
		return 0, 0
	}
	slices.Sort(ratios)
	top := ratios[max(len(ratios)-sharpTiles, 0):]
	best := 0.0
	for _, r := range top {
		best += r / float64(len(top))
	}
	return math.Sqrt(best * math.Sqrt(fineSum/coarseSum)), len(ratios)
}

// quantile returns the value below which the share q of sorted lies; sorted is not empty.
func quantile[T any](sorted []T, q float64) T {
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
