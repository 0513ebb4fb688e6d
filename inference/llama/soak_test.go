//go:build cgo

package llama

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"descry/inference"
)

const primer = "../../models/primer/primer-"

func openPrimer(t testing.TB) inference.PreparedEngine {
	t.Helper()
	return opened(t, Options{Text: primer + "text.gguf", Projector: primer + "mmproj.gguf", Library: library(t)})
}

// TestThousandCycles: describe, ask and cancel at random moments, then the next
// answer is right, and memory and descriptors stay level.
func TestThousandCycles(t *testing.T) { soak(t, openPrimer(t), 1000, 30*time.Millisecond) }

// TestFiftyCyclesSmolVLM is the same with the shape of SmolVLM-256M.
func TestFiftyCyclesSmolVLM(t *testing.T) {
	soak(t, openShape(t, "smolvlm-256m"), 50, 4*time.Second)
}

// soak runs n requests, two of three ended within longest, and compares each
// whole answer with the one given before the first cancel.
func soak(t *testing.T, e inference.Engine, n int, longest time.Duration) {
	var prompts []inference.Prompt
	var want []string
	for i := range 4 {
		img := frame(i + 1)
		p := question(img, "Describe this image.")
		text, _ := whole(t, e, p)
		follow := question(img, "Describe this image.", text, "Is there a circle?")
		answer, _ := whole(t, e, follow)
		prompts, want = append(prompts, p, follow), append(want, text, answer)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	var start level
	wholes := 0
	for i := range n {
		k := rng.IntN(len(prompts))
		if rng.IntN(3) > 0 {
			cancelled(t, e, prompts[k], time.Duration(rng.Int64N(int64(longest))))
		} else {
			wholes++
			if got, _ := whole(t, e, prompts[k]); got != want[k] {
				t.Fatalf("request %d: %q, want %q", i, got, want[k])
			}
		}
		if i == n/5 { // caches are full by now
			start = measure(t)
		}
	}
	end := measure(t)
	t.Logf("%d requests, %d of them whole; %d and %d MB, %d and %d descriptors", n, wholes, start.bytes>>20, end.bytes>>20, start.files, end.files)
	if end.bytes > start.bytes+start.bytes/10+8<<20 {
		t.Errorf("resident memory grew from %d to %d MB", start.bytes>>20, end.bytes>>20)
	}
	if end.files > start.files {
		t.Errorf("descriptors grew from %d to %d", start.files, end.files)
	}
}

// cancelled runs a request whose ctx ends after a while; one that is done earlier
// is as good.
func cancelled(t *testing.T, e inference.Engine, p inference.Prompt, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	for _, err := range e.Generate(ctx, p) {
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	}
}

// level is what a leak would raise.
type level struct{ bytes, files int }

func measure(t *testing.T) level {
	t.Helper()
	if runtime.GOOS != "linux" {
		return level{}
	}
	runtime.GC()
	var l level
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			kb, err := strconv.Atoi(f[1])
			if err != nil {
				t.Fatal(err)
			}
			l.bytes = kb << 10
		}
	}
	files, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	l.files = len(files)
	return l
}
