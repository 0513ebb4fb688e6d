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
	"runtime"
	"slices"
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

// prompt is how soon an encode ends after its context. The limit here is five times that for
// the half that end soonest: on a busy machine one waits for other programs now and then.
const prompt = 50 * time.Millisecond

// TestEncodeCancelled: an encode that is stopped at any time ends soon, leaves the next
// one right, and nothing behind: no memory, file, thread or goroutine.
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
	var c cancelled
	c.run(t, e, pixels, want, took) // as many threads as will ever be are there afterwards
	before := holdings(t)
	for end, limited := t.Deadline(); c.done < cancels && !(limited && time.Until(end) < time.Minute); {
		c.run(t, e, pixels, want, took) // a thousand take ten minutes, on a busy machine many times as long
	}
	after := holdings(t)
	if len(c.ends) == 0 {
		t.Fatal("none was stopped")
	}
	slices.Sort(c.ends)
	n := len(c.ends)
	soon, _ := slices.BinarySearch(c.ends, prompt+1)
	t.Logf("%d of %d stopped, half of them %v after the end of their context, 99 of 100 %v, all %v, %d later than %v; an encode takes %v; before %+v, after %+v",
		n, c.done, c.ends[n/2], c.ends[n*99/100], c.ends[n-1], n-soon, prompt, took, before, after)
	if c.done < cancels {
		t.Logf("ended before -timeout: %d are wanted", cancels)
	}
	if c.ends[n/2] > 5*prompt {
		t.Errorf("half of them ended %v after their context", c.ends[n/2])
	}
	// Go starts a thread where another waits in C, and keeps it.
	if after.memory-before.memory > 32 || after.files > before.files || after.goroutines > before.goroutines || after.threads > before.threads+4 {
		t.Errorf("left behind: %+v, before %+v", after, before)
	}
}

// cancelled counts encodes that were to be stopped.
type cancelled struct {
	done int
	ends []time.Duration // how long after its context each that was stopped ended
}

// run is ten encodes that are stopped at any time, and one that isn't.
func (c *cancelled) run(t *testing.T, e *Encoder, pixels, want []float32, took time.Duration) {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, uint64(c.done)))
	for range 10 {
		c.done++
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rng.Int64N(int64(took))))
		_, err := e.Encode(ctx, pixels, e.tower.side, e.tower.side)
		if deadline, _ := ctx.Deadline(); err != nil {
			c.ends = append(c.ends, time.Since(deadline))
		}
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	}
	e.same(t, pixels, want)
}

// held is what a process has; memory is in MB.
type held struct{ memory, files, threads, goroutines int }

func holdings(t *testing.T) held {
	t.Helper()
	runtime.GC()
	return held{resident(t) >> 20, entries(t, "fd"), entries(t, "task"), runtime.NumGoroutine()}
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

// entries is how many the process has in a folder of its own in /proc.
func entries(t testing.TB, folder string) int {
	t.Helper()
	found, err := os.ReadDir("/proc/self/" + folder)
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
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
