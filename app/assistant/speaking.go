package assistant

import (
	"context"
	"iter"
	"strings"

	"descry/app/messages"
	"descry/speech"
)

// Speaker says utterances one after another; speech.Queue is one.
type Speaker interface {
	// Speak returns at once. The utterance lives as long as ctx. Zero settings are the
	// person's own.
	Speak(ctx context.Context, u speech.Utterance) *speech.Spoken
}

// Speaking tells that all is known, and that what is left of it is being spoken.
type Speaking struct{}

// Unspoken tells that what was to be spoken could not be, and why.
type Unspoken struct{ Err error }

func (Speaking) event() {}
func (Unspoken) event() {}

var (
	textArg = Arg{
		Name: "TEXT", Short: messages.ArgText,
		Set: func(in *Input, v string) { in.Text = v },
	}
	sayFlag = Flag{
		Name: "say", Short: messages.FlagSay,
		Set: func(in *Input, v string) bool { return setBool(&in.Say, v) },
	}
	voiceFlag = Flag{
		Name: "voice", Value: "VOICE", Short: messages.FlagVoice,
		Set: func(in *Input, v string) bool { in.Voice.Voice = v; return speech.IsVoice(v) },
	}
	mannerFlags = []Flag{
		{
			Name: "rate", Value: "N", Short: messages.FlagRate,
			Set: func(in *Input, v string) bool { return setNumber(&in.Voice.Rate, v, speech.MinRate, speech.MaxRate) },
		},
		{
			Name: "pitch", Value: "N", Default: "0", Short: messages.FlagPitch,
			Set: func(in *Input, v string) bool {
				return setNumber(&in.Voice.Pitch, v, -speech.MaxPitch, speech.MaxPitch)
			},
		},
		{
			Name: "volume", Value: "N", Default: "100", Short: messages.FlagVolume,
			Set: func(in *Input, v string) bool {
				return setNumber(&in.Voice.Volume, v, speech.MinVolume, speech.MaxVolume)
			},
		},
		{
			Name: "punctuation", Value: "HOW", Choices: speech.Punctuations(), Default: speech.PunctuationSome, Short: messages.FlagPunctuation,
			Set: func(in *Input, v string) bool { in.Voice.Punctuation = v; return true },
		},
	}
	voiceFlags = join([]Flag{voiceFlag}, mannerFlags)
	spellFlag  = Flag{
		Name: "spell", Short: messages.FlagSpell,
		Set: func(in *Input, v string) bool { return setBool(&in.Voice.Spell, v) },
	}
	languageFlag = Flag{
		Name: "language", Value: "TAG", Short: messages.FlagLanguage,
		Set: func(in *Input, v string) bool { in.Voice.Language = v; return v != "" },
	}
)

// runSay speaks a text and yields its sentences.
func runSay(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	in.Say = true
	return aloud(ctx, h, in, func(ctx context.Context) iter.Seq2[Event, error] {
		return func(yield func(Event, error) bool) {
			for s, err := range speech.Sentences(h.Text(ctx, in.Text)) {
				if err != nil {
					yield(nil, err)
					return
				}
				if !yield(Sentence{Text: s}, nil) {
					return
				}
			}
		}
	})
}

// aloud speaks the sentences of a run where that is asked for, each as soon as it is
// known, and what the run fails with. It ends when the last was heard: break, or the end
// of ctx, ends the run and cuts the sound.
func aloud(ctx context.Context, h Host, in Input, run func(ctx context.Context) iter.Seq2[Event, error]) iter.Seq2[Event, error] {
	if !in.Say {
		return run(ctx)
	}
	return func(yield func(Event, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		speaker := h.Speaker()
		var spoken []*speech.Spoken
		say := func(text string) {
			spoken = append(spoken, speaker.Speak(ctx, speech.Utterance{Text: messages.Clean(text), Settings: in.Voice}))
		}
		var failed error
		begun := ""
		for e, err := range run(ctx) {
			switch e := e.(type) {
			case Began:
				begun = e.Text
				say(strings.TrimRight(begun, ",;: ") + ",") // a voice hears by it that more will come
			case Sentence:
				if rest := left(e.Text, begun); rest != "" {
					say(rest)
				}
				begun = ""
			}
			if err != nil && ctx.Err() == nil {
				say(messages.For(h.Assistant().options.Language, err))
			}
			if !yield(e, err) {
				return
			}
			failed = err
		}
		if failed == nil && !yield(Speaking{}, nil) {
			return
		}
		if err := wait(ctx, spoken); err != nil && failed == nil {
			yield(unspoken(ctx, err))
		}
	}
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
