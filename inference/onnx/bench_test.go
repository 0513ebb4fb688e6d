//go:build cgo && linux

package onnx

import (
	"context"
	"errors"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"descry/internal/cpu"
	"descry/internal/need"
)

// projectorFile may be one of real size, as scripts/shapes.sh makes: go test
// ./inference/onnx -bench . -projector FILE.
var projectorFile = flag.String("projector", fixture, "GGUF file of the image encoder that is run")

func openTest(t testing.TB, p Precision, threads int) *Encoder {
	t.Helper()
	library, err := filepath.Abs("../../build/lib/ollama")
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stat(filepath.Join(library, Library))
	need.That(t, err == nil, "ONNX Runtime (scripts/onnxlib.sh)")
	folder := filepath.Join(os.TempDir(), "descry-onnx-test")
	if *projectorFile == fixture {
		folder = t.TempDir()
	} else if folder, err = Folder(folder, *projectorFile); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := Convert(t.Context(), folder, *projectorFile, p); err != nil {
		t.Fatal(err)
	}
	converted := time.Since(start)
	e, err := Open(Options{Library: library, Folder: folder, Projector: *projectorFile, Precision: p, Threads: threads})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: converted or checked in %v, opened in %v, %d bytes", p, converted, time.Since(start)-converted, Size(folder))
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func tile(side int) []float32 {
	pixels := make([]float32, 3*side*side)
	for i := range pixels {
		pixels[i] = float32(math.Sin(float64(i) / 100))
	}
	return pixels
}

// TestEncodeCancelled: an encode that is stopped at any time leaves the next one right,
// and nothing behind.
func TestEncodeCancelled(t *testing.T) {
	e := openTest(t, F32, 2)
	pixels := tile(e.tower.side)
	want := e.must(t, pixels)
	took := time.Hour
	for range 5 { // the least: the machine may be busy
		start := time.Now()
		e.must(t, pixels)
		took = min(took, time.Since(start))
	}
	rng := rand.New(rand.NewPCG(7, 8))
	stopped, latest := 0, time.Duration(0)
	before, files := resident(t), descriptors(t)
	end, limited := t.Deadline() // a thousand take seven minutes, on a busy machine many times as long
	done := 0
	for ; done < cancels && !(limited && time.Until(end) < time.Minute); done++ {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rng.Int64N(int64(took))))
		_, err := e.Encode(ctx, pixels, e.tower.side, e.tower.side)
		if deadline, _ := ctx.Deadline(); err != nil {
			stopped++
			latest = max(latest, time.Since(deadline))
		}
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if done%10 == 0 {
			e.same(t, pixels, want)
		}
	}
	e.same(t, pixels, want)
	t.Logf("%d of %d stopped, the latest %v after the end of its context; an encode takes %v; memory %d MB, then %d MB; descriptors %d, then %d",
		stopped, done, latest, took, before>>20, resident(t)>>20, files, descriptors(t))
	if done < cancels {
		t.Logf("ended before -timeout: %d are wanted", cancels)
	}
	if stopped == 0 {
		t.Error("none was stopped")
	}
	if grown := resident(t) - before; grown > 32<<20 {
		t.Errorf("memory has grown by %d bytes", grown)
	}
	if n := descriptors(t); n > files {
		t.Errorf("%d descriptors, then %d", files, n)
	}
}

// TestSessionFollowsTheLoad: on a busy machine the threads get fewer at once, on an idle
// one more when it lasts; each time the session is another, also after an encode that
// was stopped, and the result the same.
func TestSessionFollowsTheLoad(t *testing.T) {
	if cpu.Physical() < 2 {
		t.Skip("one core: there is one number of threads")
	}
	e := openTest(t, F32, 2)
	pixels := tile(e.tower.side)
	want := e.must(t, pixels)
	e.auto = true
	for i, c := range []struct {
		idle, threads int
		stop          bool
	}{{2, 2, true}, {1, 1, false}, {2, 1, true}, {2, 2, false}, {1, 1, true}, {1, 1, false}, {2, 1, false}, {1, 1, false}, {2, 1, false}, {2, 2, true}, {2, 2, false}} {
		e.idle = func() int { return c.idle }
		was, before := e.threads, e.session
		if c.stop {
			ctx, cancel := context.WithCancel(t.Context())
			running := e.idle
			e.idle = func() int { cancel(); return running() } // ends when the work has begun
			if _, err := e.Encode(ctx, pixels, e.tower.side, e.tower.side); !errors.Is(err, context.Canceled) {
				t.Fatalf("step %d: %v", i, err)
			}
		} else {
			e.same(t, pixels, want)
		}
		if e.threads != c.threads || (e.session != before) != (e.threads != was) {
			t.Fatalf("step %d: %d threads after %d, want %d; another session: %v", i, e.threads, was, c.threads, e.session != before)
		}
	}
}

// TestSessionIsReopened: where another session couldn't be opened, the next encode tries again.
func TestSessionIsReopened(t *testing.T) {
	if cpu.Physical() < 2 {
		t.Skip("one core: there is one number of threads")
	}
	e := openTest(t, F32, 2)
	pixels := tile(e.tower.side)
	want := e.must(t, pixels)
	e.auto, e.idle = true, func() int { return 1 }
	if err := os.Rename(e.path(), e.path()+".away"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := e.Encode(t.Context(), pixels, e.tower.side, e.tower.side); err == nil {
			t.Fatal("encoded without a graph")
		}
	}
	if err := os.Rename(e.path()+".away", e.path()); err != nil {
		t.Fatal(err)
	}
	e.same(t, pixels, want)
}

// must encodes.
func (e *Encoder) must(t *testing.T, pixels []float32) []float32 {
	t.Helper()
	got, err := e.Encode(t.Context(), pixels, e.tower.side, e.tower.side)
	if err != nil {
		t.Fatal(err)
	}
	return got.Data
}

func (e *Encoder) same(t *testing.T, pixels, want []float32) {
	t.Helper()
	for i, v := range e.must(t, pixels) {
		if math.Abs(float64(v-want[i])) > 1e-4 {
			t.Fatalf("value %d is %v, was %v", i, v, want[i])
		}
	}
}

// resident is the process's memory in bytes.
func resident(t testing.TB) int {
	t.Helper()
	return 4096 * status(t, 1)
}

// descriptors is how many files the process has open.
func descriptors(t testing.TB) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func BenchmarkEncode(b *testing.B) {
	for _, threads := range []int{1, 2} {
		for _, p := range []Precision{F32, Int8} {
			b.Run(string(p)+"/"+string(rune('0'+threads)), func(b *testing.B) {
				before := resident(b)
				e := openTest(b, p, threads)
				pixels := tile(e.tower.side)
				for b.Loop() {
					if _, err := e.Encode(b.Context(), pixels, e.tower.side, e.tower.side); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(resident(b)-before)/1e6, "MB")
				b.ReportMetric(float64(4096*(status(b, 1)-status(b, 2)))/1e6, "MB-own")
			})
		}
	}
}
