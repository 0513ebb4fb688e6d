package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"descry/inference"
	"descry/internal/child"
	"descry/internal/lockup"
)

// ModelOptions says what the child is to load; see llama.Options.
type ModelOptions struct {
	Text, Projector string // GGUF files
	Library         string // folder of the backend libraries
	Threads         int
	Context         int // in tokens
	// Encoder is a folder of graphs for the image encoder, empty: the projector's own is
	// used; Precision says which of them.
	Encoder, Precision string
	Progress           func(fraction float64)
	// Locked is to be told what the child has given away before it touched the model.
	Locked func(lockup.Report)
}

// mostWaiting is how many requests may wait in the child. The parent sends one at
// a time; more than this is no parent of ours.
const mostWaiting = 16

// server is the child's side.
type server struct {
	open func(ctx context.Context, o ModelOptions) (inference.PreparedEngine, error)
	out  *child.Writer
	jobs chan job

	mu      sync.Mutex
	cancels map[uint32]context.CancelFunc

	// Only the goroutine that does the work uses these.
	engine   inference.PreparedEngine
	pictures []kept // the longest unused first
}

type job struct {
	child.Frame
	ctx context.Context // a queued request's own, ended by kindCancel
}

type kept struct {
	hash [32]byte
	pic  *inference.Picture
}

// Serve is the child: it takes requests from in, runs one at a time on the engine
// that open makes at the first one, and answers on out. It returns nil when in
// ends, after what runs has stopped and the engine is closed; an error when in
// holds garbage; ctx.Err() when ctx ends, for which it closes in if that is an
// io.Closer (otherwise it waits for in's end).
//
// Nothing else may read in or write to out, see child.TakeStdio.
func Serve(ctx context.Context, in io.Reader, out io.Writer, open func(ctx context.Context, o ModelOptions) (inference.PreparedEngine, error)) error {
	s := &server{open: open, out: child.NewWriter(out), jobs: make(chan job, mostWaiting), cancels: map[uint32]context.CancelFunc{}}
	all, stop := context.WithCancel(ctx)
	defer stop()
	if c, ok := in.(io.Closer); ok {
		defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	}
	var worker sync.WaitGroup
	worker.Go(s.work)
	err := s.read(all, in)
	stop()
	close(s.jobs)
	worker.Wait()
	if s.engine != nil {
		err = errors.Join(err, s.engine.Close())
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// read takes frames until the end of in.
func (s *server) read(ctx context.Context, in io.Reader) error {
	r := child.NewReader(in, maxRequest)
	for {
		f, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("worker: %w", err)
		}
		if f.Kind == kindCancel {
			s.finish(f.ID)
			continue
		}
		j := job{Frame: f, ctx: s.begin(ctx, f)}
		select {
		case s.jobs <- j:
		default:
			return errors.New("worker: too many requests at once")
		}
	}
}

// begin makes the context of a request.
func (s *server) begin(ctx context.Context, f child.Frame) context.Context {
	if f.Kind == kindPicture {
		return ctx
	}
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancels[f.ID] = cancel
	return ctx
}

// finish ends the context of a request. One that has finished already, or is not
// known, is none of its business: the cancel came late.
func (s *server) finish(id uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel, ok := s.cancels[id]; ok {
		cancel()
		delete(s.cancels, id)
	}
}

// work runs the requests one after another.
func (s *server) work() {
	for j := range s.jobs {
		if j.Kind == kindPicture {
			s.keep(j.Body)
			continue
		}
		err := s.do(j)
		s.finish(j.ID)
		// When out is broken the parent is gone, and in ends too.
		if err == nil {
			_ = s.out.Write(kindDone, j.ID)
		} else {
			_ = s.send(kindDone, j.ID, newFailure(err))
		}
	}
}

func (s *server) send(kind byte, id uint32, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	return s.out.Write(kind, id, b)
}

// live says until the returned function is called that this process lives, whatever
// keeps the engine busy. The first word goes out before the work begins: it tells a
// process that died of the work from one that never came so far.
func (s *server) live(id uint32) (stop func()) {
	var wg sync.WaitGroup
	quit := make(chan struct{})
	first := s.out.Write(kindAlive, id)
	wg.Go(func() {
		tick := time.NewTicker(beat)
		defer tick.Stop()
		for err := first; err == nil; err = s.out.Write(kindAlive, id) {
			select {
			case <-tick.C:
			case <-quit:
				return
			}
		}
	})
	return func() { close(quit); wg.Wait() }
}

func (s *server) do(j job) error {
	defer s.live(j.ID)()
	if j.Kind == kindOpen {
		return s.load(j)
	}
	if s.engine == nil {
		return errors.New("worker: no model is open")
	}
	var q question
	if err := parse(j.Body, &q); err != nil {
		return err
	}
	pic, err := s.picture(q.Picture)
	if err != nil {
		return err
	}
	switch j.Kind {
	case kindPrefill:
		return s.engine.PrefillPrepared(j.ctx, pic, q.prompt())
	case kindGenerate:
		for t, err := range s.engine.GeneratePrepared(j.ctx, pic, q.prompt()) {
			if err != nil {
				return err
			}
			if err := s.send(kindToken, j.ID, newToken(t)); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("worker: unknown request %d", j.Kind)
}

func (s *server) load(j job) error {
	if s.engine != nil {
		return errors.New("worker: a model is open already")
	}
	var m model
	if err := parse(j.Body, &m); err != nil {
		return err
	}
	var r ready
	e, err := s.open(j.ctx, ModelOptions{
		Text: string(m.Text), Projector: string(m.Projector), Library: string(m.Library),
		Threads: m.Threads, Context: m.Context, Encoder: string(m.Encoder), Precision: m.Precision,
		Progress: func(fraction float64) { _ = s.send(kindProgress, j.ID, real(fraction)) },
		Locked:   func(report lockup.Report) { r.Lockup = report },
	})
	if err != nil {
		return err
	}
	s.engine, r.Info = e, e.Info()
	return s.send(kindReady, j.ID, r)
}

// keep stores a picture; one that can't be read will be missing.
func (s *server) keep(body []byte) {
	pic, hash, err := parsePicture(body)
	if err != nil {
		return
	}
	s.pictures = append(s.pictures, kept{hash, pic})
	if len(s.pictures) > mostPictures {
		s.pictures = slices.Delete(s.pictures, 0, 1)
	}
}

// picture finds a picture by its hash; no hash is no picture.
func (s *server) picture(hash []byte) (*inference.Picture, error) {
	if len(hash) == 0 {
		return nil, nil
	}
	i := slices.IndexFunc(s.pictures, func(k kept) bool { return string(k.hash[:]) == string(hash) })
	if i < 0 {
		return nil, errMissing
	}
	found := s.pictures[i]
	s.pictures = append(slices.Delete(s.pictures, i, i+1), found)
	return found.pic, nil
}
