package assistant

import (
	"context"
	"iter"
	"time"

	"descry/app/messages"
	"descry/camera"
	"descry/speech"
)

// Watcher is a Camera that can be looked through all the time.
type Watcher interface {
	Camera
	// Watch gives a frame every so often for as long as it is ranged over, and has
	// the camera on all the while. An error, one of Snap's, is the last thing.
	Watch(ctx context.Context, every time.Duration) iter.Seq2[camera.Frame, error]
}

// Aimed tells a person how to point the camera.
type Aimed struct {
	Hint Hint
	Text string
	// Again: it was told before, and nothing was told since.
	Again bool
	// Quality is the picture check of the frame that called for it.
	Quality camera.Quality
}

func (Aimed) event() {}

// ErrNotLive: what was to be watched is no camera.
var ErrNotLive error = &failure{"not live", messages.AimNotLive, nil}

// glances is the time between two frames that are looked at: five in a second follow a
// hand, and take a twentieth of a core.
const glances = 200 * time.Millisecond

// Aim guides a person who points c, until ctx ends, break, or an error: an Aimed when what
// is to be done changes, at most one in three seconds, and none while a run goes on or
// an answer is being said, of whose sound the assistant knows where commands speak. It is
// no run: it ends none, and none ends it. Where silent isn't nil, it says when there must be
// no Aimed for another reason.
func (a *Assistant) Aim(ctx context.Context, c Camera, silent func() bool) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		w, ok := c.(Watcher)
		if !ok {
			yield(nil, ErrNotLive)
			return
		}
		var g guide
		for f, err := range w.Watch(ctx, glances) {
			if err != nil {
				yield(nil, err)
				return
			}
			q, before := camera.Assess(f.Image), g.told
			h, tell := g.see(f, q, a.answering() || silent != nil && silent())
			if !tell {
				continue
			}
			if !yield(Aimed{Hint: h, Text: messages.Text(a.options.Language, messages.Aim(string(h))), Again: h == before, Quality: q}, nil) {
				return
			}
		}
	}
}

// runAim aims, and speaks where that is asked for.
func runAim(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	if !in.Say {
		return h.Assistant().Aim(ctx, h.Camera(in.Picture), nil)
	}
	return func(yield func(Event, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		p := &pointer{ctx: ctx, speaker: h.Speaker(), how: in.Voice}
		for e, err := range h.Assistant().Aim(ctx, h.Camera(in.Picture), p.speaking) {
			if err != nil && ctx.Err() == nil {
				p.speaker.Signal(speech.Problem)
				p.say(messages.For(h.Assistant().options.Language, err))
			}
			failed := p.failed()
			if aimed, ok := e.(Aimed); ok && failed == nil {
				p.say(aimed.Text)
			}
			if !yield(e, err) || failed != nil && !p.mute && !yield(Unspoken{failed}, nil) {
				return
			}
			p.mute = failed != nil
			if err != nil && ctx.Err() == nil && p.last != nil {
				_ = p.last.Wait(ctx) // the error is told on the screen too
			}
		}
	}
}

// pointer speaks hints. One that is still being said is not followed by another, which
// would be old when it is heard.
type pointer struct {
	ctx     context.Context
	speaker Speaker
	how     speech.Settings
	last    *speech.Spoken // nil: nothing yet
	mute    bool           // that it can't speak was told; hints are shown only
}

func (p *pointer) say(text string) {
	p.last = p.speaker.Speak(p.ctx, speech.Utterance{Text: messages.Clean(text), Settings: p.how})
}

// speaking says whether the last hint is still being said.
func (p *pointer) speaking() bool {
	if p.last == nil {
		return false
	}
	ended, _ := p.last.Ended()
	return !ended
}

// failed is why the last hint could not be said.
func (p *pointer) failed() error {
	if p.last == nil {
		return nil
	}
	_, err := p.last.Ended()
	return err
}
