// Package worker runs an inference engine in a child process of our own binary, so
// that a crash, or an image encoder that can't be stopped, costs time and nothing
// else. It knows nothing of what computes in the child.
//
//	Engine ─ questions, pictures ─▶ stdin ─ Serve ─ PreparedEngine
//	       ◀─ tokens, errors ────── stdout
package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"descry/inference"
	"descry/internal/child"
	"descry/internal/lockup"
	"descry/internal/turn"
)

const (
	// patience is how long a child may take to acknowledge that a request was
	// cancelled: spec.md's time to silence. Then it is killed.
	patience = 50 * time.Millisecond
	// grace is how long a child may take to end when it is closed.
	grace = time.Second
	// mostDeaths in a row end a request.
	mostDeaths = 3
	// pause precedes the third child; the second comes at once, as chance deaths want.
	pause = 100 * time.Millisecond
)

// Options says what to start and what to load in it.
type Options struct {
	Executable string   // our own binary
	Args       []string // that make it call Serve

	Text, Projector string // GGUF files of the language model and the image encoder
	// Opened is shown the two files, open, before anything is read from them; its error ends
	// the opening. On Linux what it sees is what every child maps, whatever lies under the
	// names later. nil: nobody looks.
	Opened  func(text, projector *os.File) error
	Library string // folder of the backend libraries
	Threads int    // CPU threads; 0: the engine's choice
	Context int    // tokens of text and picture; 0: the engine's choice
	// Encoder and Precision are handed to what the child opens; empty: the projector's own.
	// A child that takes the place of two that died in a row gets neither: the
	// projector's own encoder is slower, but an answer is worth more.
	Encoder, Precision string
	// Progress hears of loading, 0 to 1, and again when a child is started in the
	// place of another. It is called by one goroutine at a time, not by the
	// caller's own. nil: nobody.
	Progress func(fraction float64)
	Log      *slog.Logger // deaths, and at debug the child's stderr; nil: nobody
}

// preparer is inference.Preparer.
type preparer interface {
	Picture(img image.Image, v inference.View) (*inference.Picture, error)
}

// Engine is an inference.PreparedEngine whose work is done in a child. A child that dies
// is replaced and its request repeated, without the caller noticing.
type Engine struct {
	o       Options                        // who has the turn may change Encoder and Precision
	info    atomic.Pointer[inference.Info] // of the last child that was ready
	locked  lockup.Report
	name    string // of a model whose file has none: a child knows a descriptor only
	files   files  // as they were when they were opened
	held    held   // the same files, open
	prepare preparer

	turn    *turn.Turn // who has it may use all below
	proven  bool       // some request was answered, so the files are no cause of death
	current *start     // nil: none was needed since the last death
	lastID  uint32
}

var _ inference.PreparedEngine = (*Engine)(nil)

// start is a child that is being started, or was.
type start struct {
	cancel context.CancelFunc
	done   chan struct{} // closed when it is ready or has failed
	conn   *conn         // valid after done, and nil when err is not
	err    error
}

