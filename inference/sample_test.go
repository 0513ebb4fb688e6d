package inference

import (
	"math"
	"slices"
	"testing"
)

func TestLogprob(t *testing.T) {
	logits := []float32{1, 3, 2}
	tok := newSampler(Sampling{}, 2).next(logits)
	want := 3 - math.Log(math.Exp(1)+math.Exp(2)+math.Exp(3))
	if tok.ID != 1 || math.Abs(float64(tok.Logprob)-want) > 1e-6 {
		t.Errorf("%+v, want %f", tok, want)
	}
	if len(tok.Top) != 2 || tok.Top[0].ID != 1 || tok.Top[1].ID != 2 {
		t.Errorf("top %+v", tok.Top)
	}
}

func TestBest(t *testing.T) {
	v := make([]float32, 1000)
	for i := range v {
		v[i] = float32((i * 7919) % 501) // every value about twice
	}
	for _, n := range []int{0, 1, 5, 64, 65, 1000, 2000} {
		got := best(v, n)
		if len(got) != min(n, len(v)) {
			t.Fatalf("best(%d) has %d", n, len(got))
		}
		for i := 1; i < len(got); i++ {
			a, b := got[i-1], got[i]
			if v[a] < v[b] || v[a] == v[b] && a > b {
				t.Fatalf("best(%d): %d before %d", n, a, b)
			}
		}
		if n == 64 && !slices.Equal(got, best(v, 1000)[:64]) {
			t.Error("inserting and sorting differ")
		}
	}
}

func TestSampling(t *testing.T) {
	logits := []float32{0, 1, 2, 3}
	count := func(s Sampling) (n [4]int) {
		for seed := range uint64(4000) {
			s.Seed = seed
			n[newSampler(s, 0).next(logits).ID]++
		}
		return n
	}
	n := count(Sampling{Temperature: 1})
	sum := 0.0
	for _, l := range logits {
		sum += math.Exp(float64(l))
	}
	for i, l := range logits {
		want := math.Exp(float64(l)) / sum * 4000
		if math.Abs(float64(n[i])-want) > 5*math.Sqrt(want) {
			t.Errorf("token %d drawn %d times, want %.0f", i, n[i], want)
		}
	}
	if n := count(Sampling{Temperature: 1, TopK: 2}); n[0]+n[1] != 0 || n[2] == 0 {
		t.Errorf("top 2: %v", n)
	}
	if n := count(Sampling{Temperature: 1, TopP: 0.6}); n[3] != 4000 {
		t.Errorf("nucleus of 0.6 holds only the first: %v", n)
	}
	if n := count(Sampling{Temperature: 0.01}); n[3] != 4000 {
		t.Errorf("cold: %v", n)
	}
}

func BenchmarkNext(b *testing.B) {
	logits := make([]float32, 49280) // SmolVLM's vocabulary
	for i := range logits {
		logits[i] = float32(i%97) / 10
	}
	s := newSampler(Sampling{}, 5)
	for b.Loop() {
		s.next(logits)
	}
}
