// Package assistant is the core that the window and the command line share: it
// looks, describes and answers, and decides how surely each thing is said. It knows
// nothing of where frames come from, what runs the model, or how words are shown.
//
//	Camera ─ picture check ─ Scene ─ Engine ─ Sentences ─ levels ─ Event …
package assistant

import (
	"context"
	"errors"
	"iter"
	"sync"

	"descry/app/messages"
	"descry/camera"
	"descry/inference"
)

// Camera takes a frame.
type Camera interface {
	// Snap gives a frame taken after the call. Its errors are those of package
	// camera, of a file, or of ctx.
	Snap(ctx context.Context) (camera.Frame, error)
}

// Options says what an Assistant works with.
type Options struct {
	// Engine gives the engine that answers. It is called for each answer and may
	// take long the first time; it owns the engine and closes it.
	Engine func(ctx context.Context) (inference.Engine, error)
	// Camera is where a frame comes from when none is there and a request names no
	// other; nil: such a request ends with ErrNoFrame.
	Camera Camera
	// Thresholds decide on levels; zero: DefaultThresholds.
	Thresholds Thresholds
	// Offer gives a sentence on a better model for this machine, empty where there is
	// none. It is asked after the first description that was declined. nil: nobody.
	Offer func() string
	// Language is that of package messages; empty: English.
	Language string
	// Waits is what is known of how long answers take, and learns; nil: nothing is.
	Waits *Waits
}

// Assistant holds the conversation. Its methods may be called by several
// goroutines; it runs one thing at a time, and a new run ends the one before it.
// A run must not be started from inside the loop over another one.
type Assistant struct {
	options Options

	mu      sync.Mutex
	current *run  // the last that began; its ctx lives until the next run or Stop
	shelf   shelf // scenes, the newest first
	at      int   // which of them is the present one
	ahead   *ahead
	offered bool // a better model was named, or there is none
	busy    int  // runs that go on, and answers that are being said
}

// New makes an Assistant. Nothing is opened before it is needed.
func New(o Options) *Assistant {
	if o.Thresholds == (Thresholds{}) {
		o.Thresholds = DefaultThresholds
	}
	return &Assistant{options: o}
}

// Request is what a run is asked for. The zero value describes the present scene.
type Request struct {
	// Camera gives a new frame, and with it a new scene without earlier turns; nil:
	// the present scene, or where there is none a frame of Options.Camera.
	Camera Camera
	// Question is for Ask: up to MaxQuestion characters.
	Question string
	Detail   Detail
	// Verbatim gives the model the question exactly as it stands and passes on
	// exactly what it writes: no refusal, no picture check, no levels.
	Verbatim bool
	// Anyway asks the model even if the picture is bad. What it says of a bad
	// picture is hedged at best.
	Anyway bool
	// Top asks for all tokens of the answer with this many alternatives each; 0 to MaxTop.
	Top int
	// Early asks for Began: somebody listens, and waits for the first sound.
	Early bool
}

// MaxTop is the most alternatives a request can ask for. No vocabulary is as large, so
// that a whole distribution can be compared with another implementation's.
const MaxTop = 1 << 20

// Detail is how much is to be said.
type Detail int

const (
	// Normal is a short description: the overview, 160 tokens at most.
	Normal Detail = iota
	// Brief is one sentence: the overview, 60 tokens at most.
	Brief
	// Full is all there is to say: every tile of the picture, 400 tokens at most.
	Full
)

var detailNames = map[Detail]string{Brief: "brief", Normal: "normal", Full: "full"}

// String is the name that ParseDetail takes.
func (d Detail) String() string { return detailNames[d] }

// ParseDetail finds a detail by its name: brief, normal or full.
func ParseDetail(name string) (Detail, bool) {
	for d, n := range detailNames {
		if n == name {
			return d, true
		}
	}
	return Normal, false
}

// failure is an error of this package, with the sentence that is said of it.
type failure struct {
	text string
	id   messages.ID
	args []any
}

func (f *failure) Error() string                 { return "assistant: " + f.text }
func (f *failure) Message() (messages.ID, []any) { return f.id, f.args }

// Errors of this package. Test with errors.Is.
var (
	// ErrSuperseded: another run began.
	ErrSuperseded error = &failure{"superseded", messages.Superseded, nil}
	// ErrNoFrame: there is no scene, and no camera to make one.
	ErrNoFrame error = &failure{"no frame", messages.NoFrame, nil}
	// ErrNothingSaid: nothing was said about the present scene, or there is none.
	ErrNothingSaid error = &failure{"nothing said", messages.NothingSaid, nil}
	// ErrEmptyQuestion: nothing is left of the question but white space.
	ErrEmptyQuestion error = &failure{"empty question", messages.QuestionEmpty, nil}
	// ErrLongQuestion: the question has more than MaxQuestion characters.
	ErrLongQuestion error = &failure{"question too long", messages.QuestionTooLong, []any{MaxQuestion}}
)

