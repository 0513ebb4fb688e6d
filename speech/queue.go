package speech

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// Priority says when an utterance has its turn. Utterances of the same priority are
// said in the order in which they came.
type Priority int

const (
	// Normal comes after all that waits.
	Normal Priority = iota
	// Next comes after what is being said, before what is Normal.
	Next
	// Now comes at once: it cuts what is being said, unless that is Now too. What was
	// cut isn't said again; what waits goes on waiting.
	Now
)

// ErrCut is how an utterance ends that had to give way to one that is Now.
var ErrCut = errors.New("speech: cut by what was more urgent")

// Utterance is a text with the way in which it is to be said.
type Utterance struct {
	Text     string
	Settings Settings
	Priority Priority
}

// Queue says utterances one after another. Its methods may be called by several
// goroutines.
type Queue struct {
	voice Voice
	wake  chan struct{} // holds a value when there may be work
	done  chan struct{} // closed when the queue's goroutine has ended

	mu      sync.Mutex
	waiting []*Spoken // as they will be said
	current *Spoken   // being said; nil: none
	closed  bool
}

// Spoken is an utterance that was given to a Queue.
type Spoken struct {
	utterance Utterance
	ctx       context.Context // the caller's, with a cut of its own
	cancel    context.CancelCauseFunc
	forget    func() bool   // stops listening to ctx
	done      chan struct{} // closed when it was said or never will be
	err       error         // valid after done
}

// NewQueue makes a Queue on a voice, which stays the caller's: Close the queue first.
func NewQueue(v Voice) *Queue {
	q := &Queue{voice: v, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go q.run()
	return q
}

// Speak puts an utterance into the queue and returns at once. It lives as long as
// ctx: at its end it is dropped, or cut if it is being said.
func (q *Queue) Speak(ctx context.Context, u Utterance) *Spoken {
	s := &Spoken{utterance: u, done: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		s.end(ErrClosed)
		return s
	case ctx.Err() != nil: // what will never be heard must not cut what is
		s.end(context.Cause(ctx))
		return s
	}
	at := slices.IndexFunc(q.waiting, func(w *Spoken) bool { return w.utterance.Priority < u.Priority })
	if at < 0 {
		at = len(q.waiting)
	}
	q.waiting = slices.Insert(q.waiting, at, s)
	if c := q.current; c != nil && u.Priority == Now && c.utterance.Priority != Now {
		c.cancel(ErrCut)
	}
	// An utterance whose run has ended must not be kept until its turn would come.
	s.forget = context.AfterFunc(s.ctx, func() { q.drop(s) })
	q.poke()
	return s
}

// Wait waits until the utterance was heard, and returns nil; or until it never will
// be: then it returns ctx's error of Speak, ErrCut, ErrClosed, or what the voice
// failed with. The end of ctx ends only the waiting.
func (s *Spoken) Wait(ctx context.Context) error {
	select {
	case <-s.done:
		return s.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Ended says, without waiting, whether the utterance was heard or never will be, and then
// what Wait returns.
func (s *Spoken) Ended() (ended bool, err error) {
	select {
	case <-s.done:
		return true, s.err
	default:
		return false, nil
	}
}

// Close drops what waits, cuts what is being said, and waits for its end.
func (q *Queue) Close() error {
	q.mu.Lock()
	waiting := q.waiting
	q.waiting, q.closed = nil, true
	if q.current != nil {
		q.current.cancel(ErrClosed)
	}
	q.mu.Unlock()
	for _, s := range waiting {
		s.end(ErrClosed)
	}
	q.poke()
	<-q.done
	return nil
}

func (q *Queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default: // it is awake already
	}
}

// end is called once, by who took s out of the queue or never put it in.
func (s *Spoken) end(err error) {
	if s.forget != nil {
		s.forget()
	}
	s.cancel(nil)
	s.err = err
	close(s.done)
}

// drop takes an utterance out whose ctx has ended while it waited.
func (q *Queue) drop(s *Spoken) {
	q.mu.Lock()
	at := slices.Index(q.waiting, s)
	if at >= 0 {
		q.waiting = slices.Delete(q.waiting, at, at+1)
	}
	q.mu.Unlock()
	if at >= 0 {
		s.end(context.Cause(s.ctx))
	}
}

// run says what waits until the queue is closed.
func (q *Queue) run() {
	defer close(q.done)
	for {
		s, open := q.next()
		switch {
		case !open:
			return
		case s == nil:
			<-q.wake
			continue
		}
		err := context.Cause(s.ctx)
		if err == nil {
			err = q.voice.Say(s.ctx, s.utterance.Text, s.utterance.Settings)
		}
		q.mu.Lock()
		q.current = nil
		q.mu.Unlock()
		if err != nil && s.ctx.Err() != nil {
			err = context.Cause(s.ctx)
		}
		s.end(err)
	}
}

// next takes the first that waits; nil: none does.
func (q *Queue) next() (s *Spoken, open bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) > 0 {
		s = q.waiting[0]
		q.waiting = slices.Delete(q.waiting, 0, 1)
		q.current = s
	}
	return s, !q.closed
}
