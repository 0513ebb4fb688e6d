package messages

import (
	"errors"
	"strings"
)

// What the command line says besides answers.
const (
	CLIShort     ID = "cli.short"
	CLIUsage     ID = "cli.usage"
	CLICommands  ID = "cli.commands"
	CLIArguments ID = "cli.arguments"
	CLIOptions   ID = "cli.options"
	CLIExamples  ID = "cli.examples"
	CLIDefault   ID = "cli.default"   // %s: value
	CLIMoreHelp  ID = "cli.more-help" // %s: program's name
	CLIStatus    ID = "cli.status"
	CLIVersion   ID = "cli.version-flag"
	CLIHelpFlag  ID = "cli.help-flag"
	CLIComplete  ID = "cli.completion"
	CLIHelp      ID = "cli.help"
	// CLISeeHelp has a %s: a whole command line.
	CLISeeHelp ID = "cli.see-help"
	// AskInvitation says what can be typed, once, and AskPrompt stands before each question.
	AskInvitation ID = "cli.ask-invitation"
	AskPrompt     ID = "cli.ask-prompt"

	// NoCommand has a %s: what was typed in a command's place.
	NoCommand ID = "usage.command"
	// NoCommandPicture has a %s: a picture file that was named without a command.
	NoCommandPicture ID = "usage.command-picture"
	NoFlag           ID = "usage.flag"           // %s: flag
	FlagValue        ID = "usage.flag-value"     // %s: flag
	FlagWrong        ID = "usage.flag-wrong"     // %s: value, %s: flag
	FlagChoices      ID = "usage.flag-choices"   // %s: value, %s: flag, %s: choices
	FlagSyntax       ID = "usage.flag-syntax"    // %s: what was typed
	ArgMissing       ID = "usage.argument"       // %s: name of the argument
	ArgExtra         ID = "usage.argument-extra" // %s: what was typed
	PairNeeded       ID = "usage.model-pair"
	TopNeedsJSON     ID = "usage.top-json"
	ShapeOrModel     ID = "usage.shape-model"

	NoWindow      ID = "cli.no-window"
	OutputFailed  ID = "cli.output"
	NoEngine      ID = "error.no-engine"
	CacheReadOnly ID = "error.cache" // %s: folder
	NoLayout      ID = "error.no-home"

	SettingsBroken      ID = "settings.broken"       // %s: file, %s: where it was put
	SettingsBrokenStays ID = "settings.broken-stays" // %s: file
	SettingsValues      ID = "settings.values"       // %s: keys, %s: file
	SettingsUnread      ID = "settings.unread"       // %s: file
)

var cliEN = catalogue{
	CLIShort:     "Descry says what is in a picture, and answers questions about it, on this machine alone.",
	CLIUsage:     "Usage:",
	CLICommands:  "Commands:",
	CLIArguments: "Arguments:",
	CLIOptions:   "Options:",
	CLIExamples:  "Examples:",
	CLIDefault:   "(default: %s)",
	CLIMoreHelp:  "\"%s COMMAND --help\" tells more about a command.",
	CLIStatus:    "Exit status: 0 done, 1 failed, 2 wrong usage, 3 answered \"I can't tell\" (only with --strict), 130 interrupted.",
	CLIVersion:   "Print the version",
	CLIHelpFlag:  "Print this help",
	CLIComplete:  "Print a script that completes commands in a shell",
	CLIHelp:      "Tell about a command",
	CLISeeHelp:   "\"%s\" tells more.",

	AskInvitation: "Type a question and press Enter. Enter alone looks again, Ctrl+D ends.",
	AskPrompt:     "Question:",

	NoCommand:        "There is no command %s.",
	NoCommandPicture: "A picture needs a command before it: descry describe %s",
	NoFlag:           "There is no option %s here.",
	FlagValue:        "The option %s needs a value.",
	FlagWrong:        "%s is no value for %s.",
	FlagChoices:      "%s is no value for %s. Use one of: %s.",
	FlagSyntax:       "%s is not how an option is written. Options look like --json or --detail full.",
	ArgMissing:       "%s is missing.",
	ArgExtra:         "%s is one word too many. Put a question, or a file's name with spaces, in quotation marks.",
	PairNeeded:       "A model is a pair of files: give both --model and --mmproj, or neither.",
	TopNeedsJSON:     "--top-logprobs prints a list for programs: add --json.",
	ShapeOrModel:     "A shape is a model of its own: give --shape, or --model and --mmproj, not both.",

	NoWindow:      "This version of Descry has no window yet. To hear what is in a picture, name its file: descry describe photo.jpg",
	OutputFailed:  "The answer could not be written. The disk may be full, or the place it goes to was closed.",
	NoEngine:      "This program was built without the part that runs models (without cgo). Build it with \"make build\", or install the full version.",
	CacheReadOnly: "I can't write to my folder %s, where the built-in model is unpacked. Change its permissions, or remove what is in its place.",
	NoLayout:      "I can't find your home folder, where settings and the unpacked model go. Set HOME to a folder of your own.",

	SettingsBroken:      "The settings file %s is damaged. I put it aside as %s, and go on with the usual settings.",
	SettingsBrokenStays: "The settings file %s is damaged, and I go on with the usual settings. Correct or remove it.",
	SettingsValues:      "These settings make no sense, and I go on without them: %s. Correct them in %s.",
	SettingsUnread:      "I can't read the settings file %s, and go on with the usual settings. Check its permissions.",
}

// Code is a word for an error that stays the same in every language and version,
// for programs: the ID of For's sentence without its group. Nil gives "".
func Code(err error) string {
	if err == nil {
		return ""
	}
	id := Failed
	var t Teller
	if errors.As(err, &t) {
		id, _ = t.Message()
	} else {
		for _, k := range known {
			if errors.Is(err, k.err) {
				id = k.id
				break
			}
		}
	}
	_, word, _ := strings.Cut(string(id), ".")
	return word
}
