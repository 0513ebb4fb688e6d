package camera

import "slices"

const (
	// skinTile is the side in cells of the squares that are judged flat or not.
	skinTile = 16
	// skinFlat is how much a channel may range within a square: a finger on the lens is
	// far out of focus, so only light's slow changes and noise are left.
	skinFlat = 0.10
	// skinRed is the least saturation, (red-blue)/red. Blood makes a finger before a lens
	// redder than skin seen from outside; a beige wall has about 0.2.
	skinRed = 0.3
	// skinGreen is the most green, as a share of red. Fingers have 0.2 to 0.7, depending on
	// how much light comes through; yellow things have 0.85 and more.
	skinGreen = 0.8
	// edgeCells and skinEdge: a finger before a lens is far out of focus, so its colour
	// goes over into the rest by a few percent in three cells. Things on an orange or brown
	// ground end with a step: drawn ones with 0.2 to 0.9.
	edgeCells = 3
	skinEdge  = 0.15
)

// skin returns the share of squares that are flat and of a finger's colour: red above
// green above blue, as any skin is, in light that shines through it. Where these end
// sharply it is no finger, and the share 0.
func (g *grid) skin() float64 {
	across, down := (g.width+skinTile-1)/skinTile, (g.height+skinTile-1)/skinTile
	is := make([]bool, across*down)
	found := 0
	for i := range is {
		if is[i] = g.isSkin(i%across*skinTile, i/across*skinTile); is[i] {
			found++
		}
	}
	if g.skinStep(is, across, down) > skinEdge {
		return 0
	}
	return float64(found) / float64(max(len(is), 1))
}

func (g *grid) isSkin(left, top int) bool {
	low, high := [3]float32{1, 1, 1}, [3]float32{}
	var sum [3]float32
	for y := top; y < min(top+skinTile, g.height); y++ {
		for i := y*g.width + left; i < y*g.width+min(left+skinTile, g.width); i++ {
			for c, v := range [3]float32{g.r[i], g.g[i], g.b[i]} {
				low[c], high[c] = min(low[c], v), max(high[c], v)
				sum[c] += v
			}
		}
	}
	for c := range low {
		if high[c]-low[c] > skinFlat {
			return false
		}
	}
	return skinColoured(sum[0], sum[1], sum[2])
}

func skinColoured(red, green, blue float32) bool {
	return green < skinGreen*red && green > 0.9*blue && red-blue > skinRed*red
}

// skinStep is how suddenly what has a finger's colour ends beside the squares that are
// skin: the upper quartile of the largest change of a channel, 0..1, within edgeCells
// across its edges; 0 without any.
func (g *grid) skinStep(is []bool, across, down int) float64 {
	var steps []float32
	for i := range is {
		x, y := i%across, i/across
		beside := !is[i] && (x > 0 && is[i-1] || x < across-1 && is[i+1] || y > 0 && is[i-across] || y < down-1 && is[i+across])
		if beside {
			steps = g.skinSteps(steps, x*skinTile, y*skinTile)
		}
	}
	if len(steps) == 0 {
		return 0
	}
	slices.Sort(steps)
	return float64(quantile(steps, 0.75))
}

// skinSteps adds the changes in the square at left, top.
func (g *grid) skinSteps(steps []float32, left, top int) []float32 {
	compare := func(i, j int) {
		if skinColoured(g.r[i], g.g[i], g.b[i]) != skinColoured(g.r[j], g.g[j], g.b[j]) {
			steps = append(steps, max(abs(g.r[i]-g.r[j]), abs(g.g[i]-g.g[j]), abs(g.b[i]-g.b[j])))
		}
	}
	for y := top; y < min(top+skinTile, g.height-edgeCells); y++ {
		for x := left; x < min(left+skinTile, g.width-edgeCells); x++ {
			i := y*g.width + x
			compare(i, i+edgeCells)
			compare(i, i+edgeCells*g.width)
		}
	}
	return steps
}

func abs(x float32) float32 { return max(x, -x) }
