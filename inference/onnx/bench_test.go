//go:build cgo && linux

package onnx

import (
	"context"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

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

// TestEncodeCancelled: an encode that is stopped at any time leaves the next one right.
func TestEncodeCancelled(t *testing.T) {
	e := openTest(t, F32, 2)
	pixels := tile(e.tower.side)
	want, err := e.Encode(t.Context(), pixels, e.tower.side, e.tower.side)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := e.Encode(t.Context(), pixels, e.tower.side, e.tower.side); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	stopped, latest := 0, time.Duration(0)
	before := resident(t)
	for i := range cancels {
		ctx, cancel := context.WithTimeout(t.Context(), took*time.Duration(i*7919%1000)/1000)
		_, err := e.Encode(ctx, pixels, e.tower.side, e.tower.side)
		if deadline, _ := ctx.Deadline(); err != nil {
			stopped++
			latest = max(latest, time.Since(deadline))
		}
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if i%10 == 0 {
			e.same(t, pixels, want.Data)
		}
	}
	e.same(t, pixels, want.Data)
	t.Logf("%d of %d stopped, the latest %v after the end of its context; an encode takes %v; memory %d MB, then %d MB",
		stopped, cancels, latest, took, before>>20, resident(t)>>20)
	if stopped == 0 {
		t.Error("none was stopped")
	}
	if grown := resident(t) - before; grown > 32<<20 {
		t.Errorf("memory has grown by %d bytes", grown)
	}
}

func (e *Encoder) same(t *testing.T, pixels, want []float32) {
	t.Helper()
	got, err := e.Encode(t.Context(), pixels, e.tower.side, e.tower.side)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got.Data {
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
