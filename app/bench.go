package app

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"time"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/inference"
	"descry/internal/shapes"
)

// Bench implements assistant.Host. It loads the model anew, in a worker as for any
// answer, and asks it about pictures that it makes.
func (a *App) Bench(ctx context.Context, shape string, runs int) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		b := &bench{host: a, runs: runs, result: assistant.Timed{Shape: shape, Load1: loadAverage()}}
		if n, writes := b.notice(); writes && !yield(n, nil) {
			return
		}
		if err := b.measure(ctx); err != nil {
			yield(nil, err)
			return
		}
		yield(b.result, nil)
	}
}

// bench is one benchmark at work.
type bench struct {
	host   *App
	runs   int
	result assistant.Timed

	options Options // of the Apps whose engines are measured
	work    workload
	engine  inference.Engine
	frames  int // made so far
}

const (
	// fewestLoads is how often a model is loaded at least: the first time may read
	// the disk.
	fewestLoads = 3
	// mostAllTiles is how often all tiles are encoded at most; once can take a minute.
	mostAllTiles = 3
	// patience is how long a figure is repeated: a large model's medians come from fewer
	// runs, and its benchmark ends within a quarter of an hour.
	patience = 2 * time.Minute
	// fewestRounds is how many rounds there are even so.
	fewestRounds = 2
)

func (b *bench) folder() string { return filepath.Join(b.host.options.Layout.Cache, "shapes") }

// notice says that files have to be written first.
func (b *bench) notice() (assistant.Notice, bool) {
	s, ok := shapes.Find(b.result.Shape)
	if !ok || !s.Missing(b.folder()) {
		return assistant.Notice{}, false
	}
	return assistant.Notice{Text: b.host.say(messages.BenchWriting, s.Name, messages.Clean(b.folder()))}, true
}

// files names the pair that is measured, and writes it where it has to be made.
func (b *bench) files(ctx context.Context) (text, projector string, err error) {
	if b.result.Shape == "" {
		return b.host.files()
	}
	s, ok := shapes.Find(b.result.Shape)
	if !ok {
		return "", "", fmt.Errorf("app: no shape %q: %w", b.result.Shape, inference.ErrNoModel)
	}
	text, projector = s.Files(b.folder())
	return text, projector, s.Write(ctx, b.folder())
}

func (b *bench) measure(ctx context.Context) error {
	text, projector, err := b.files(ctx)
	if err != nil {
		return err
	}
	b.options = b.host.options
	b.options.Settings.Model, b.options.Settings.Projector = text, projector
	meta, family, err := inference.Inspect(text, projector)
	if err != nil {
		return err
	}
	last, err := b.load(ctx)
	if err != nil {
		return err
	}
	if b.work, err = newWorkload(meta, family, b.result.Model.Context); err == nil {
		err = b.rounds(ctx)
	}
	if err2 := last.Close(); err == nil {
		err = err2
	}
	b.result.PeakRSS = childrenPeak()
	b.judge()
	return err
}

// load loads the model some times, and leaves it loaded in the App that it returns.
// All but the first time it has as many threads as the engine chose then, so that
// all figures are about the same number.
func (b *bench) load(ctx context.Context) (*App, error) {
	var took []float64
	for {
		a := Open(b.options)
		e, err := a.open(ctx)
		if err != nil {
			_ = a.Close() // nothing was opened
			return nil, err
		}
		_, _, d := a.Loaded()
		took = append(took, milliseconds(d))
		b.engine, b.result.Model = e, e.Info()
		b.options.Settings.Threads = e.Info().Threads
		if len(took) >= max(fewestLoads, b.runs) {
			b.result.Load = series(took)
			return a, nil
		}
		if err := a.Close(); err != nil {
			return nil, err
		}
	}
}

// rounds measures each figure once a round, so that what disturbs the machine for a
// while disturbs all of them.
func (b *bench) rounds(ctx context.Context) error {
	if _, err := b.round(ctx); err != nil { // the first touches all memory
		return err
	}
	var rounds []round
	for begin := time.Now(); len(rounds) < b.runs; {
		if len(rounds) >= fewestRounds && time.Since(begin) > patience {
			break
		}
		r, err := b.round(ctx)
		if err != nil {
			return err
		}
		rounds = append(rounds, r)
	}
	for _, f := range []struct {
		to  *assistant.Series
		get func(r round) float64
	}{
		{&b.result.EncodeOverview, func(r round) float64 { return milliseconds(r.encode) }},
		{&b.result.FirstToken, func(r round) float64 { return milliseconds(r.first) }},
		{&b.result.FollowUp, func(r round) float64 { return milliseconds(r.follow) }},
		{&b.result.Prefill, func(r round) float64 { return r.prefill }},
		{&b.result.Decode, func(r round) float64 { return r.decode }},
		{&b.result.Matmul, func(r round) float64 { return r.peaks.Matmul / 1e9 }},
		{&b.result.Read, func(r round) float64 { return r.peaks.Read }},
		{&b.result.EncodeShare, func(r round) float64 {
			return ratio(b.work.operations, r.encode.Seconds()*r.peaks.Matmul)
		}},
		{&b.result.DecodeShare, func(r round) float64 { return ratio(r.decode*b.work.bytes, r.peaks.Read) }},
	} {
		var values []float64
		for _, r := range rounds {
			if v := f.get(r); v > 0 {
				values = append(values, v)
			}
		}
		*f.to = series(values)
	}
	return b.allTiles(ctx)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func (b *bench) allTiles(ctx context.Context) error {
	var took []float64
	for begin := time.Now(); len(took) < min(b.runs, mostAllTiles); {
		if len(took) > 0 && time.Since(begin) > patience {
			break
		}
		s, _, err := b.ask(ctx, inference.Prompt{
			Image: b.frame(), View: inference.AllTiles, MaxTokens: 1, Turns: turns(describe),
		})
		if err != nil {
			return err
		}
		took = append(took, milliseconds(s.Encode))
	}
	b.result.EncodeAll = series(took)
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
