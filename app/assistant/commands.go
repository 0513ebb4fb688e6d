package assistant

import (
	"context"
	"iter"

	"descry/app/messages"
	"descry/camera"
	"descry/speech"
)

// Command is one thing that a person can have done. The table of them yields the
// verbs of the command line, and the keys, buttons and spoken help of the window.
type Command struct {
	// Name is the verb: the same in every language.
	Name string
	// Key is the key in the window, Second the one without a function key.
	Key, Second string
	// Short says in a few words what the command does.
	Short messages.ID
	// Examples are whole command lines for the help, without the program's name.
	Examples []string
	Args     []Arg
	Flags    []Flag
	// Subs are commands that have this one's name before theirs; Run is what is done
	// where none of them is named. They have no keys of their own: the window shows them
	// where this one leads to.
	Subs []Command
	// Run does it once. Nothing happens before it is ranged over; break or the
	// end of ctx ends it. An error is the last thing that it yields, but where questions are
	// typed: then it is the last about one of them.
	Run func(ctx context.Context, h Host, in Input) iter.Seq2[Event, error]
}

// Arg is a positional argument. All are needed, but for one that is Typed.
type Arg struct {
	Name  string
	Short messages.ID
	// Many: one or more values are taken; the command runs once for each.
	Many bool
	// Typed: where there is a terminal it may be left out, and is typed afterwards. It is
	// the last of at least two.
	Typed bool
	// Set puts one value into the input.
	Set func(in *Input, value string)
}

// Flag is an option of a command, written --Name or --Name VALUE.
type Flag struct {
	Name  string
	Short messages.ID
	// Value is the name of the value in the help; empty: a switch, set to "true".
	Value string
	// Choices are the values allowed; none: any that Set takes.
	Choices []string
	// Default is shown in the help. It is what a zero Input means.
	Default string
	// Many: the flag can be given more than once; Set is called for each.
	Many bool
	// Set puts the value into the input. False: the value makes no sense.
	Set func(in *Input, value string) bool
}

// Input is what a person gave to a command. The zero value of each field is its default.
type Input struct {
	// Picture names a source of frames as Host.Camera understands it; empty: the
	// scene that was looked at last, or a new frame from the assistant's camera.
	Picture  string
	Question string
	// Typed: questions are typed, in place of Question and Then.
	Typed bool
	// Then are further questions about the same picture.
	Then   []string
	Detail Detail
	// Verbatim, Anyway and Top are those of Request.
	Verbatim, Anyway bool
	Top              int

	// Live watches the camera, in place of one look.
	Live bool

	// Shape names a model's sizes for a benchmark, and Runs how often each figure is
	// measured; 0: DefaultRuns.
	Shape string
	Runs  int

	// Text is to be spoken, as Host.Text understands it. Say speaks what a command
	// answers too, and Voice says how; its zero values are the person's own.
	Text  string
	Say   bool
	Voice speech.Settings

	// What follows is for the host and the command line; Run doesn't look at it.

	// Model and Projector are files in place of the model in the settings.
	Model, Projector string
	// Threads is the number of CPU threads; 0: chosen by the engine.
	Threads int
	// Encoder is what encodes pictures, one of settings.Encoders; empty: that of the
	// settings.
	Encoder string
	// Sounds makes earcons heard, besides what is spoken.
	Sounds bool
	// JSON asks for one JSON object a result.
	JSON bool
	// ID names a model, From a folder to take its files from, Accept says that its
	// licence is accepted, All asks for models that are not for this machine too.
	ID, From    string
	Accept, All bool
	// Strict makes an answer of "I can't tell" an exit status of its own.
	Strict bool
}

// Folder is what a picture argument stands for; zero: itself.
type Folder struct {
	Pictures []string // in their order; at least one, where the argument is a folder
	Others   int      // how many other files there are, which are left out
}

