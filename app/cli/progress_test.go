package cli

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLoading(t *testing.T) {
	for _, c := range []struct {
		name string
		took time.Duration // of the whole, reported a hundred times
		want []string
	}{
		{"quick", 900 * time.Millisecond, nil},
		{"a little slow", 1150 * time.Millisecond, []string{"80 percent", "90 percent", "is loaded"}},
		{"slow", 20 * time.Second, []string{"10", "20", "30", "40", "50", "60", "70", "80", "90", "is loaded"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				l := newLoading(&out, "en")
				for i := range 101 {
					l.report(float64(i) / 100)
					time.Sleep(c.took / 100)
				}
				lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
				if out.Len() == 0 {
					lines = nil
				}
				if len(lines) != len(c.want) {
					t.Fatalf("said %q, want %q", lines, c.want)
				}
				for i, w := range c.want {
					if !strings.Contains(lines[i], w) {
						t.Errorf("line %d is %q, want %q", i, lines[i], w)
					}
				}
				if strings.ContainsAny(out.String(), "\r\x1b\b") {
					t.Errorf("drawn again: %q", out.String())
				}
			})
		})
	}
}

func TestLoadingAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		l := newLoading(&out, "en")
		l.report(0)
		time.Sleep(2 * time.Second)
		l.report(0.5)
		l.report(0) // another model, or the same after its worker died
		l.report(0.9)
		if got := strings.Count(out.String(), "\n"); got != 1 || !strings.Contains(out.String(), "50") {
			t.Errorf("said %q", out.String())
		}
	})
}

// TestRest: while speech goes on nothing else is said, until something comes again.
func TestRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		w := startWaiting(&output{w: &out}, "Still at it.")
		w.heard()
		w.rest()
		time.Sleep(time.Minute)
		synctest.Wait()
		if out.Len() != 0 {
			t.Errorf("said %q", out.String())
		}
		w.heard()
		time.Sleep(firstWait + time.Second)
		w.stop()
		if got := strings.Count(out.String(), "Still at it.\n"); got != 1 {
			t.Errorf("said it %d times", got)
		}
	})
}

func TestWaiting(t *testing.T) {
	for _, c := range []struct {
		name  string
		heard []time.Duration // when something is heard
		end   time.Duration
		want  int
	}{
		{"short", nil, 2 * time.Second, 0},
		{"long", nil, 4 * time.Second, 1},
		{"very long", nil, 24 * time.Second, 3},
		{"something is heard", []time.Duration{2 * time.Second, 4 * time.Second}, 6 * time.Second, 0},
		{"heard, then nothing", []time.Duration{2 * time.Second}, 6 * time.Second, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				start := time.Now()
				w := startWaiting(&output{w: &out}, "Still at it.")
				for _, at := range c.heard {
					time.Sleep(at - time.Since(start))
					w.heard()
				}
				time.Sleep(c.end - time.Since(start))
				w.stop()
				if got := strings.Count(out.String(), "Still at it.\n"); got != c.want {
					t.Errorf("said it %d times, want %d", got, c.want)
				}
			})
		})
	}
}
