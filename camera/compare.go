package camera

import (
	"image"
	"math"
)

// Change is what differs between two pictures, going by their pixels.
type Change struct {
	// SameView: the pictures show the same view, so that they can be compared. Otherwise the
	// camera was moved, or nearly all is different, which can't be told apart, and nothing
	// below means anything.
	SameView bool
	// Brighter is by how much the second picture is brighter all over, -1 to 1, in
	// brightness as stored; what the camera's exposure makes of it is in it.
	Brighter float64
	// Places are where something is different, the largest first. Things that are
	// smaller than about a thirtieth of the width, or look like what is behind them, are missed.
	Places []Place
}

// Place is a part of a picture.
type Place struct {
	Box   image.Rectangle // in the second picture, within its bounds
	Share float64         // of the picture that is different there, 0 to 1
}

const (
	// compareEdge is the longer edge of the pictures that are compared, in cells.
	compareEdge = 160
	// slack is how far, in cells, a detail may be from where it was and still be the same:
	// about 1% of the width, for a camera on a table that trembles or is turned a little.
	slack = 2
	// farthest is by how much of an edge the whole picture may be displaced.
	farthest = 0.1
	// different and differentColour are the least differences in brightness and colour, 0 to 1,
	// that count; noisy pictures have larger ones.
	different, differentColour = 0.09, 0.07
	// smallest is the least part of the picture that is told of, and most how much may have
	// changed in the same view.
	smallest, most = 0.0015, 0.45
	// agreeing is the least share of the blocks with any detail that must be found
	// again, for the view to be the same.
	agreeing   = 0.5
	mostPlaces = 3
)

// Compare finds what differs between two pictures. Both are made small, the second is laid
// over the first where it fits best, and what light and exposure changed is fitted by a gain and a slope
// and taken out. It takes some 20 ms.
func Compare(before, after image.Image) Change {
	a, b := newScan(before), newScan(after)
	if a.empty() || b.empty() || a.w != b.w || a.h != b.h {
		return Change{}
	}
	c := Change{Brighter: b.mean() - a.mean()}
	dx, dy := displacement(a, b)
	if !agrees(a, b, dx, dy) {
		return c
	}
	marked, whole := differences(a, b, dx, dy)
	count := 0
	for _, m := range marked {
		if m {
			count++
		}
	}
	if float64(count) > most*float64(whole) {
		return c
	}
	c.SameView = true
	c.Places = places(marked, a.w, a.h, after.Bounds())
	return c
}

// scan is a picture of at most compareEdge cells: luma, two colour differences, and luma
// without its slow changes. Where a channel runs into white or black, the real value is more or
// less than the one stored.
type scan struct {
	w, h         int
	planes       [3][]float32
	detail       []float32
	white, black []bool
}

func newScan(img image.Image) *scan {
	g := newGrid(img)
	s := &scan{}
	if g.width*g.height == 0 {
		return s
	}
	long := float64(max(g.width, g.height))
	edge := math.Min(compareEdge, long)
	s.w = max(1, int(math.Round(float64(g.width)*edge/long)))
	s.h = max(1, int(math.Round(float64(g.height)*edge/long)))
	luma := g.luma()
	for i := range s.planes {
		s.planes[i] = make([]float32, s.w*s.h)
	}
	s.white, s.black = make([]bool, s.w*s.h), make([]bool, s.w*s.h)
	for y := range s.h {
		for x := range s.w {
			sum, n := [3]float32{}, float32(0)
			low, high := float32(1), float32(0)
			for gy := y * g.height / s.h; gy < max((y+1)*g.height/s.h, y*g.height/s.h+1); gy++ {
				for gx := x * g.width / s.w; gx < max((x+1)*g.width/s.w, x*g.width/s.w+1); gx++ {
					i := gy*g.width + gx
					sum[0] += luma[i]
					sum[1] += g.b[i] - luma[i]
					sum[2] += g.r[i] - luma[i]
					n++
					low, high = min(low, g.r[i], g.g[i], g.b[i]), max(high, g.r[i], g.g[i], g.b[i])
				}
			}
			s.white[y*s.w+x], s.black[y*s.w+x] = high > 0.97, low < 0.03
			for p := range sum {
				s.planes[p][y*s.w+x] = sum[p] / n
			}
		}
	}
	s.detail = s.withoutSlow(8)
	return s
}

