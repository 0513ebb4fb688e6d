package camera

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// differences marks the cells of b that differ from a, and says how many could be compared.
func differences(a, b *scan, dx, dy int) (marked []bool, whole int) {
	marked = make([]bool, b.w*b.h)
	both := image.Rect(0, 0, b.w, b.h).Intersect(image.Rect(dx, dy, a.w+dx, a.h+dy))
	for p := range a.planes {
		limit := different
		if p > 0 {
			limit = differentColour
		}
		// The light is taken out of a, so that both can be compared as they are.
		o := overlay{a: a, b: b, plane: p, lit: fit(a.planes[p], b.planes[p], a.w, both, dx, dy), dx: dx, dy: dy}
		rest := make([]float32, 0, both.Dx()*both.Dy())
		for y := both.Min.Y; y < both.Max.Y; y++ {
			for x := both.Min.X; x < both.Max.X; x++ {
				rest = append(rest, o.apart(x, y))
			}
		}
		sorted := slices.Clone(rest)
		slices.Sort(sorted)
		limit = math.Max(limit, 4*float64(sorted[len(sorted)/2]))
		for i, r := range rest {
			if float64(r) > limit {
				marked[(both.Min.Y+i/both.Dx())*b.w+both.Min.X+i%both.Dx()] = true
			}
		}
	}
	return marked, both.Dx() * both.Dy()
}

// overlay is a plane of b over that of a, lit as b is.
type overlay struct {
	a, b   *scan
	plane  int
	lit    []float32
	dx, dy int
}

// apart is how far a cell of b is from what is around it in a, or a's from what is around it in b.
func (o overlay) apart(x, y int) float32 {
	i, j := (y-o.dy)*o.a.w+x-o.dx, y*o.b.w+x
	a, b := o.a, o.b
	if o.plane > 0 && (a.white[i] || a.black[i] || b.white[j] || b.black[j]) {
		return 0 // colours turn where one channel is cut off
	}
	plane := b.planes[o.plane]
	darker := plane[j] < o.lit[i]
	if darker && (b.white[j] || a.black[i]) || !darker && (b.black[j] || a.white[i]) {
		return 0
	}
	return max(beyond(plane[j], o.lit, x-o.dx, y-o.dy, a.w), beyond(o.lit[i], plane, x, y, b.w))
}

// beyond is how far v is outside of the values around (x, y), 0 within.
func beyond(v float32, plane []float32, x, y, w int) float32 {
	h := len(plane) / w
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for ny := max(y-slack, 0); ny <= min(y+slack, h-1); ny++ {
		for nx := max(x-slack, 0); nx <= min(x+slack, w-1); nx++ {
			low, high = min(low, plane[ny*w+nx]), max(high, plane[ny*w+nx])
		}
	}
	return max(low-v, v-high, 0)
}

// fit is a with the gain, offset and slopes that bring it nearest to b displaced. What
// doesn't follow, as a thing that is new there, loses its weight from round to round.
func fit(a, b []float32, w int, both image.Rectangle, dx, dy int) []float32 {
	h := len(a) / w
	at := func(x, y int) [4]float64 { // x and y are those of a
		return [4]float64{float64(a[y*w+x]), 1, float64(x)/float64(w) - 0.5, float64(y)/float64(h) - 0.5}
	}
	model := [4]float64{1, 0, 0, 0}
	scale := math.Inf(1)
	for range 6 {
		var m [4][5]float64
		var errs []float64
		for y := both.Min.Y; y < both.Max.Y; y += 2 {
			for x := both.Min.X; x < both.Max.X; x += 2 {
				v, target := at(x-dx, y-dy), float64(b[y*w+x])
				e := math.Abs(target - dot(model, v))
				errs = append(errs, e)
				weight := 1.0
				if e > scale {
					weight = scale * scale / (e * e)
				}
				for i := range v {
					for j := range v {
						m[i][j] += weight * v[i] * v[j]
					}
					m[i][4] += weight * v[i] * target
				}
			}
		}
		slices.Sort(errs)
		scale = 2*errs[len(errs)/2] + 1e-4
		if next, ok := solveFour(m); ok {
			next[0] = math.Min(math.Max(next[0], 0.3), 3)
			model = next
		}
	}
	out := make([]float32, len(a))
	for y := range h {
		for x := range w {
			out[y*w+x] = float32(dot(model, at(x, y)))
		}
	}
	return out
}

func dot(a, b [4]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] + a[3]*b[3] }

// solveFour finds x of a linear system of four by Gauss's elimination; false: there is none.
func solveFour(m [4][5]float64) (x [4]float64, ok bool) {
	for c := range 4 {
		pivot := c
		for r := c + 1; r < 4; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[pivot][c]) {
				pivot = r
			}
		}
		m[c], m[pivot] = m[pivot], m[c]
		if math.Abs(m[c][c]) < 1e-9 {
			return x, false
		}
		for r := range 4 {
			if r == c {
				continue
			}
			f := m[r][c] / m[c][c]
			for k := c; k < 5; k++ {
				m[r][k] -= f * m[c][k]
			}
		}
	}
	for i := range x {
		x[i] = m[i][4] / m[i][i]
	}
	return x, true
}

// places joins marked cells to what a person would call one place, and leaves specks out.
func places(marked []bool, w, h int, bounds image.Rectangle) []Place {
	solid := opened(marked, w, h)
	var found []Place
	seen := make([]bool, len(solid))
	for i := range solid {
		if !solid[i] || seen[i] {
			continue
		}
		box, n := flood(solid, seen, w, h, i)
		if share := float64(n) / float64(w*h); share >= smallest {
			scaled := image.Rect(
				box.Min.X*bounds.Dx()/w, box.Min.Y*bounds.Dy()/h,
				box.Max.X*bounds.Dx()/w, box.Max.Y*bounds.Dy()/h).Add(bounds.Min)
			found = append(found, Place{scaled, share})
		}
	}
	slices.SortStableFunc(found, func(a, b Place) int { return cmp.Compare(b.Share, a.Share) })
	return found[:min(len(found), mostPlaces)]
}

// opened leaves the cells of which most neighbours are marked too.
func opened(marked []bool, w, h int) []bool {
	out := make([]bool, len(marked))
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			n := 0
			for v := -1; v <= 1; v++ {
				for u := -1; u <= 1; u++ {
					if marked[(y+v)*w+x+u] {
						n++
					}
				}
			}
			out[y*w+x] = n >= 5
		}
	}
	return out
}

// flood gives the cells that belong together from the first on: a gap of some cells is none.
func flood(solid, seen []bool, w, h, first int) (box image.Rectangle, n int) {
	const gap = 4
	next := []int{first}
	seen[first] = true
	for len(next) > 0 {
		i := next[len(next)-1]
		next = next[:len(next)-1]
		x, y := i%w, i/w
		box = box.Union(image.Rect(x, y, x+1, y+1))
		n++
		for v := max(y-gap, 0); v <= min(y+gap, h-1); v++ {
			for u := max(x-gap, 0); u <= min(x+gap, w-1); u++ {
				if j := v*w + u; solid[j] && !seen[j] {
					seen[j] = true
					next = append(next, j)
				}
			}
		}
	}
	return box, n
}
