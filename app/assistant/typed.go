package assistant

import (
	"cmp"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"sync"
)

// Awaiting tells that a question is awaited. Nothing is to be said while it is typed.
type Awaiting struct{}

// Asked tells which question was typed, before it is answered; empty: another look.
type Asked struct{ Question string }

func (Awaiting) event() {}
func (Asked) event()    {}

// askTyped looks, and then answers what is typed about the frame, a question a line. An
// empty line takes another frame; the end of the input ends it. The frame is encoded
// while the person types. What goes wrong with one question doesn't end it, so there
// may be several errors.
func askTyped(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		t := &typed{ctx: ctx, host: h, in: in, yield: yield}
		defer t.working.Wait()
		defer cancel()
		if !t.run(h.Assistant().Look) || t.failed {
			return
		}
		lines := linesOf(ctx, h.Text(ctx, "-"))
		for {
			if !yield(Awaiting{}, nil) {
				return
			}
			line, err := lines.next(ctx)
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(nil, err)
				return
			case !t.answer(line):
				return
			}
		}
	}
}

// typed is a conversation by lines.
type typed struct {
	ctx   context.Context //nolint:containedctx // lives as long as one call
	host  Host
	in    Input
	yield func(Event, error) bool

	working sync.WaitGroup // what is done ahead
	failed  bool           // the last run did
}

// answer does what a line asks for; false: nobody listens any more.
func (t *typed) answer(line string) bool {
	if strings.TrimSpace(line) == "" {
		return t.yield(Asked{}, nil) && t.run(t.host.Assistant().Look)
	}
	return t.yield(Asked{line}, nil) && t.run(func(ctx context.Context, r Request) iter.Seq2[Event, error] {
		r.Camera, r.Question = nil, line
		return t.host.Assistant().Ask(ctx, r)
	})
}

// run passes on the events of one run, spoken where that is asked for. Once all is known
// the frame is encoded for the next question.
func (t *typed) run(do func(context.Context, Request) iter.Seq2[Event, error]) bool {
	for e, err := range aloud(t.ctx, t.host, t.in, func(ctx context.Context) iter.Seq2[Event, error] {
		return do(ctx, t.in.request(t.host))
	}) {
		t.failed = err != nil
		if _, known := e.(Answered); known {
			// What it fails with is told by the question.
			t.working.Go(func() { _ = t.host.Assistant().Ahead(t.ctx, t.in.request(t.host)) })
		}
		if !t.yield(e, err) {
			return false
		}
	}
	return t.ctx.Err() == nil
}

// lines are read one by one.
type lines struct {
	came chan string
	err  error // once came is closed
}

// linesOf reads a text until ctx ends. A read of a terminal can't be ended: the goroutine is
// left in it when the person goes, and ends with the process or the next line.
func linesOf(ctx context.Context, text iter.Seq2[string, error]) *lines {
	l := &lines{came: make(chan string)}
	go func() {
		defer close(l.came)
		for line, err := range text {
			if l.err = err; err != nil {
				return
			}
			select {
			case l.came <- strings.TrimRight(line, "\r\n"):
			case <-ctx.Done():
				return
			}
		}
	}()
	return l
}

// next is the next line; an error is that of ctx, io.EOF at the end, or of reading.
func (l *lines) next(ctx context.Context) (string, error) {
	select {
	case line, ok := <-l.came:
		if ok {
			return line, ctx.Err()
		}
		return "", ctxErr(ctx, cmp.Or(l.err, io.EOF))
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
