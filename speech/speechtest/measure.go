package speechtest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"descry/speech"
)

// Measure has a text said and stopped after a second, so many times, and tells when the first
// sound was heard after the text was given, and how long there was sound after the stop. Both are
// sorted.
func Measure(t testing.TB, ear *Ear, v speech.Voice, tries int) (first, silence []time.Duration) {
	t.Helper()
	for range tries {
		ctx, cancel := context.WithCancel(t.Context())
		said := make(chan error)
		begun := time.Now()
		go func() {
			said <- v.Say(ctx, strings.Repeat("There is a red cup on the table, and ", 50), speech.Settings{Language: "en"})
		}()
		time.Sleep(time.Second)
		stopped := time.Now()
		cancel()
		if err := <-said; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		time.Sleep(600 * time.Millisecond)
		on, off := ear.Onset(begun), ear.Offset(begun)
		if on.IsZero() {
			t.Fatal("nothing was heard")
		}
		if loud := Loudest(ear.Between(begun, stopped)); loud < 2000 {
			t.Errorf("the loudest sample is %d", loud)
		}
		first, silence = append(first, on.Sub(begun)), append(silence, off.Sub(stopped))
	}
	slices.Sort(first)
	slices.Sort(silence)
	return first, silence
}

// Heard measures five tries against five times what is promised for a quiet machine, first for
// the first sound and silence for the silence after a stop.
func Heard(t *testing.T, ear *Ear, v speech.Voice, first, silence time.Duration) {
	t.Helper()
	on, off := Measure(t, ear, v, 5)
	t.Logf("first sound after %v, silence after %v", on, off)
	if m := slices.Max(on); m > 5*first {
		t.Errorf("the first sound came after %v", m)
	}
	if m := slices.Max(off); m > 5*silence {
		t.Errorf("there was sound %v after the stop", m)
	}
}

// Bench measures 20 tries, and reports how many milliseconds 19 of them stay under.
func Bench(b *testing.B, ear *Ear, v speech.Voice, first, silence time.Duration) {
	b.Helper()
	const tries = 20
	on, off := Measure(b, ear, v, tries)
	for _, m := range []struct {
		name        string
		took, bound time.Duration
	}{{"first-p95-ms", on[tries-2], first}, {"silence-p95-ms", off[tries-2], silence}} {
		b.ReportMetric(float64(m.took.Microseconds())/1000, m.name)
		if m.took > m.bound {
			b.Logf("%s: over the budget of %v", m.name, m.bound)
		}
	}
}
