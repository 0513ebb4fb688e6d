package camera

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/disintegration/imaging"
)

// variant is one way in which a photograph is changed before it is judged.
type variant struct {
	name string
	// bad says that the result must be refused; kind is the problem it should be called.
	bad   bool
	kind  Problem
	apply func(img *image.NRGBA, random *rand.Rand) *image.NRGBA
}

// variants are the changes on which the error rates are counted. Blurs are relative to
// the width. Good ones are what cameras and friends do to a picture that stays usable.
func variants() []variant {
	crop := func(share, x, y float64) func(*image.NRGBA, *rand.Rand) *image.NRGBA {
		return func(img *image.NRGBA, _ *rand.Rand) *image.NRGBA {
			size := img.Bounds().Size()
			w, h := int(share*float64(size.X)), int(share*float64(size.Y))
			left, top := int(x*float64(size.X-w)), int(y*float64(size.Y-h))
			return imaging.Crop(img, image.Rect(left, top, left+w, top+h))
		}
	}
	return []variant{
		{name: "as it is", apply: func(img *image.NRGBA, _ *rand.Rand) *image.NRGBA { return img }},
		{name: "crop 80% top left", apply: crop(0.8, 0, 0)},
		{name: "crop 80% top right", apply: crop(0.8, 1, 0)},
		{name: "crop 80% bottom left", apply: crop(0.8, 0, 1)},
		{name: "crop 80% bottom right", apply: crop(0.8, 1, 1)},
		{name: "crop 60% middle", apply: crop(0.6, 0.5, 0.5)},
		{name: "dimmed to 70%", apply: mapTones(func(v float64) float64 { return 0.7 * v })},
		{name: "lightened, gamma 0.75", apply: mapTones(func(v float64) float64 { return math.Pow(v, 0.75) })},
		{name: "noise of 4 levels", apply: noise(4)},
		{name: "small, 256 px", apply: func(img *image.NRGBA, _ *rand.Rand) *image.NRGBA {
			return imaging.Fit(img, 256, 256, imaging.Lanczos)
		}},

		{name: "dark 5%", bad: true, kind: Dark, apply: mapTones(func(v float64) float64 { return 0.05 * v })},
		{name: "dark 10%", bad: true, kind: Dark, apply: mapTones(func(v float64) float64 { return 0.10 * v })},
		{name: "dark 15%", bad: true, kind: Dark, apply: mapTones(func(v float64) float64 { return 0.15 * v })},
		{name: "dark 10%, noise", bad: true, kind: Dark, apply: chain(mapTones(func(v float64) float64 { return 0.10 * v }), noise(4))},
		{name: "dark, mean 5% by gamma", bad: true, kind: Dark, apply: toMean(0.05)},
		{name: "overexposed, median twice white", bad: true, kind: Bright, apply: overexpose(2)},
		{name: "overexposed, median 3 times white", bad: true, kind: Bright, apply: overexpose(3)},
		{name: "bright +70%", bad: true, kind: Bright, apply: mapTones(func(v float64) float64 { return v + 0.7 })},
		{name: "bright, mean 93% by gamma", bad: true, kind: Bright, apply: toMean(0.93)},
		{name: "blur 1%", bad: true, kind: Blurred, apply: blur(0.01)},
		{name: "blur 2%", bad: true, kind: Blurred, apply: blur(0.02)},
		{name: "blur 4%", bad: true, kind: Blurred, apply: blur(0.04)},
		{name: "blur 2%, noise", bad: true, kind: Blurred, apply: chain(blur(0.02), noise(4))},
		{name: "defocus 2%", bad: true, kind: Blurred, apply: defocus(0.02)},
		{name: "motion 4%", bad: true, kind: Blurred, apply: motion(0.04)},
		{name: "motion 8%", bad: true, kind: Blurred, apply: motion(0.08)},
		{name: "finger over all", bad: true, kind: Covered, apply: finger(1.2)},
		{name: "finger over most", bad: true, kind: Covered, apply: finger(0.75)},
		{name: "dark cloth", bad: true, kind: Covered, apply: surface(0.02, 0.10)},
		{name: "plain wall", bad: true, kind: Featureless, apply: surface(0.25, 0.95)},
	}
}

