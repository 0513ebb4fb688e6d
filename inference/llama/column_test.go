//go:build cgo

package llama

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"descry/internal/shapes"
)

// TestColumn holds the products of one column, which scripts/cpulibs/vector.c computes,
// to those of many columns, which ggml does: the last of a row of tokens has the same
// logits whether they come one by one or all at once. The models have Q8_0 weights, and
// the mixture of Q4_K_M.
func TestColumn(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"smolvlm-256m", "qwen2-vl-2b", "qwen2-vl-2b-q4"} {
		shape, ok := shapes.Find(name)
		if !ok {
			t.Fatal("no shape", name)
		}
		small := shape.Small()
		if err := small.Write(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		text, projector := small.Files(dir)
		for _, threads := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s on %d", name, threads), func(t *testing.T) {
				column(t, Options{Text: text, Projector: projector, Library: library(t), Context: 64, Threads: threads})
			})
		}
	}
}

func column(t *testing.T, o Options) {
	m, err := open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }() // frees only
	random := rand.New(rand.NewPCG(1, 2))
	ids := make([]int, 20)
	for i := range ids {
		ids[i] = random.IntN(m.vocab)
	}
	if err := m.DecodeTokens(t.Context(), ids, 0, true); err != nil {
		t.Fatal(err)
	}
	want := append([]float32(nil), m.Logits()...)
	if _, err := m.Truncate(0); err != nil {
		t.Fatal(err)
	}
	for i := range ids {
		if err := m.DecodeTokens(t.Context(), ids[i:i+1], i, i == len(ids)-1); err != nil {
			t.Fatal(err)
		}
	}
	// Beside the spread of the logits: both ways round columns to 8 bits, and a last bit
	// that falls the other way moves a logit by about a thousandth of it.
	spread, worst := 0.0, 0.0
	for i, got := range m.Logits() {
		spread += float64(want[i]) * float64(want[i])
		worst = max(worst, math.Abs(float64(got-want[i])))
	}
	spread = math.Sqrt(spread / float64(m.vocab))
	t.Logf("worst %.2g of a spread of %.2g", worst, spread)
	if !(worst <= 0.01*spread) || spread == 0 {
		t.Errorf("a logit is off by %g, the logits' spread is %g", worst, spread)
	}
}
