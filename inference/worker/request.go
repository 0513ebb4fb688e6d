package worker

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"descry/inference"
	"descry/internal/child"
)

var (
	// errBreak: the caller left the loop.
	errBreak = errors.New("worker: break")
	// errChanged: the repeated answer is another one.
	errChanged = errors.New("worker: the answer changed when it was repeated")
)

// request is one Generate or Prefill and how far it is.
type request struct {
	kind    byte
	pic     *inference.Picture
	prompt  inference.Prompt
	yield   func(inference.Token, error) bool
	begun   time.Time     // when the caller asked
	prepare time.Duration // of the picture
	first   time.Duration // from begun to the first token; 0: none yet

	told   []inference.Token // already yielded
	at     int               // which of them comes next, while an answer is repeated
	id     uint32            // of the present attempt
	conn   *conn             // of the present attempt
	asking bool              // the child owes kindDone
	spared bool              // a death was not counted
	whole  bool              // the last token was yielded
}

// Generate implements inference.Engine.
func (e *Engine) Generate(ctx context.Context, p inference.Prompt) iter.Seq2[inference.Token, error] {
	return func(yield func(inference.Token, error) bool) {
		r := &request{kind: kindGenerate, prompt: p, yield: yield, begun: time.Now()}
		e.finish(e.prepared(ctx, r), yield)
	}
}

// GeneratePrepared implements inference.PreparedEngine.
func (e *Engine) GeneratePrepared(ctx context.Context, pic *inference.Picture, p inference.Prompt) iter.Seq2[inference.Token, error] {
	return func(yield func(inference.Token, error) bool) {
		r := &request{kind: kindGenerate, pic: pic, prompt: p, yield: yield, begun: time.Now()}
		e.finish(e.run(ctx, r), yield)
	}
}

// finish yields the error that ended an answer.
func (e *Engine) finish(err error, yield func(inference.Token, error) bool) {
	if err != nil && !errors.Is(err, errBreak) {
		yield(inference.Token{}, err)
	}
}

// Prefill implements inference.Engine.
func (e *Engine) Prefill(ctx context.Context, p inference.Prompt) error {
	return e.prepared(ctx, &request{kind: kindPrefill, prompt: p, begun: time.Now()})
}

// PrefillPrepared implements inference.PreparedEngine.
func (e *Engine) PrefillPrepared(ctx context.Context, pic *inference.Picture, p inference.Prompt) error {
	return e.run(ctx, &request{kind: kindPrefill, pic: pic, prompt: p, begun: time.Now()})
}

// prepared runs a request after preparing its picture.
func (e *Engine) prepared(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.prompt.Image != nil {
		pic, err := e.prepare.Picture(r.prompt.Image, r.prompt.View)
		if err != nil {
			return err
		}
		r.pic, r.prepare = pic, time.Since(r.begun)
	}
	return e.run(ctx, r)
}

// run has the child do a request, another child if it dies. It returns as soon as
// ctx ends or the caller leaves the loop; what is left to do for the child then
// is done in the background by settle, which keeps the engine's turn.
func (e *Engine) run(ctx context.Context, r *request) error {
	if err := e.turn.Take(ctx); err != nil {
		return err
	}
	defer func() { // also when the caller's loop panics
		if r.asking {
			go e.settle(r.conn, r.id)
		} else {
			e.turn.Give()
		}
	}()
	return e.persist(ctx, func() error {
		err := e.try(ctx, r)
		e.proven = e.proven || err == nil || r.whole
		if r.whole {
			return errBreak // whatever comes after the last token is not for the caller
		}
		return err
	})
}

// try does a request with one child, or with another where that one died before it said
// a word: of nothing, then, that this request could be blamed for. Once only.
func (e *Engine) try(ctx context.Context, r *request) error {
	err := e.attempt(ctx, r)
	var death *deathError
	if !errors.As(err, &death) || r.conn == nil || r.conn.spoke || r.spared {
		return err
	}
	e.o.Log.Warn("worker died before a request", "err", death)
	r.spared = true
	return e.attempt(ctx, r)
}

func (e *Engine) attempt(ctx context.Context, r *request) error {
	r.conn = nil
	c, err := e.connect(ctx)
	if err != nil {
		return err
	}
	r.conn = c
	err = e.exchange(ctx, r)
	if errors.Is(err, errMissing) {
		c.holds = nil
		err = e.exchange(ctx, r)
	}
	var death *deathError
	if errors.As(err, &death) {
		r.asking, e.current = false, nil
	}
	return err
}

// exchange asks once and takes what the child answers.
func (e *Engine) exchange(ctx context.Context, r *request) error {
	e.lastID++
	r.id, r.at = e.lastID, 0
	r.conn.spoke = false
	if err := r.conn.ask(r.kind, r.id, r.pic, r.prompt); err != nil {
		return err
	}
	r.asking = true
	for {
		f, err := r.conn.next(ctx)
		if err != nil {
			return err
		}
		switch {
		case f.ID == r.id && f.Kind == kindToken && r.kind == kindGenerate:
			err = r.token(f)
		case f.ID == r.id && f.Kind == kindDone:
			return r.done(f)
		default:
			err = r.conn.misunderstood(fmt.Errorf("worker: unexpected frame %d", f.Kind))
		}
		if err != nil {
			return err
		}
	}
}

// token yields a token that was not yielded before.
func (r *request) token(f child.Frame) error {
	var w token
	if err := parse(f.Body, &w); err != nil {
		return r.conn.misunderstood(err)
	}
	t := w.token()
	if r.at < len(r.told) {
		if before := r.told[r.at]; t.ID != before.ID || t.Text != before.Text {
			return errChanged
		}
		r.at++
		return nil
	}
	if r.first == 0 {
		r.first = time.Since(r.begun)
	}
	if t.Stats != nil {
		t.Stats.Prepare, t.Stats.FirstToken = r.prepare, r.first
	}
	r.told = append(r.told, inference.Token{ID: t.ID, Text: t.Text})
	r.at++
	r.whole = t.Stats != nil
	if !r.yield(t, nil) {
		return errBreak
	}
	return nil
}

// done takes the end of a request.
func (r *request) done(f child.Frame) error {
	var w failure
	if err := parse(f.Body, &w); err != nil {
		return r.conn.misunderstood(err)
	}
	r.asking = false
	err := w.err()
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		// Not by us: the child is about to end.
		return r.conn.misunderstood(err)
	}
	return err
}

// settle takes over a child from a request that was left: it is told to stop, and
// killed and replaced if it doesn't at once, as an image encoder without an abort
// can't. It has the engine's turn and gives it back.
func (e *Engine) settle(c *conn, id uint32) {
	defer e.turn.Give()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c.post(message{kind: kindCancel, id: id})
	for {
		f, err := c.next(ctx)
		var death *deathError
		switch {
		case errors.As(err, &death):
			e.o.Log.Warn("worker died while stopping", "err", death)
		case err != nil:
			e.o.Log.Debug("worker does not stop, and is killed", "after", patience)
			_ = c.close(0)
		case f.ID == id && f.Kind == kindDone:
			return
		default:
			continue
		}
		e.current = e.begin()
		return
	}
}
