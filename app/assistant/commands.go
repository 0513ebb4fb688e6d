package assistant

import (
	"context"
	"iter"
	"slices"

	"descry/app/messages"
	"descry/camera"
	"descry/speech"
)

// Command is one thing that a person can have done. The table of them yields the
// verbs of the command line, and the keys, buttons and spoken help of the window.
type Command struct {
	// Name is the verb: the same in every language.
	Name string
	// Window: the command line has no such verb.
	Window bool
	// Key is the key in the window, Second one that needs no function key and works in text
	// fields too, both as settings.ParseKey spells them. A person may have others: Keys.
	Key, Second string
	// Title is what the window calls it, on a button and aloud, in one to three words;
	// Short says in a few words more what it does.
	Title, Short messages.ID
	// Fresh: the window lets it look anew, and names its camera as Input.Picture. The
	// others are about the picture that is there, and look only where there is none.
	Fresh bool
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
	// typed: then it is the last about one of them. nil: the window does it by itself.
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
	Picture string
	// Before names the earlier picture of two that are compared; empty: the present scene.
	Before   string
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
	// Save writes a scene's picture, and beside it as text what was said about it, into a
	// folder, empty: the person's own for pictures. It gives the picture's path. Nothing that lies there is
	// replaced, and nothing but pixels is in the picture.
	Save(ctx context.Context, s Scene, folder string) (path string, err error)
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

// Commands is the table of all commands, in the order in which they are told of. It is not
// to be changed.
var Commands = slices.Concat(lookingCommands, answerCommands, pictureCommands, windowCommands, partsCommands)

// Verbs are the commands that the command line has.
func Verbs() []Command {
	return slices.DeleteFunc(slices.Clone(Commands), func(c Command) bool { return c.Window })
}

// CommandNamed finds a command by its name.
func CommandNamed(name string) (Command, bool) {
	i := slices.IndexFunc(Commands, func(c Command) bool { return c.Name == name })
	if i < 0 {
		return Command{}, false
	}
	return Commands[i], true
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
