package inference

import (
	"math"
	"math/rand/v2"
	"slices"
)

// sampler draws tokens from logits.
type sampler struct {
	Sampling
	top int
	rng *rand.Rand
}

func newSampler(s Sampling, top int) *sampler {
	return &sampler{Sampling: s, top: top, rng: rand.New(rand.NewPCG(s.Seed, s.Seed))}
}

// next draws a token. Its log-probability and the alternatives are those of the
// model itself, before temperature and limits.
func (s *sampler) next(logits []float32) Token {
	norm := logSumExp(logits)
	id := argmax(logits)
	if s.Temperature > 0 {
		id = s.draw(logits)
	}
	tok := Token{ID: id, Logprob: float32(float64(logits[id]) - norm)}
	for _, i := range best(logits, s.top) {
		tok.Top = append(tok.Top, Alternative{ID: i, Logprob: float32(float64(logits[i]) - norm)})
	}
	return tok
}

// draw samples with temperature among the TopK most probable tokens, of these the
// fewest that together reach TopP (nucleus sampling, Holtzman et al. 2019).
func (s *sampler) draw(logits []float32) int {
	k := s.TopK
	if k <= 0 || k > len(logits) {
		k = len(logits)
	}
	ids := best(logits, k)
	weights := make([]float64, len(ids))
	sum := 0.0
	for i, id := range ids {
		weights[i] = math.Exp(float64(logits[id]-logits[ids[0]]) / float64(s.Temperature))
		sum += weights[i]
	}
	if s.TopP > 0 && s.TopP < 1 {
		room, kept := float64(s.TopP)*sum, 0.0
		for i, w := range weights {
			kept += w
			if kept >= room {
				ids, weights, sum = ids[:i+1], weights[:i+1], kept
				break
			}
		}
	}
	at := s.rng.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return ids[i]
		}
	}
	return ids[len(ids)-1]
}

// argmax is the first of the largest values, as the reference implementations have it.
func argmax(v []float32) int {
	at := 0
	for i, x := range v {
		if x > v[at] {
			at = i
		}
	}
	return at
}

// logSumExp is log(sum(exp(v))), without overflow; NaN if one of v is.
func logSumExp(v []float32) float64 {
	top := float64(v[argmax(v)])
	sum := 0.0
	for _, x := range v {
		// Below e^-40 a term is lost in float64's sum of at most a few 100,000.
		if d := float64(x) - top; !(d <= -40) {
			sum += math.Exp(d)
		}
	}
	return top + math.Log(sum)
}

// best returns the indices of the n largest values, largest first; of equal ones
// the first.
func best(v []float32, n int) []int {
	n = min(n, len(v))
	if n <= 0 {
		return nil
	}
	order := func(a, b int) int {
		switch {
		case v[a] > v[b]:
			return -1
		case v[a] < v[b]:
			return 1
		default:
			return a - b
		}
	}
	if n > 64 { // sorting all is quicker than inserting
		all := make([]int, len(v))
		for i := range all {
			all[i] = i
		}
		slices.SortFunc(all, order)
		return all[:n]
	}
	out := make([]int, 0, n+1)
	for i, x := range v {
		if len(out) == n && x <= v[out[n-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, i, order)
		out = slices.Insert(out, at, i)
		out = out[:min(len(out), n)]
	}
	return out
}