// Open reads the headers of the model files, starts a child and loads the model
// in it. Before a child is started it returns inference.ErrNoModel, ErrBadModel
// or ErrUnknownFamily; later the errors of loading, or ErrWorkerDied with an
// *ExitError and, where there is one, a verdict: ErrBadModel or ErrOutOfMemory. ctx
// bounds the opening only.
func Open(ctx context.Context, o Options) (*Engine, error) {
	seen := look(o.Text, o.Projector)
	h, err := hold(o)
	if err != nil {
		return nil, err
	}
	meta, family, err := inference.Inspect(h.here())
	if err != nil {
		h.close()
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{o: o, files: seen, held: h, turn: turn.New(inference.ErrClosed)}
	if meta.Text.String("general.name") == "" {
		e.name = filepath.Base(o.Text)
	}
	err = e.persist(ctx, func() error {
		c, err := e.connect(ctx)
		if err == nil {
			e.locked = c.ready.Lockup
		}
		return err
	})
	if err != nil {
		_ = e.Close() // ends a child that is still being started
		return nil, err
	}
	e.prepare = inference.NewPreparer(family, meta, inference.ImageBudget(e.Info().Context))
	return e, nil
}

// Info implements inference.Engine.
func (e *Engine) Info() inference.Info { return *e.info.Load() }

// Lockup says what the child has given away; the zero value where it hasn't said.
func (e *Engine) Lockup() lockup.Report { return e.locked }

// Close implements inference.Engine. It waits for the request that runs, then
// gives the child a second to end before it is killed.
func (e *Engine) Close() error {
	e.turn.Shut()
	defer e.turn.Give()
	defer e.held.close()
	s := e.current
	e.current = nil
	if s == nil {
		return nil
	}
	s.cancel()
	<-s.done
	if s.conn != nil {
		if err := s.conn.close(grace); err != nil {
			// The answers were given: a bad end is worth a line, not an error.
			e.o.Log.Warn("worker ended badly", "err", err)
		}
	}
	return nil
}

// persist repeats do while the child dies of it, but not for ever.
func (e *Engine) persist(ctx context.Context, do func() error) error {
	r := child.Restart{Most: mostDeaths, Wait: pause, Died: func(times int, exit *ExitError) {
		e.o.Log.Warn("worker died", "times", times, "err", exit)
		if times == mostDeaths-1 {
			e.o.Encoder, e.o.Precision = "", ""
		}
	}}
	err := r.Do(ctx, do)
	if errors.Is(err, child.ErrKeepsDying) {
		return e.verdict(err)
	}
	return err
}

// connect gives the child, and starts one where there is none.
func (e *Engine) connect(ctx context.Context) (*conn, error) {
	if s := e.current; s != nil && s.ready() && s.conn != nil && s.conn.dead() {
		// It died with nothing to do, which no request has to answer for.
		e.o.Log.Warn("worker died while idle", "err", s.conn.close(0))
		e.current = nil
	}
	if e.current == nil {
		e.current = e.begin()
	}
	s := e.current
	select {
	case <-s.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.err != nil {
		e.current = nil
	}
	return s.conn, s.err
}

func (s *start) ready() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// begin starts a child in the background. Who has the turn waits for done, at the
// latest in Close.
func (e *Engine) begin() *start {
	ctx, cancel := context.WithCancel(context.Background())
	s := &start{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		defer cancel()
		s.conn, s.err = e.load(ctx)
	}()
	return s
}

// load starts a child and has it load the model.
func (e *Engine) load(ctx context.Context) (*conn, error) {
	if e.files.changed() {
		return nil, inference.ErrModelChanged
	}
	text, projector := e.held.there()
	o := model{
		Text: raw(text), Projector: raw(projector), Library: raw(e.o.Library),
		Threads: e.o.Threads, Context: e.o.Context, Encoder: raw(e.o.Encoder), Precision: e.o.Precision,
	}
	b, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("worker: %w", err)
	}
	c, err := dial(e.o, e.held.inherited())
	if err != nil {
		return nil, err
	}
	c.post(message{kindOpen, 0, [][]byte{b}})
	for {
		f, err := c.next(ctx)
		var death *deathError
		switch {
		case errors.As(err, &death):
			return nil, err
		case err != nil:
			_ = c.close(0)
			return nil, err
		}
		ready, err := e.loading(c, f.Kind, f.Body)
		if err != nil {
			return nil, err
		}
		switch {
		case ready && e.held.inherited() == nil && e.files.changed(): // it has opened them by name
			_ = c.close(0)
			return nil, inference.ErrModelChanged
		case ready:
			if e.name != "" {
				c.ready.Info.Name = e.name
			}
			e.info.Store(&c.ready.Info)
			return c, nil
		}
	}
}

// loading takes one frame of a child that loads, and ends that child on an error.
func (e *Engine) loading(c *conn, kind byte, body []byte) (ready bool, err error) {
	switch kind {
	case kindProgress:
		var fraction real
		if err := parse(body, &fraction); err != nil {
			return false, c.misunderstood(err)
		}
		if e.o.Progress != nil {
			e.o.Progress(min(max(float64(fraction), 0), 1))
		}
		return false, nil
	case kindReady:
		if err := parse(body, &c.ready); err != nil {
			return false, c.misunderstood(err)
		}
		return false, nil
	case kindDone:
		var f failure
		if err := parse(body, &f); err != nil {
			return false, c.misunderstood(err)
		}
		if err := f.err(); err != nil {
			_ = c.close(grace)
			return false, err
		}
		return true, nil
	}
	return false, c.misunderstood(fmt.Errorf("worker: unexpected frame %d", kind))
}
