package v4l2

import (
	"cmp"
	"image"
	"slices"

	"descry/camera"
)

// fourCC names a pixel format by four letters, the first in the lowest byte
// (linux/videodev2.h, v4l2_fourcc).
type fourCC uint32

func fourCCOf(letters string) fourCC {
	return fourCC(letters[0]) | fourCC(letters[1])<<8 | fourCC(letters[2])<<16 | fourCC(letters[3])<<24
}

// String gives the four letters.
func (f fourCC) String() string {
	return string([]byte{byte(f), byte(f >> 8), byte(f >> 16), byte(f >> 24)})
}

// kind is what is known of a pixel format.
type kind struct {
	// cost orders formats of which a camera has several at the size that is wanted: raw
	// ones cost the least work and lose nothing; JPEG has to be decoded and has lost some.
	cost int
	// decode makes a picture, which is new, from data that is long enough for its layout.
	decode func(l layout, data []byte) (image.Image, error)
	// row is the bytes of a row without padding, for width pixels, and size those of all
	// planes, for rows of stride bytes; both nil for JPEG.
	row  func(width int) int
	size func(stride, height int) int
}

// greyCost is beyond all with colours: those are worth more than any size.
const greyCost = 100

var (
	mjpg = fourCCOf("MJPG")
	jpeg = fourCCOf("JPEG")
	yuyv = fourCCOf("YUYV")
	uyvy = fourCCOf("UYVY")
	yvyu = fourCCOf("YVYU")
	nv12 = fourCCOf("NV12")
	yu12 = fourCCOf("YU12")
	rgb3 = fourCCOf("RGB3")
	bgr3 = fourCCOf("BGR3")
	grey = fourCCOf("GREY")
)

// kinds are the formats that can be decoded. It is not to be changed.
var kinds = map[fourCC]kind{
	yuyv: {0, packed(0, 1, 2, 3), pairs(2), plane},
	uyvy: {0, packed(1, 0, 3, 2), pairs(2), plane},
	yvyu: {0, packed(0, 3, 2, 1), pairs(2), plane},
	nv12: {1, decodeNV12, pairs(1), plane420},
	yu12: {1, decodeYU12, pairs(1), plane420},
	rgb3: {2, decodeRGB(0, 1, 2), each(3), plane},
	bgr3: {2, decodeRGB(2, 1, 0), each(3), plane},
	mjpg: {3, decodeJPEG, nil, nil},
	jpeg: {4, decodeJPEG, nil, nil},
	grey: {greyCost, decodeGrey, each(1), plane},
}

// offer is a way in which a camera can send: a format at a size. rates are the frames a
// second that it can do then; none: it doesn't say.
type offer struct {
	format fourCC
	size   image.Point
	rates  []float64
}

// What is captured if nothing is wished for: enough pixels for a text held into the camera,
// at a rate that gives three frames to choose from in 300 ms.
const (
	usualWidth, usualHeight = 1280, 720
	usualRate               = 10
)

// wished is a mode with what the source chooses in place of zeros.
func wished(m camera.Mode) (size image.Point, rate float64) {
	size, rate = image.Pt(m.Width, m.Height), m.Rate
	if size.X <= 0 || size.Y <= 0 {
		size = image.Pt(usualWidth, usualHeight)
	}
	if rate <= 0 {
		rate = usualRate
	}
	return size, rate
}

// ranked are the offers that can be decoded, the best first: with colours; the smallest
// that is as large as wished in both directions, or else the largest; quick enough; and of
// those the cheapest.
func ranked(offers []offer, m camera.Mode) []offer {
	size, rate := wished(m)
	var known []offer
	for _, o := range offers {
		if _, ok := kinds[o.format]; ok && o.size.X > 0 && o.size.Y > 0 {
			known = append(known, o)
		}
	}
	slices.SortStableFunc(known, func(a, b offer) int {
		return cmp.Or(
			first(a.colours(), b.colours()),
			first(a.covers(size), b.covers(size)),
			a.missing(size)-b.missing(size),
			first(a.reaches(rate), b.reaches(rate)),
			kinds[a.format].cost-kinds[b.format].cost,
		)
	})
	return known
}

// first puts what is true before what isn't.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (o offer) colours() bool { return kinds[o.format].cost < greyCost }

func (o offer) covers(size image.Point) bool { return o.size.X >= size.X && o.size.Y >= size.Y }

// missing is how far from a size it is, in pixels: too many or too few.
func (o offer) missing(size image.Point) int {
	if o.covers(size) {
		return o.size.X*o.size.Y - size.X*size.Y
	}
	return -o.size.X * o.size.Y // all that are compared lack some: the largest first
}

func (o offer) reaches(rate float64) bool {
	return len(o.rates) == 0 || slices.Max(o.rates) >= rate
}

// rate is the slowest that is quick enough, since a slower camera sees more light; if none
// is, the quickest.
func (o offer) rate(wanted float64) float64 {
	if len(o.rates) == 0 {
		return wanted
	}
	best := slices.Max(o.rates)
	for _, r := range o.rates {
		if r >= wanted && r < best {
			best = r
		}
	}
	return best
}

// fit is the size in a range of them that is nearest to the one wanted, from low in steps.
func fit(low, high, step, want image.Point) image.Point {
	one := func(low, high, step, want int) int {
		want = min(max(want, low), high)
		return want - (want-low)%max(step, 1)
	}
	return image.Pt(one(low.X, high.X, step.X, want.X), one(low.Y, high.Y, step.Y, want.Y))
}
