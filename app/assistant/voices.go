package assistant

import (
	"context"
	"iter"

	"descry/app/messages"
)

var voiceArg = Arg{Name: "VOICE", Short: messages.ArgVoice, Set: func(in *Input, v string) { in.ID = v }}

// voicesCommand is the line of the table for voices.
var voicesCommand = Command{
	Name: "voices", Key: "F12", Second: "Ctrl+Shift+O",
	Short:    messages.CommandVoices,
	Examples: []string{"voices list", "voices pull piper-en_US-ljspeech-medium-int8"},
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
			Args:     []Arg{voiceArg}, Flags: []Flag{fromFlag, acceptFlag, jsonFlag},
			Run: func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
				return h.Models().PullVoice(ctx, in.ID, in.From, in.Accept)
			},
		},
	},
}

func runVoicesList(ctx context.Context, h Host, in Input) iter.Seq2[Event, error] {
	return h.Models().Voices(ctx, in.All)
}
