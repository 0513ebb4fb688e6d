package app

import (
	"context"
	"flag"
	"image"
	"image/color"
	"slices"
	"testing"
	"time"

	"descry/inference"
	"descry/inference/inferencetest"
	"descry/inference/worker"
	"descry/internal/shapes"
)

// shapesFolder is where `go run ./test/shapes` put its models.
var shapesFolder = flag.String("shapes", "", "folder with models of real shapes (see internal/shapes)")

// frame is a picture of 1280x720 that no cache knows.
func frame(seed int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 1280, 720))
	for y := range 720 {
		for x := range 1280 {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x + seed), uint8(y * seed), uint8(x ^ y), 255})
		}
	}
	return img
}

// timing is when the first token came, and how long each of the others took.
type timing struct{ first, each time.Duration }

func measure(tb testing.TB, e inference.Engine, p inference.Prompt) timing {
	tb.Helper()
	begun := time.Now()
	var first, last time.Time
	n := 0
	for tok, err := range e.Generate(tb.Context(), p) {
		if err != nil {
			tb.Fatal(err)
		}
		if tok.Stats != nil {
			break
		}
		if last = time.Now(); n == 0 {
			first = last
		}
		n++
	}
	if n < 2 {
		tb.Fatalf("%d tokens", n)
	}
	return timing{first.Sub(begun), last.Sub(first) / time.Duration(n-1)}
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// shapeOptions are a model of a real shape where there is one, else the built-in one.
func shapeOptions(tb testing.TB) worker.Options {
	o := primerOptions(tb, inferenceRoom)
	if *shapesFolder != "" {
		s, _ := shapes.Find("smolvlm-256m")
		o.Text, o.Projector = s.Files(*shapesFolder)
	}
	o.Threads = 1 // the same for both, whatever the load
	return o
}

// BenchmarkBorder asks about new frames in this process and in a worker by turns. What
// the border costs: at most 10 ms on the first token and 3% on each of the others. The
// medians count, and the machine must be quiet.
func BenchmarkBorder(b *testing.B) {
	o := shapeOptions(b)
	engines := []inference.Engine{openHere(b, o), openWorker(b, o)}
	var first, each [2][]time.Duration
	n := 0
	for b.Loop() {
		n++
		for i := range engines {
			which := (i + n) % 2 // who is first doesn't matter then
			p := inference.Prompt{Image: frame(n), MaxTokens: 48, Turns: []inference.Turn{{Role: inference.User, Text: "Describe this image."}}}
			t := measure(b, engines[which], p)
			first[which], each[which] = append(first[which], t.first), append(each[which], t.each)
		}
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	here, there := median(each[0]), median(each[1])
	b.ReportMetric(ms(median(first[0])), "first-here-ms")
	b.ReportMetric(ms(median(first[1])), "first-worker-ms")
	b.ReportMetric(ms(here), "token-here-ms")
	b.ReportMetric(ms(there), "token-worker-ms")
	b.ReportMetric(100*float64(there-here)/float64(here), "loss-%")
}

// BenchmarkWorkerStop is how long after the end of ctx the worker is ready for the next
// question: when it stops by itself while it writes, and when it is killed while it
// encodes, which includes loading the model again.
func BenchmarkWorkerStop(b *testing.B) {
	e := openWorker(b, shapeOptions(b))
	for _, c := range []struct {
		name   string
		tokens int // seen before it is stopped
	}{{"decode", 3}, {"encode", 0}} {
		b.Run(c.name, func(b *testing.B) {
			if c.tokens == 0 && *shapesFolder == "" {
				b.Skip("the built-in model encodes too quickly: give -shapes")
			}
			var returned, ready []time.Duration
			n := 0
			for b.Loop() {
				n++
				ctx, cancel := context.WithCancel(b.Context())
				p := inference.Prompt{Turns: []inference.Turn{{Role: inference.User, Text: "What is a cat?"}}}
				var stopped time.Time
				stop := func() { stopped = time.Now(); cancel() }
				if c.tokens == 0 {
					p.Image = inferencetest.Card(320, 240, uint8(n)) // quickly resized
					time.AfterFunc(100*time.Millisecond, stop)
				}
				seen := 0
				for range e.Generate(ctx, p) {
					if seen++; seen == c.tokens {
						stop()
					}
				}
				returned = append(returned, time.Since(stopped))
				if err := e.Prefill(b.Context(), inference.Prompt{Turns: []inference.Turn{{Role: inference.User, Text: "x"}}}); err != nil {
					b.Fatal(err)
				}
				ready = append(ready, time.Since(stopped))
				cancel()
			}
			b.ReportMetric(float64(median(returned).Microseconds())/1000, "returned-ms")
			b.ReportMetric(float64(median(ready).Microseconds())/1000, "ready-ms")
			b.ReportMetric(float64(slices.Max(ready).Microseconds())/1000, "ready-worst-ms")
		})
	}
}
