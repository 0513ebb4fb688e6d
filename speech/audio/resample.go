package audio

import "math"

const (
	// taps of the filter for each output sample. With beta 9 (Kaiser's window, stop band
	// -90 dB) the transition band is 0.24 of the input's band: (90-8)/(2.285*48) rad.
	taps = 48
	beta = 9
	// cutoff is the middle of that band, in parts of the input's band.
	cutoff = 0.88
)

// resampler turns samples of one rate into those of a higher one: a polyphase filter
// of a windowed sinc (Kaiser 1974). It is used by one goroutine.
type resampler struct {
	up, down int
	phases   [][taps]float64 // one for each place between two input samples
	held     []float64       // input from the first tap of the next output on
	phase    int
}

func newResampler(from, to int) *resampler {
	g := gcd(from, to)
	r := &resampler{up: to / g, down: from / g, held: make([]float64, taps/2-1)}
	if r.up == r.down {
		return r
	}
	r.phases = make([][taps]float64, r.up)
	for p := range r.phases {
		sum := 0.0
		for k := range taps {
			x := float64(k-taps/2+1) - float64(p)/float64(r.up)
			r.phases[p][k] = sinc(cutoff*x) * window(x/(taps/2))
			sum += r.phases[p][k]
		}
		for k := range taps { // silence and steady values stay as they are
			r.phases[p][k] /= sum
		}
	}
	return r
}

// add takes samples and returns those that are complete now.
func (r *resampler) add(samples []int16) []int16 {
	if r.phases == nil {
		return samples
	}
	for _, s := range samples {
		r.held = append(r.held, float64(s))
	}
	var out []int16
	from := 0
	for from+taps <= len(r.held) {
		sum := 0.0
		for k, h := range &r.phases[r.phase] {
			sum += h * r.held[from+k]
		}
		out = append(out, int16(math.Round(min(max(sum, math.MinInt16), math.MaxInt16))))
		r.phase += r.down
		from += r.phase / r.up
		r.phase %= r.up
	}
	r.held = append(r.held[:0], r.held[from:]...)
	return out
}

// rest returns what the last samples still give.
func (r *resampler) rest() []int16 {
	if r.phases == nil {
		return nil
	}
	return r.add(make([]int16, taps/2))
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// window is Kaiser's, for x from -1 to 1.
func window(x float64) float64 {
	if x < -1 || x > 1 {
		return 0
	}
	return bessel(beta*math.Sqrt(1-x*x)) / bessel(beta)
}

// bessel is the modified Bessel function of the first kind, of order zero, by its series.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1; term > 1e-12*sum; k++ {
		term *= (x / 2 / float64(k)) * (x / 2 / float64(k))
		sum += term
	}
	return sum
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
