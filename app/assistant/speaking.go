package assistant

import (
	"context"
	"iter"

	"descry/app/messages"
	"descry/speech"
)

// Speaker says utterances one after another, as speech.Queue does, and makes earcons heard.
type Speaker interface {
	// Speak returns at once. The utterance lives as long as ctx. Zero settings are the
	// person's own.
	Speak(ctx context.Context, u speech.Utterance) *speech.Spoken
	// Signal makes an earcon heard, if the person wants them; it doesn't wait.
	Signal(e speech.Earcon)
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
	soundsFlag = Flag{
		Name: "sounds", Short: messages.FlagSounds,
		Set: func(in *Input, v string) bool { return setBool(&in.Sounds, v) },
	}
	spellFlag = Flag{
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
