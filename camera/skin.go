package camera

const (
	// skinTile is the side in cells of the squares that are judged flat or not.
	skinTile = 16
	// skinFlat is how much a channel may range within a square: a finger on the lens is
	// far out of focus, so only light's slow changes and noise are left.
	skinFlat = 0.10
	// skinRed is the least saturation, (red-blue)/red. Blood makes a finger before a lens
	// redder than skin seen from outside; a beige wall has about 0.2.
	skinRed = 0.3
)

// skin returns the share of squares that are flat and of a finger's colour: red above
// green above blue, as any skin is, in light that shines through it.
func (g *grid) skin() float64 {
	found, all := 0, 0
	for top := 0; top < g.height; top += skinTile {
		for left := 0; left < g.width; left += skinTile {
			all++
			if g.isSkin(left, top) {
				found++
			}
		}
	}
	return float64(found) / float64(max(all, 1))
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
	red, green, blue := sum[0], sum[1], sum[2]
	return red > green && green > 0.9*blue && red-blue > skinRed*red
}
