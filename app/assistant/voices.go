package assistant

import (
	"context"
	"iter"

	"descry/app/messages"
)

var voiceArg = Arg{Name: "VOICE", Short: messages.ArgVoice, Set: func(in *Input, v string) { in.ID = v }}

// voiceFileArg is a person's own voice.
var voiceFileArg = Arg{Name: "FILE.onnx", Short: messages.ArgVoiceFile, Set: func(in *Input, v string) { in.ID = v }}

// voicesCommand is the line of the table for voices.
var voicesCommand = Command{
	Name: "voices", Key: "F12", Second: "Ctrl+Shift+O",
	Title: messages.TitleVoices, Short: messages.CommandVoices,
	Examples: []string{"voices list", "voices try espeak-en-gb", "voices use espeak-en-gb --rate 250"},
	Flags:    []Flag{allFlag, jsonFlag},
	Run:      runVoicesList,
	Subs: []Command{
		{
			Name: "list", Short: messages.CommandVoicesList, Examples: []string{"voices list", "voices list --all --json"},
			Flags: []Flag{allFlag, jsonFlag}, Run: runVoicesList,
		},
		{
			Name: "pull", Short: messages.CommandVoicesPull,
			Examples: []string{"voices pull piper-en_US-ljspeech-medium-int8", "voices pull piper-en_US-ljspeech-medium-int8 --from /media/stick"},
			Args:     []Arg{voiceArg}, Flags: pullFlags, Run: runVoicesPull,
		},
		{
			Name: "import", Short: messages.CommandVoicesOwn, Examples: []string{"voices import en_US-joe-medium.onnx"},
			Args: []Arg{voiceFileArg}, Flags: []Flag{jsonFlag},
			Run: func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
				return h.Models().ImportVoice(ctx, in.ID)
			},
		},
		{
			Name: "use", Short: messages.CommandVoicesUse,
			Examples: []string{"voices use espeak-en-gb", "voices use espeak-en-us+f3 --rate 300 --volume 80", "voices use usual"},
			Args:     []Arg{voiceArg}, Flags: join(mannerFlags, []Flag{jsonFlag}),
			Run: func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
				in.Voice.Voice = in.ID
				return h.Models().UseVoice(ctx, in.Voice)
			},
		},
		{
			Name: "try", Short: messages.CommandVoicesTry,
			Examples: []string{"voices try espeak-en-gb", "voices try espeak-en-us+f3 --rate 300"},
			Args:     []Arg{voiceArg}, Flags: mannerFlags, Run: runVoicesTry,
		},
	},
}

func runVoicesList(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return h.Models().Voices(ctx, in.All)
}

// runVoicesTry has a voice say what it sounds like, and changes nothing.
func runVoicesTry(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		in.Say = true
		var sample string
		var err error
		if sample, in.Voice.Voice, err = h.Models().TryVoice(ctx, in.ID); err != nil {
			yield(nil, err)
			return
		}
		aloud(ctx, h, in, func(context.Context) iter.Seq2[Event, error] {
			return func(yield func(Event, error) bool) { yield(Sentence{Text: sample}, nil) }
		})(yield)
	}
}
