package assistant

import (
	"context"

	"descry/inference"
)

// ahead is work on a scene before there is a question about it.
type ahead struct {
	scene *Scene
	view  inference.View
	// encoding ends the work on the picture, and all the loading of the model too, which
	// the next question wants whatever it is about.
	encoding, all context.CancelFunc
}

// Ahead has the picture of the present scene encoded for the questions to come, in the
// view that one like r needs first. It returns when that is done, or is ended: by ctx, Stop
// and Forget, by a new frame, and by a question that needs another view. Any other question
// lets it go on and has the engine afterwards, which does one thing at a time: no core is
// used twice. It is no run, and ends none. Where there is no scene, where its picture is
// too bad, or the same is being done already, it does nothing. Its errors are those of
// the engine, which a question would tell again, or context.Canceled.
func (a *Assistant) Ahead(ctx context.Context, r Request) error {
	all, cancel := context.WithCancel(ctx)
	defer cancel()
	encoding, stop := context.WithCancel(all)
	defer stop()
	w := a.beginAhead(r, stop, cancel)
	if w == nil {
		return nil
	}
	defer a.endAhead(w)
	engine, err := a.options.Engine(all)
	if err != nil {
		return ctxErr(all, err)
	}
	return ctxErr(encoding, engine.Prefill(encoding, inference.Prompt{Image: w.scene.Frame.Image, View: w.view}))
}

// beginAhead notes what is done ahead; nil: nothing is to be done.
func (a *Assistant) beginAhead(r Request, encoding, all context.CancelFunc) *ahead {
	a.mu.Lock()
	defer a.mu.Unlock()
	present := a.presently()
	if present == nil || present.turnsDown(r) {
		return nil
	}
	q := query{request: r}
	w := &ahead{scene: present, encoding: encoding, all: all}
	q.view = q.choose(w.scene)
	w.view = q.first(w.scene)
	if b := a.ahead; b != nil {
		if b.scene == w.scene && b.view == w.view {
			return nil
		}
		b.encoding()
	}
	a.ahead = w
	return w
}

func (a *Assistant) endAhead(w *ahead) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ahead == w {
		a.ahead = nil
	}
}

// makeRoom ends what is done ahead, unless it is what a question about s needs first; nil:
// whatever it is. a.mu is held.
func (a *Assistant) makeRoom(s *Scene, first inference.View) {
	if w := a.ahead; w != nil && (w.scene != s || w.view != first) {
		w.encoding()
		a.ahead = nil
	}
}