func (s *scan) empty() bool { return min(s.w, s.h) < 16 }

func (s *scan) mean() float64 {
	sum := 0.0
	for _, v := range s.planes[0] {
		sum += float64(v)
	}
	return sum / float64(len(s.planes[0]))
}

// withoutSlow is luma less its mean over the cells around, by an integral image.
func (s *scan) withoutSlow(radius int) []float32 {
	sums := make([]float64, (s.w+1)*(s.h+1))
	for y := range s.h {
		row := 0.0
		for x := range s.w {
			row += float64(s.planes[0][y*s.w+x])
			sums[(y+1)*(s.w+1)+x+1] = sums[y*(s.w+1)+x+1] + row
		}
	}
	out := make([]float32, s.w*s.h)
	for y := range s.h {
		top, bottom := max(y-radius, 0), min(y+radius+1, s.h)
		for x := range s.w {
			left, right := max(x-radius, 0), min(x+radius+1, s.w)
			sum := sums[bottom*(s.w+1)+right] - sums[top*(s.w+1)+right] - sums[bottom*(s.w+1)+left] + sums[top*(s.w+1)+left]
			out[y*s.w+x] = s.planes[0][y*s.w+x] - float32(sum/float64((right-left)*(bottom-top)))
		}
	}
	return out
}

// displacement is where the detail of b lies over that of a best: a cell (x, y) of a is
// (x+dx, y+dy) of b. It looks coarsely first.
func displacement(a, b *scan) (dx, dy int) {
	farX, farY := int(farthest*float64(a.w)), int(farthest*float64(a.h))
	best := math.Inf(-1)
	try := func(x, y, step int) {
		if s := likeness(a.detail, b.detail, image.Rect(0, 0, a.w, a.h), a.w, x, y, step); s > best {
			best, dx, dy = s, x, y
		}
	}
	for y := -farY; y <= farY; y += 2 {
		for x := -farX; x <= farX; x += 2 {
			try(x, y, 2)
		}
	}
	best = math.Inf(-1)
	midX, midY := dx, dy
	for y := midY - 1; y <= midY+1; y++ {
		for x := midX - 1; x <= midX+1; x++ {
			try(x, y, 1)
		}
	}
	return dx, dy
}

// likeness is the correlation, -1 to 1, of a within a part of it and b displaced; every
// step-th cell counts. 0 where there is nothing to compare.
func likeness(a, b []float32, part image.Rectangle, w, dx, dy, step int) float64 {
	h := len(a) / w
	var ab, aa, bb float64
	for y := max(part.Min.Y, -dy); y < min(part.Max.Y, h-dy); y += step {
		for x := max(part.Min.X, -dx); x < min(part.Max.X, w-dx); x += step {
			u, v := float64(a[y*w+x]), float64(b[(y+dy)*w+x+dx])
			ab, aa, bb = ab+u*v, aa+u*u, bb+v*v
		}
	}
	if aa*bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}

// agrees says whether enough blocks of a are found again in b, each within the slack.
func agrees(a, b *scan, dx, dy int) bool {
	const side = 10
	found, all := 0, 0
	for y := 0; y+side <= a.h; y += side {
		for x := 0; x+side <= a.w; x += side {
			block := image.Rect(x, y, x+side, y+side)
			if block.Add(image.Pt(dx, dy)).Intersect(image.Rect(0, 0, b.w, b.h)).Dx() < side/2 || strength(a, block) < 0.015 && strength(b, block.Add(image.Pt(dx, dy))) < 0.015 {
				continue
			}
			all++
			best := 0.0
			for v := -slack; v <= slack; v++ {
				for u := -slack; u <= slack; u++ {
					best = math.Max(best, likeness(a.detail, b.detail, block, a.w, dx+u, dy+v, 1))
				}
			}
			if best > 0.7 {
				found++
			}
		}
	}
	return all >= 4 && float64(found) >= agreeing*float64(all)
}

// strength is the standard deviation of the detail in a part.
func strength(s *scan, part image.Rectangle) float64 {
	part = part.Intersect(image.Rect(0, 0, s.w, s.h))
	sum, n := 0.0, 0
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			d := float64(s.detail[y*s.w+x])
			sum += d * d
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return math.Sqrt(sum / float64(n))
}
