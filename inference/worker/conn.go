package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"descry/inference"
	"descry/internal/child"
)

// dying is how long a child whose output has ended may take to end as well.
const dying = 500 * time.Millisecond

const (
	// beat is how often a child that works says that it lives.
	beat = 100 * time.Millisecond
	// mostSilent beats without a word from a child are taken for its end: 2 s. They
	// are counted, not timed: while we are stopped ourselves nothing is missed.
	mostSilent = 20
	// mostSilentAtFirst is the same for a child that has just been started, whose
	// program may have to come from a slow disk: 30 s.
	mostSilentAtFirst = 300
)

// errSilent: the child gives no sign of life.
var errSilent = errors.New("worker: no sign of life")

// foreign are the beginnings of environment variables that change what llama.cpp
// and ollama do: nobody but the settings decides that.
var foreign = []string{"OLLAMA_", "GGML_", "LLAMA_", "MTMD_"}

// ExitError says how the child ended, and the end of what it wrote to stderr.
type ExitError = child.ExitError

// deathError: the child ended, or can't be understood any more.
type deathError struct {
	exit *ExitError
	once bool // it had come as far as to give a sign of life
}

// Error is that of the ExitError.
func (d *deathError) Error() string { return "worker: " + d.exit.Error() }

// Unwrap gives the ExitError.
func (d *deathError) Unwrap() error { return d.exit }

// conn is one child and the two goroutines that talk to it.
type conn struct {
	proc   *child.Process
	ready  ready
	heard  bool             // from the child, at least once
	spoke  bool             // the same, since the last question
	frames chan child.Frame // from the child; closed when its output has ended
	broken error            // why it did; valid then
	outbox chan message
	quit   chan struct{}
	wg     sync.WaitGroup
	holds  [][32]byte // the pictures that the child keeps, the longest unused first
}

type message struct {
	kind  byte
	id    uint32
	parts [][]byte
}

// dial starts a child.
func dial(o Options, inherited []*os.File) (*conn, error) {
	p, err := child.Start(child.Options{
		Path: o.Executable, Args: o.Args, Env: child.Without(os.Environ(), foreign...), MaxFrame: maxAnswer, Log: o.Log,
		Files: inherited,
	})
	if err != nil {
		return nil, fmt.Errorf("worker: %w", err)
	}
	// The outbox holds more than one request has to say.
	c := &conn{proc: p, frames: make(chan child.Frame, 8), outbox: make(chan message, 8), quit: make(chan struct{})}
	c.wg.Go(c.read)
	c.wg.Go(c.write)
	return c, nil
}

func (c *conn) read() {
	defer close(c.frames)
	for {
		f, err := c.proc.Receive()
		if err != nil {
			c.broken = err
			return
		}
		select {
		case c.frames <- f:
		case <-c.quit:
			c.broken = io.EOF
			return
		}
	}
}

func (c *conn) write() {
	for {
		select {
		case m := <-c.outbox:
			if err := c.proc.Send(m.kind, m.id, m.parts...); err != nil {
				c.proc.Kill() // a child that doesn't listen; read sees the end
				return
			}
		case <-c.quit:
			return
		}
	}
}

// post sends a message without waiting for the child. That a child is dead shows
// in its frames.
func (c *conn) post(m message) {
	select {
	case c.outbox <- m:
	case <-c.proc.Done():
	}
}

// next is the child's next frame, or the error of an ended ctx, or a *deathError. The
// child must be at work: one that then gives no sign of life is killed.
func (c *conn) next(ctx context.Context) (child.Frame, error) {
	f, err := c.await(ctx)
	switch {
	case errors.Is(err, io.EOF):
		return f, c.buried()
	case errors.Is(err, errSilent):
		return f, c.misunderstood(err)
	}
	return f, err
}

// await is the next frame that is no sign of life. It returns io.EOF when there will be
// none, and errSilent.
func (c *conn) await(ctx context.Context) (child.Frame, error) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for silent := 0; ctx.Err() == nil; { // an ended ctx counts even if a frame is there
		select {
		case f, ok := <-c.frames:
			if !ok {
				return f, io.EOF
			}
			c.heard, c.spoke, silent = true, true, 0
			if f.Kind != kindAlive {
				return f, nil
			}
		case <-tick.C:
			silent++
			if silent == mostSilentAtFirst || c.heard && silent == mostSilent {
				return child.Frame{}, errSilent
			}
		case <-ctx.Done():
		}
	}
	return child.Frame{}, ctx.Err()
}

// buried frees a child whose frames have ended, and says how that came.
func (c *conn) buried() *deathError {
	if !errors.Is(c.broken, io.EOF) && !errors.Is(c.broken, io.ErrUnexpectedEOF) {
		return c.misunderstood(c.broken)
	}
	err := c.close(dying)
	var exit *ExitError
	if !errors.As(err, &exit) {
		exit = &ExitError{Tail: c.proc.Tail(), Err: errors.New("by itself, with status 0")}
	}
	return &deathError{exit, c.heard}
}

// misunderstood kills a child that said something impossible.
func (c *conn) misunderstood(err error) *deathError {
	_ = c.close(0)
	return &deathError{&ExitError{Tail: c.proc.Tail(), Err: err}, c.heard}
}

// dead says whether the child has ended.
func (c *conn) dead() bool {
	select {
	case <-c.proc.Done():
		return true
	default:
		return false
	}
}

// close ends the child, politely for as long as grace, and waits for its end. It
// is called once.
func (c *conn) close(grace time.Duration) error {
	close(c.quit)
	err := c.proc.Close(grace)
	c.wg.Wait()
	return err
}

// ask posts a question, and before it the picture if the child doesn't hold it.
func (c *conn) ask(kind byte, id uint32, pic *inference.Picture, p inference.Prompt) error {
	var hash []byte
	if pic != nil {
		sum := pic.Hash()
		hash = sum[:]
		if err := c.show(id, pic, sum); err != nil {
			return err
		}
	}
	b, err := json.Marshal(newQuestion(p, hash))
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	c.post(message{kind, id, [][]byte{b}})
	return nil
}

func (c *conn) show(id uint32, pic *inference.Picture, hash [32]byte) error {
	if i := slices.Index(c.holds, hash); i >= 0 {
		c.holds = append(slices.Delete(c.holds, i, i+1), hash)
		return nil
	}
	parts, err := pictureParts(pic, hash)
	if err != nil {
		return err
	}
	c.post(message{kindPicture, id, parts})
	c.holds = append(c.holds, hash)
	if len(c.holds) > mostPictures {
		c.holds = slices.Delete(c.holds, 0, 1)
	}
	return nil
}
