// Package turn lets one goroutine at a time use something, until that is closed. It
// knows nothing of what it is.
package turn

import "context"

// Turn is what its users take in turns. Its methods may be called by several
// goroutines.
type Turn struct {
	free   chan struct{} // holds one value: who has it may use closed
	closed bool
	after  error
}

// New makes a Turn that is free. after is what Take returns once it is shut.
func New(after error) *Turn {
	t := &Turn{free: make(chan struct{}, 1), after: after}
	t.free <- struct{}{}
	return t
}

// Take waits for the turn, or for the end of ctx, whose error it then returns. Who got
// it calls Give.
func (t *Turn) Take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-t.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	if t.closed {
		t.Give()
		return t.after
	}
	return nil
}

// Give ends the turn.
func (t *Turn) Give() { t.free <- struct{}{} }

// Do takes the turn for work, whose ctx ends with life too, and gives it back. Where life has
// ended it returns what Take does of a Turn that is shut, else ctx's error where ctx has, whatever
// work returned.
func (t *Turn) Do(ctx, life context.Context, work func(ctx context.Context) error) error {
	if err := t.Take(ctx); err != nil {
		return err
	}
	defer t.Give()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(life, cancel)()
	err := work(ctx)
	switch {
	case life.Err() != nil:
		return t.after
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}

// Shut waits for the turn, however long, and lets Take give no other one. The caller
// has the turn and calls Give. first is whether this is the first call.
func (t *Turn) Shut() (first bool) {
	<-t.free
	first = !t.closed
	t.closed = true
	return first
}