// Look takes a frame and says how good the picture is. No model is asked. Without
// Request.Camera it looks at the present scene again.
func (a *Assistant) Look(ctx context.Context, r Request) iter.Seq2[Event, error] {
	return a.run(ctx, func(x *run) error { return x.look(r) })
}

// Describe says what is in the picture. A bad picture is told first, in place of a
// description; the same request again, or Request.Anyway, has it described all the same.
//
// The run starts when it is ranged over. Each run ends the one before it, which
// then yields ErrSuperseded. Break, Stop and the end of ctx end it.
func (a *Assistant) Describe(ctx context.Context, r Request) iter.Seq2[Event, error] {
	return a.run(ctx, func(x *run) error { return x.describe(r) })
}

// Ask answers a question about the picture, with what was said about the same
// scene before. For the rest it is like Describe.
func (a *Assistant) Ask(ctx context.Context, r Request) iter.Seq2[Event, error] {
	return a.run(ctx, func(x *run) error { return x.ask(r) })
}

// Stop ends the run that goes on, which then yields context.Canceled. It doesn't
// wait for that.
func (a *Assistant) Stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopAll()
}

// Forget ends the run that goes on, and drops all scenes: frames, questions and answers.
func (a *Assistant) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopAll()
	a.shelf, a.at = nil, 0
}

// UseCamera makes c the one that a frame comes from when none is there and a request names
// no other, from now on; nil: none.
func (a *Assistant) UseCamera(c Camera) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.options.Camera = c
}

// usual is the camera that UseCamera or Options gave.
func (a *Assistant) usual() Camera {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.options.Camera
}

// stopAll ends the last run, and what is done ahead. a.mu is held.
func (a *Assistant) stopAll() {
	a.stop(context.Canceled)
	if a.ahead != nil {
		a.ahead.all()
		a.ahead = nil
	}
}

// stop ends the last run for a reason. a.mu is held.
func (a *Assistant) stop(reason error) {
	if a.current != nil {
		a.current.cancel(reason)
		a.current = nil
	}
}

// run is one thing that is being done. It is used by the goroutine that ranges over it.
type run struct {
	*Assistant
	ctx    context.Context
	cancel context.CancelCauseFunc
	yield  func(Event, error) bool
	left   bool // the consumer wants no more
}

// errLeft ends a run whose consumer broke out of its loop.
var errLeft = errors.New("assistant: consumer left")

func (a *Assistant) run(ctx context.Context, do func(*run) error) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		defer a.occupied()()
		x := a.begin(ctx, yield)
		err := x.ctx.Err()
		if err == nil {
			err = do(x)
		}
		if err == nil {
			return // its ctx lives on: a voice may still be saying the last sentence
		}
		reason := x.reason(err)
		x.cancel(context.Canceled)
		if !x.left {
			yield(nil, reason)
		}
	}
}

// begin ends the run before and makes a new one the current.
func (a *Assistant) begin(ctx context.Context, yield func(Event, error) bool) *run {
	x := &run{Assistant: a, yield: yield}
	x.ctx, x.cancel = context.WithCancelCause(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stop(ErrSuperseded)
	a.current = x
	return x
}

// reason is what a run that failed with err is said to have ended with.
func (x *run) reason(err error) error {
	switch {
	case x.ctx.Err() == nil:
		return err
	case errors.Is(context.Cause(x.ctx), ErrSuperseded):
		return ErrSuperseded
	}
	return x.ctx.Err()
}

// emit passes an event on, unless the run has ended.
func (x *run) emit(e Event) error {
	if err := x.ctx.Err(); err != nil {
		return err
	}
	if !x.yield(e, nil) {
		x.left = true
		return errLeft
	}
	return nil
}

// say emits sentences, one after another.
func (x *run) say(all []Sentence) error {
	for _, one := range all {
		if err := x.emit(one); err != nil {
			return err
		}
	}
	return nil
}

// commit changes the conversation, unless the run has ended.
func (x *run) commit(change func()) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.ctx.Err(); err != nil {
		return err
	}
	change()
	return nil
}

func (x *run) text(id messages.ID, args ...any) string {
	return messages.Text(x.options.Language, id, args...)
}
