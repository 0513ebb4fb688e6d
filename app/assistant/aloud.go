package assistant

import (
	"context"
	"iter"
	"strings"
	"sync"
	"time"

	"descry/app/messages"
	"descry/speech"
)

// aloud speaks the sentences of a run where that is asked for, each as soon as it is
// known, and what the run fails with. It ends when the last was heard: break, or the end
// of ctx, ends the run and cuts the sound.
func aloud(ctx context.Context, h Host, in Input, run func(ctx context.Context) iter.Seq2[Event, error]) iter.Seq2[Event, error] {
	if !in.Say {
		return run(ctx)
	}
	return func(yield func(Event, error) bool) {
		defer h.Assistant().occupied()()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		a := &recital{ctx: ctx, speaker: h.Speaker(), how: in.Voice, language: h.Assistant().options.Language, waits: h.Assistant().options.Waits, kind: waitFor(in)}
		defer func() { a.hum.stop() }()
		var failed error
		for e, err := range run(ctx) {
			a.event(e)
			if err != nil && ctx.Err() == nil {
				a.hum.stop()
				a.speaker.Signal(speech.Problem)
				a.say(messages.For(h.Assistant().options.Language, err))
			}
			if !yield(e, err) {
				return
			}
			failed = err
		}
		if failed == nil && a.hum.stop() {
			a.speaker.Signal(speech.Done)
		}
		if failed == nil && !yield(Speaking{}, nil) {
			return
		}
		if err := wait(ctx, a.spoken); err != nil && failed == nil {
			yield(unspoken(ctx, err))
		}
	}
}

// recital is a run that is read aloud.
type recital struct {
	ctx     context.Context // that of the run, as the sound's is
	speaker Speaker
	how     speech.Settings
	spoken  []*speech.Spoken
	begun   string // what of the next sentence was said already
	hum     *hum   // once there is a picture to think about

	language string
	waits    *Waits
	kind     string    // what is waited for, by waitFor
	looked   time.Time // when the wait began; zero: no picture was taken
	first    time.Duration
}

// heard notes that the first of what was waited for is known.
func (a *recital) heard() {
	a.hum.stop()
	if a.first == 0 && !a.looked.IsZero() {
		a.first = time.Since(a.looked)
	}
}

// told says, once, how long it will still take, to who has waited.
func (a *recital) told(ctx context.Context) {
	if text := remaining(a.language, a.waits.left(a.kind, time.Since(a.looked))); text != "" {
		a.speaker.Speak(ctx, speech.Utterance{Text: text, Settings: a.how})
	}
}

func (a *recital) say(text string) {
	a.spoken = append(a.spoken, a.speaker.Speak(a.ctx, speech.Utterance{Text: messages.Clean(text), Settings: a.how}))
}

// event says what is to be said of one event.
func (a *recital) event(e Event) {
	switch e := e.(type) {
	case Captured:
		a.speaker.Signal(speech.Looked)
		a.hum.stop()
		a.looked, a.first = time.Now(), 0
		a.hum = humming(a.ctx, a.speaker, a.told)
	case Began:
		a.heard()
		a.begun = e.Text
		a.say(strings.TrimRight(e.Text, ",;: ") + ",") // a voice hears by it that more will come
	case Answered:
		if e.Raw != "" && a.first > 0 { // only models are waited for
			a.waits.note(a.kind, a.first)
			a.looked, a.first = time.Time{}, 0
		}
	case Sentence:
		a.heard()
		if rest := left(e.Text, a.begun); rest != "" {
			a.say(rest)
		}
		a.begun = ""
	}
}

// often is how often somebody who waits is told that the work goes on.
const often = 3 * time.Second

// hum is the sound of work, until there is something to be said.
type hum struct {
	quit chan struct{}
	once sync.Once
	wg   sync.WaitGroup
	// cut ends what first says.
	cut context.CancelFunc
}

// humming makes the sound; with the first of it first may say something, which lives until stop.
func humming(ctx context.Context, s Speaker, first func(ctx context.Context)) *hum {
	h := &hum{quit: make(chan struct{})}
	ctx, h.cut = context.WithCancel(ctx)
	h.wg.Go(func() {
		tick := time.NewTicker(often)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				s.Signal(speech.Thinking)
				if first != nil {
					first(ctx)
					first = nil
				}
			case <-h.quit:
				return
			}
		}
	})
	return h
}

// stop ends it; it may be called again. It says whether there was one.
func (h *hum) stop() bool {
	if h == nil {
		return false
	}
	h.once.Do(func() { close(h.quit) })
	h.cut()
	h.wg.Wait()
	return true
}

// left is what is left to be said of a sentence. One that doesn't go on as it began is said
// whole: it was judged unsure, and its words say so.
func left(sentence, begun string) string {
	rest, ok := strings.CutPrefix(sentence, begun)
	if !ok || begun == "" {
		return sentence
	}
	return strings.TrimLeft(rest, ",;: ")
}

// wait waits until all was heard, or the first was not: the others then have no
// better chance.
func wait(ctx context.Context, spoken []*speech.Spoken) error {
	for _, s := range spoken {
		if err := s.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// unspoken is what is told of a failure to speak; the end of ctx is an error as in any run.
func unspoken(ctx context.Context, err error) (Event, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return Unspoken{err}, nil
}
