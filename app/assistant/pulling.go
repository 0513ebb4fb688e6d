package assistant

import (
	"context"
	"iter"

	"descry/app/messages"
	"descry/speech"
)

// pullFlags are those of every command that fetches.
var pullFlags = join([]Flag{fromFlag, acceptFlag, {
	Name: "say", Short: messages.FlagSayPull,
	Set: func(in *Input, v string) bool { return setBool(&in.Say, v) },
}}, voiceFlags, []Flag{jsonFlag})

func runModelsPull(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return reported(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return h.Models().Pull(ctx, in.ID, in.From, in.Accept)
	})
}

func runVoicesPull(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return reported(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return h.Models().PullVoice(ctx, in.ID, in.From, in.Accept)
	})
}

// reported speaks what is told of a task that may take hours, where that is asked for: its
// notices, how far it is, its end, and what it fails with. It ends when the last was heard:
// break, or the end of ctx, ends the task and cuts the sound.
func reported(ctx context.Context, h Host, in Input, task func(ctx context.Context) iter.Seq2[Event, error]) iter.Seq2[Event, error] {
	if !in.Say {
		return task(ctx)
	}
	return func(yield func(Event, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		speaker := h.Speaker()
		t := &teller{language: h.Assistant().options.Language, speak: func(text string) *speech.Spoken {
			return speaker.Speak(ctx, speech.Utterance{Text: messages.Clean(text), Settings: in.Voice})
		}}
		var failed error
		for e, err := range task(ctx) {
			t.event(e)
			if err != nil && ctx.Err() == nil {
				t.say(messages.For(t.language, err))
			}
			if !yield(e, err) {
				return
			}
			// Who hears nothing should know now, not when all is done.
			if failed = err; err == nil && ctx.Err() == nil && t.fails() && !yield(Unspoken{t.err}, nil) {
				return
			}
		}
		if failed == nil && !yield(Speaking{}, nil) {
			return
		}
		if err := wait(ctx, t.waiting); err != nil && failed == nil && !t.failed {
			yield(unspoken(ctx, err))
		}
	}
}

// teller chooses what is spoken of a task.
type teller struct {
	language string
	speak    func(text string) *speech.Spoken
	waiting  []*speech.Spoken // what may not have been heard yet
	percent  int              // that was said last
	err      error            // what the first failed with; nothing is spoken after it
	failed   bool             // that was told
}

// event speaks of an event, if it is one to be heard.
func (t *teller) event(e Event) {
	switch e := e.(type) {
	case Notice:
		t.say(e.Text)
	case Managed:
		t.say(e.Text)
	case Progress:
		t.progress(e)
	}
}

// progress says how far the task is, every 10 percent. Where something is still being said
// it leaves that to a later event: what had to wait for its turn would be out of date, and
// a quick download would be followed by a queue of numbers. What comes after the last
// percent says the end better than "100 percent".
func (t *teller) progress(e Progress) {
	if e.Total <= 0 {
		return
	}
	tens := int(min(e.Done*10/e.Total, 10)) * 10
	t.percent = min(t.percent, tens) // less: another file, or one that began anew
	if tens > t.percent && tens < 100 && !t.speaking() {
		t.percent = tens
		t.say(messages.PullProgress(t.language, tens, e.Rate, e.Left))
	}
}

func (t *teller) say(text string) {
	if t.err == nil {
		t.waiting = append(t.waiting, t.speak(text))
	}
}

// speaking says whether something is being said, or waits for its turn.
func (t *teller) speaking() bool {
	for len(t.waiting) > 0 {
		ended, err := t.waiting[0].Ended()
		if !ended {
			return true
		}
		if t.err == nil {
			t.err = err
		}
		t.waiting = t.waiting[1:]
	}
	return false
}

// fails says, once, that nothing can be heard.
func (t *teller) fails() bool {
	t.speaking()
	first := t.err != nil && !t.failed
	t.failed = t.failed || first
	return first
}