type change = func(*image.NRGBA, *rand.Rand) *image.NRGBA

func chain(first, second change) change {
	return func(img *image.NRGBA, random *rand.Rand) *image.NRGBA { return second(first(img, random), random) }
}

// mapTones applies a curve over 0..1 to every channel.
func mapTones(curve func(float64) float64) change {
	return func(img *image.NRGBA, _ *rand.Rand) *image.NRGBA {
		var table [256]uint8
		for i := range table {
			table[i] = level(255 * curve(float64(i)/255))
		}
		out := imaging.Clone(img)
		for i := range out.Pix {
			if i%4 != 3 {
				out.Pix[i] = table[out.Pix[i]]
			}
		}
		return out
	}
}

func level(v float64) uint8 { return uint8(min(max(v+0.5, 0), 255)) }

// overexpose multiplies the stored values so that the median luma becomes median; above
// 1 most of the picture is white.
func overexpose(median float64) change {
	return func(img *image.NRGBA, random *rand.Rand) *image.NRGBA {
		var counts [256]int
		for i := 0; i+3 < len(img.Pix); i += 4 {
			counts[(299*int(img.Pix[i])+587*int(img.Pix[i+1])+114*int(img.Pix[i+2]))/1000]++
		}
		half, at := len(img.Pix)/8, 0
		for half > 0 && at < 255 {
			half -= counts[at]
			at++
		}
		gain := max(median*255/float64(at), 1)
		return mapTones(func(v float64) float64 { return gain * v })(img, random)
	}
}

// toMean finds the gamma that brings the mean luma to the target.
func toMean(target float64) change {
	return func(img *image.NRGBA, random *rand.Rand) *image.NRGBA {
		low, high := 0.01, 30.0
		out := img
		for range 12 {
			gamma := math.Sqrt(low * high)
			out = mapTones(func(v float64) float64 { return math.Pow(v, gamma) })(img, random)
			if meanLuma(out) > target {
				low = gamma
			} else {
				high = gamma
			}
		}
		return out
	}
}

func meanLuma(img *image.NRGBA) float64 {
	sum, n := 0.0, 0
	for i := 0; i+3 < len(img.Pix); i += 4 * 7 { // every seventh pixel
		sum += 0.299*float64(img.Pix[i]) + 0.587*float64(img.Pix[i+1]) + 0.114*float64(img.Pix[i+2])
		n++
	}
	return sum / float64(n) / 255
}

// noise adds a normal deviate of the given standard deviation in levels to each channel.
func noise(sigma float64) change {
	return func(img *image.NRGBA, random *rand.Rand) *image.NRGBA {
		out := imaging.Clone(img)
		for i := range out.Pix {
			if i%4 != 3 {
				out.Pix[i] = level(float64(out.Pix[i]) + sigma*random.NormFloat64())
			}
		}
		return out
	}
}

// blur is a Gaussian blur whose standard deviation is a share of the width.
func blur(share float64) change {
	return func(img *image.NRGBA, _ *rand.Rand) *image.NRGBA {
		return imaging.Blur(img, share*float64(img.Rect.Dx()))
	}
}

// spread averages img over offsets.
func spread(img *image.NRGBA, offsets []image.Point) *image.NRGBA {
	size := img.Rect.Size()
	out := image.NewNRGBA(img.Rect)
	for y := range size.Y {
		for x := range size.X {
			var sum [3]int
			for _, o := range offsets {
				at := img.PixOffset(min(max(x+o.X, 0), size.X-1), min(max(y+o.Y, 0), size.Y-1))
				for c := range sum {
					sum[c] += int(img.Pix[at+c])
				}
			}
			at := out.PixOffset(x, y)
			for c := range sum {
				out.Pix[at+c] = uint8(sum[c] / len(offsets))
			}
			out.Pix[at+3] = 255
		}
	}
	return out
}

