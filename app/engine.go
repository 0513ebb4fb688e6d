package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"time"

	"descry/app/messages"
	"descry/inference"
	"descry/inference/llama"
	"descry/inference/worker"
	"descry/internal/child"
	"descry/internal/fit"
	"descry/models"
	"descry/models/primer"
)

// inferenceRoom is the ROOM of the child that runs the model.
const inferenceRoom = "inference"

// open returns the engine and, the first time, loads the model into a child. The
// end of ctx ends the loading; the next call then starts anew.
func (a *App) open(ctx context.Context) (inference.Engine, error) {
	if err := a.turn.Take(ctx); err != nil {
		return nil, err
	}
	defer a.turn.Give()
	if a.engine != nil {
		return a.engine, nil
	}
	start := time.Now()
	text, projector, err := a.files()
	if err != nil {
		return nil, err
	}
	p, err := a.checkPair(text, projector)
	if err != nil {
		return nil, err
	}
	if !hasEngine {
		return nil, &told{err: fmt.Errorf("app: no cgo: %w", errors.ErrUnsupported), id: messages.NoEngine}
	}
	eyes, err := a.eye(ctx, projector, p.need.Instead(0).Total())
	if err != nil {
		return nil, err
	}
	o := worker.Options{
		Executable: a.options.Layout.Executable,
		Args:       []string{"worker", inferenceRoom},
		Text:       text,
		Projector:  projector,
		Opened:     a.opened,
		Library:    a.options.Layout.Library,
		Threads:    a.options.Settings.Threads,
		Context:    a.options.Settings.Context,
		Encoder:    eyes.folder,
		Precision:  eyes.precision,
		Progress:   a.options.Progress,
		Log:        a.options.Log,
	}
	e, err := worker.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	eyes.judged(e.Info(), a.options.Log)
	a.engine, a.text, a.projector, a.took, a.locked, a.eyes = e, text, projector, time.Since(start), e.Lockup(), eyes
	return e, nil
}

// files names the pair of model files: the person's own, else the built-in one,
// unpacked into the cache.
func (a *App) files() (text, projector string, err error) {
	s := a.options.Settings
	switch {
	case s.Model != "":
		return s.Model, s.Projector, nil
	case s.Chosen != "":
		return a.chosen(s.Chosen)
	}
	text, projector, err = primer.Install(a.options.Layout.Cache)
	if errors.Is(err, models.ErrNotWritable) {
		err = &told{err: err, id: messages.CacheReadOnly, args: []any{messages.Clean(a.options.Layout.Cache)}}
	}
	return text, projector, err
}

// opened compares the files that are about to be loaded with those that were checked when
// the chosen model was fetched. Files that the person named, and the built-in ones, which
// Install has just compared, are taken as they are. Who has the turn calls it.
func (a *App) opened(text, projector *os.File) error {
	s := a.options.Settings
	if s.Model != "" || s.Chosen == "" {
		return nil
	}
	store, err := a.store()
	if err != nil {
		return err
	}
	return errors.Join(store.Opened(s.Chosen, models.RoleText, text), store.Opened(s.Chosen, models.RoleProjector, projector))
}

// rooms are those that a child can serve.
var rooms = map[string]func(in, out *os.File, args []string) error{
	inferenceRoom: func(in, out *os.File, _ []string) error {
		return worker.Serve(context.Background(), in, out, load)
	},
	speechRoom: serveSpeech,
}

// Worker makes this process a child that serves one room over its standard input
// and output, until the input ends. What args say is the room's own. It returns the exit status.
func Worker(room string, args ...string) int {
	serve, ok := rooms[room]
	if !ok {
		fmt.Fprintln(os.Stderr, messages.Text(messages.English, messages.NoCommand, "worker "+messages.Clean(room)))
		return 2
	}
	// The terminal sends its interrupt to every process; the parent decides.
	signal.Ignore(os.Interrupt)
	in, out, err := child.TakeStdio()
	if err == nil {
		err = serve(in, out, args)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, messages.Clean(err.Error())) // the parent keeps it as the reason
		return 1
	}
	return 0
}

// load opens a model in the child, which before gives away all that it doesn't need
// for it: it sees the pictures, and runs code that takes files of all origins.
func load(ctx context.Context, o worker.ModelOptions) (inference.PreparedEngine, error) {
	o.Locked(confine(o.Library, o.Text, o.Projector, o.Encoder))
	lo := llama.Options{
		Text: o.Text, Projector: o.Projector, Library: o.Library,
		Threads: o.Threads, Context: o.Context, Progress: o.Progress,
	}
	if eyes, name := encoder(ctx, o); eyes != nil {
		lo.Encoder, lo.EncoderName = eyes, name
	}
	e, err := llama.Open(ctx, lo)
	if errors.Is(err, inference.ErrBadModel) && tight(o) {
		// llama.cpp doesn't tell a file that it can't map from one that it can't read.
		err = fmt.Errorf("%w: %w", inference.ErrOutOfMemory, err)
	}
	return e, err
}

// tight says whether there is less memory than the model needs.
func tight(o worker.ModelOptions) bool {
	p, err := inspect(o.Text, o.Projector, o.Context)
	free, ok := fit.Available()
	return err == nil && ok && free < p.need.Total()
}

// told is an error that names its own sentence (messages.Teller).
type told struct {
	err  error
	id   messages.ID
	args []any
}

func (t *told) Error() string { return t.err.Error() }

// Unwrap gives the cause.
func (t *told) Unwrap() error { return t.err }

// Message implements messages.Teller.
func (t *told) Message() (messages.ID, []any) { return t.id, t.args }