// Host is what commands can reach. It is built in package app, where the real parts are.
type Host interface {
	// Assistant is the one that all commands share.
	Assistant() *Assistant
	// Camera finds the source of frames that a picture argument names: the path of a
	// file, "-" for standard input, "replay:FOLDER", "camera" or "camera:NAME". What is
	// wrong with it is told by Snap.
	Camera(name string) Camera
	// Folder lists the pictures in a folder that a picture argument names, as
	// arguments for Camera, in the order that people expect. Its error is yielded
	// in place of a result about the folder.
	Folder(ctx context.Context, name string) (Folder, error)
	// Cameras are those that can be looked through now: one at least, or an error.
	Cameras(ctx context.Context) ([]camera.Device, error)
	// Models are those that there are and those that could be fetched.
	Models() Models
	// Text gives the text that an argument stands for, piece by piece: itself, or for
	// "-" standard input.
	Text(ctx context.Context, argument string) iter.Seq2[string, error]
	// Speaker speaks. What is wrong with it is told by what it was given to say.
	Speaker() Speaker
	// Doctor looks over the installation. It yields an error only when ctx ended.
	Doctor(ctx context.Context) iter.Seq2[Finding, error]
	// Bench measures how quick a model is: that of the settings, or one of the shape
	// with random weights where it isn't empty. Notices come before the one Timed.
	Bench(ctx context.Context, shape string, runs int) iter.Seq2[Event, error]
}

// Commands is the table of all commands. It is not to be changed.
var Commands = []Command{
	{
		Name: "describe", Key: "F5", Second: "Ctrl+D",
		Short:    messages.CommandDescribe,
		Examples: []string{"describe photo.jpg", "describe --detail full photo.jpg", "describe --say photo.jpg", "describe holiday", "describe camera", "describe --json - < photo.png"},
		Args:     []Arg{pictureArg(true)},
		Flags:    join([]Flag{detailFlag, sayFlag, soundsFlag}, voiceFlags, modelFlags, answerFlags),
		Run:      runDescribe,
	},
	{
		Name: "ask", Key: "F6", Second: "Ctrl+K",
		Short:    messages.CommandAsk,
		Examples: []string{`ask photo.jpg "Is the lamp on?"`, `ask photo.jpg "What is this?" --then "What colour is it?"`, "ask photo.jpg"},
		Args:     []Arg{pictureArg(false), questionArg},
		Flags:    join([]Flag{thenFlag, detailFlag, verbatimFlag, sayFlag, soundsFlag}, voiceFlags, modelFlags, answerFlags),
		Run:      runAsk,
	},
	{
		Name: "check", Key: "F7", Second: "Ctrl+I",
		Short:    messages.CommandCheck,
		Examples: []string{"check photo.jpg", "check --json holiday", "check --live --say camera"},
		Args:     []Arg{pictureArg(true)},
		Flags:    join([]Flag{liveFlag, sayFlag, jsonFlag}, voiceFlags),
		Run:      runCheck,
	},
	{
		Name: "say", Key: "F11", Second: "Ctrl+Shift+S",
		Short:    messages.CommandSay,
		Examples: []string{`say "There is a cup on the table."`, "say --rate 250 - < letter.txt", `say --language de "Guten Tag"`, "say --spell Rhythm"},
		Args:     []Arg{textArg},
		Flags:    join(voiceFlags, []Flag{languageFlag, spellFlag}),
		Run:      runSay,
	},
	camerasCommand,
	modelsCommand,
	voicesCommand,
	{
		Name: "doctor", Key: "F9", Second: "Ctrl+Shift+D",
		Short:    messages.CommandDoctor,
		Examples: []string{"doctor"},
		Flags:    join([]Flag{jsonFlag}, modelFlags),
		Run:      runDoctor,
	},
	{
		Name: "bench", Key: "F10", Second: "Ctrl+Shift+B",
		Short:    messages.CommandBench,
		Examples: []string{"bench", "bench --json --shape smolvlm-256m"},
		Flags:    join([]Flag{shapeFlag, runsFlag, jsonFlag}, modelFlags),
		Run:      runBench,
	},
}

func pictureArg(many bool) Arg {
	return Arg{
		Name: "PICTURE", Short: messages.ArgPicture, Many: many,
		Set: func(in *Input, v string) { in.Picture = v },
	}
}

var questionArg = Arg{
	Name: "QUESTION", Short: messages.ArgQuestion, Typed: true,
	Set: func(in *Input, v string) { in.Question = v },
}
