package onnx

import (
	"context"
	"fmt"
	"path/filepath"

	"descry/inference"
	"descry/internal/cpu"
)

// Options says what to open.
type Options struct {
	Library   string    // folder with the file Library
	Folder    string    // where Convert wrote
	Projector string    // the GGUF file that it was written from
	Precision Precision // which graph of the folder
	Threads   int       // 0: as many physical cores as are idle, looked at anew for each tile
}

// Encoder is an inference.Encoder on ONNX Runtime. One goroutine at a time uses it.
type Encoder struct {
	o       Options
	tower   tower
	session *session
	threads int
	auto    bool
	idle    func() int // threads that are worth starting now: cpu.Threads, but in tests
	wanted  int        // threads that the last tile would have had
	planar  []float32
}

var _ inference.Encoder = (*Encoder)(nil)

// Open loads the library, once a process, and the graph. Errors are developers': the
// caller takes clip instead.
func Open(o Options) (*Encoder, error) {
	f, _, t, err := readProjector(o.Projector)
	if err != nil {
		return nil, err
	}
	_ = f.Close() // was only read
	if err := loadLibrary(o.Library); err != nil {
		return nil, err
	}
	e := &Encoder{o: o, tower: t, threads: o.Threads, auto: o.Threads == 0, idle: cpu.Threads}
	if e.auto {
		e.threads = e.idle()
	}
	e.threads = max(1, min(e.threads, cpu.Physical()))
	e.wanted = e.threads
	if e.session, err = openSession(e.path(), e.threads); err != nil {
		return nil, err
	}
	return e, nil
}

func (e *Encoder) path() string { return filepath.Join(e.o.Folder, e.o.Precision.graph()) }

// Width is the width of an embedding, which has to be the text model's.
func (e *Encoder) Width() int { return e.tower.out }

// Close frees the graph. It must not be called while Encode runs.
func (e *Encoder) Close() error {
	if e.session != nil {
		e.session.close()
		e.session = nil
	}
	return nil
}

// adapt follows the machine's load, down at once, since on a busy machine a thread too
// many costs half as much again, and up when two tiles in a row ask for it: another
// number of threads takes another session, about as long as encoding a third of a tile.
func (e *Encoder) adapt() error {
	if e.auto {
		n := max(1, min(e.idle(), cpu.Physical()))
		if n < e.threads || n > e.threads && n == e.wanted {
			e.session.close()
			e.session = nil
			e.threads = n
		}
		e.wanted = n
	}
	if e.session != nil {
		return nil
	}
	var err error
	e.session, err = openSession(e.path(), e.threads)
	return err
}

// Encode computes one tile of exactly the encoder's size: see inference.Backend. The
// end of ctx stops it at the graph's next node.
func (e *Encoder) Encode(ctx context.Context, pixels []float32, width, height int) (inference.Embedding, error) {
	var none inference.Embedding
	if err := ctx.Err(); err != nil {
		return none, err
	}
	side := e.tower.side
	if width != side || height != side || len(pixels) != 3*side*side {
		return none, fmt.Errorf("onnx: %d floats for a tile of %dx%d, not %dx%d", len(pixels), width, height, side, side)
	}
	if err := e.adapt(); err != nil {
		return none, err
	}
	if e.planar == nil {
		e.planar = make([]float32, len(pixels))
	}
	plane := side * side
	for i := range plane {
		e.planar[i], e.planar[plane+i], e.planar[2*plane+i] = pixels[3*i], pixels[3*i+1], pixels[3*i+2]
	}
	rows := make([]float32, e.tower.tokens()*e.tower.out)
	if err := e.run(ctx, rows); err != nil {
		return none, err
	}
	n := e.tower.tokens()
	return inference.Embedding{Data: rows, Tokens: n, NX: n, NY: 1, Positions: n}, ctx.Err()
}

func (e *Encoder) run(ctx context.Context, rows []float32) error {
	set := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { e.session.stop(true); close(set) })
	err := e.session.run(e.planar, e.tower.side, rows, e.tower.tokens())
	if !stop() {
		<-set // or it could stop the next tile
		e.session.stop(false)
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