// defocus averages over a disc, as a lens out of focus does; 80 samples stand for it.
func defocus(share float64) change {
	return func(img *image.NRGBA, _ *rand.Rand) *image.NRGBA {
		radius := share * float64(img.Rect.Dx())
		var offsets []image.Point
		for i := range 80 { // a sunflower spiral covers a disc evenly
			sin, cos := math.Sincos(float64(i) * math.Pi * (3 - math.Sqrt(5)))
			r := radius * math.Sqrt((float64(i)+0.5)/80)
			offsets = append(offsets, image.Pt(int(math.Round(r*cos)), int(math.Round(r*sin))))
		}
		return spread(img, offsets)
	}
}

// motion averages along a line in a random direction.
func motion(share float64) change {
	return func(img *image.NRGBA, random *rand.Rand) *image.NRGBA {
		length := share * float64(img.Rect.Dx())
		sin, cos := math.Sincos(math.Pi * random.Float64())
		n := int(length) + 1
		var offsets []image.Point
		for i := range n {
			d := length * (float64(i)/float64(n) - 0.5)
			offsets = append(offsets, image.Pt(int(math.Round(d*cos)), int(math.Round(d*sin))))
		}
		return spread(img, offsets)
	}
}

// finger lays a fingertip over the picture: a disc of skin lit through from one side,
// out of focus, with noise. radius is a share of the diagonal; from 0.7 a corner or two
// is left, from 1 nothing.
func finger(radius float64) change {
	return func(img *image.NRGBA, random *rand.Rand) *image.NRGBA {
		size := img.Rect.Size()
		diagonal := math.Hypot(float64(size.X), float64(size.Y))
		sin, cos := math.Sincos(2 * math.Pi * random.Float64())
		shade := 0.25 + 0.6*random.Float64()
		skin := [3]float64{255, 130 + 40*random.Float64(), 90 + 40*random.Float64()}
		// The tip comes in from the side where the rest of the picture is not.
		centreX, centreY := float64(size.X)*(0.5+0.3*cos), float64(size.Y)*(0.5+0.3*sin)
		soft := 0.08 * diagonal
		out := image.NewNRGBA(img.Rect)
		for y := range size.Y {
			for x := range size.X {
				dx, dy := float64(x)-centreX, float64(y)-centreY
				cover := min(max((radius*diagonal*0.7-math.Hypot(dx, dy))/soft+0.5, 0), 1)
				light := shade * (1 + 0.35*(dx*cos+dy*sin)/diagonal)
				at := out.PixOffset(x, y)
				for c := range 3 {
					under := float64(img.Pix[at+c])
					out.Pix[at+c] = level(under + cover*(skin[c]*light-under) + 2*random.NormFloat64())
				}
				out.Pix[at+3] = 255
			}
		}
		return out
	}
}

// surface replaces the picture by one surface of a random colour between two
// brightnesses, unevenly lit, slightly rough, with noise.
func surface(low, high float64) change {
	return func(img *image.NRGBA, random *rand.Rand) *image.NRGBA {
		size := img.Rect.Size()
		var paint [3]float64
		for c := range paint {
			paint[c] = 255 * (low + (high-low)*random.Float64())
		}
		sin, cos := math.Sincos(2 * math.Pi * random.Float64())
		slope, vignette := 0.4*random.Float64(), 0.3*random.Float64()
		rough := imaging.Blur(speckle(size, random), 2)
		out := image.NewNRGBA(img.Rect)
		for y := range size.Y {
			for x := range size.X {
				u, v := float64(x)/float64(size.X)-0.5, float64(y)/float64(size.Y)-0.5
				light := 1 + slope*(u*cos+v*sin) - vignette*(u*u+v*v)
				at := out.PixOffset(x, y)
				bump := float64(rough.Pix[at])/128 - 1
				for c := range 3 {
					out.Pix[at+c] = level(paint[c]*(light+0.15*bump) + 2*random.NormFloat64())
				}
				out.Pix[at+3] = 255
			}
		}
		return out
	}
}

func speckle(size image.Point, random *rand.Rand) *image.NRGBA {
	img := image.NewNRGBA(image.Rectangle{Max: size})
	for i := 0; i < len(img.Pix); i += 4 {
		v := uint8(64 + random.IntN(128))
		copy(img.Pix[i:], []uint8{v, v, v, 255})
	}
	return img
}
