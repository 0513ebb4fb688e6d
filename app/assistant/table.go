package assistant

import "descry/app/messages"

// The lines of the table of commands. Keys with Ctrl keep off those of text fields
// (settings.ParseKey refuses them), and of Alt and Insert, which desktops and screen readers have.

// lookingCommands look, and ask about what was seen. The digits are spec.md's.
var lookingCommands = []Command{
	{
		Name: "describe", Key: "F5", Second: "Ctrl+D", Fresh: true,
		Title: messages.TitleDescribe, Short: messages.CommandDescribe,
		Examples: []string{"describe photo.jpg", "describe --detail full photo.jpg", "describe --say photo.jpg", "describe holiday", "describe camera", "describe --json - < photo.png"},
		Args:     []Arg{pictureArg(true)},
		Flags:    join([]Flag{detailFlag, sayFlag, soundsFlag}, voiceFlags, modelFlags, answerFlags),
		Run:      runDescribe,
	},
	{
		Name: "ask", Key: "F6", Second: "Ctrl+K",
		Title: messages.TitleAsk, Short: messages.CommandAsk,
		Examples: []string{`ask photo.jpg "Is the lamp on?"`, `ask photo.jpg "What is this?" --then "What colour is it?"`, "ask photo.jpg"},
		Args:     []Arg{pictureArg(false), questionArg},
		Flags:    join([]Flag{thenFlag, detailFlag, verbatimFlag, sayFlag, soundsFlag}, voiceFlags, modelFlags, answerFlags),
		Run:      runAsk,
	},
	{
		Name: "look", Window: true, Key: "F4", Second: "Ctrl+L", Fresh: true,
		Title: messages.TitleLook, Short: messages.CommandLook, Run: runCheck,
	},
	ready("front", "1", messages.TitleFront, messages.ReadyFront),
	ready("read", "2", messages.TitleRead, messages.ReadyRead),
	ready("colours", "3", messages.TitleColours, messages.ReadyColours),
	ready("people", "4", messages.TitlePeople, messages.ReadyPeople),
	{
		Name: "where", Window: true, Key: "5", Second: "Ctrl+5",
		Title: messages.TitleWhere, Short: messages.CommandWhere,
		Args: []Arg{thingArg}, Run: runWhere,
	},
	{
		Name: "changes", Key: "6", Second: "Ctrl+6", Fresh: true,
		Title: messages.TitleChanges, Short: messages.CommandChanges,
		Examples: []string{"changes before.jpg after.jpg", "changes --say before.jpg camera"},
		Args:     []Arg{beforeArg, pictureArg(false)},
		Flags:    join([]Flag{sayFlag}, voiceFlags, []Flag{anywayFlag, strictFlag, jsonFlag}),
		Run:      runChanges,
	},
	{
		Name: "check", Key: "7", Second: "Ctrl+7",
		Title: messages.TitleCheck, Short: messages.CommandCheck,
		Examples: []string{"check photo.jpg", "check --json holiday", "check --live --say camera"},
		Args:     []Arg{pictureArg(true)},
		Flags:    join([]Flag{liveFlag, sayFlag, jsonFlag}, voiceFlags),
		Run:      runCheck,
	},
	{
		Name: "more", Window: true, Key: "8", Second: "Ctrl+8",
		Title: messages.TitleMore, Short: messages.CommandMore, Run: runMore,
	},
}

// answerCommands are about what was said, and how.
var answerCommands = []Command{
	{
		Name: "stop", Window: true, Key: "Escape", Second: "Ctrl+.",
		Title: messages.TitleStop, Short: messages.CommandStop,
	},
	{
		Name: "repeat", Window: true, Key: "F7", Second: "Ctrl+R",
		Title: messages.TitleRepeat, Short: messages.CommandRepeat, Run: runRepeat,
	},
	{
		Name: "spell", Window: true, Key: "Shift+F7", Second: "Ctrl+E",
		Title: messages.TitleSpell, Short: messages.CommandSpell, Run: runSpell,
	},
	{
		Name: "who", Window: true, Key: "F9", Second: "Ctrl+I",
		Title: messages.TitleWho, Short: messages.CommandWho, Run: runWho,
	},
	{
		Name: "copy", Window: true, Key: "Shift+F6", Second: "Ctrl+Shift+C",
		Title: messages.TitleCopy, Short: messages.CommandCopy,
	},
	{
		Name: "slower", Window: true, Key: "Ctrl+Down", Second: "Ctrl+Shift+F",
		Title: messages.TitleSlower, Short: messages.CommandSlower,
	},
	{
		Name: "faster", Window: true, Key: "Ctrl+Up", Second: "Ctrl+F",
		Title: messages.TitleFaster, Short: messages.CommandFaster,
	},
	{
		Name: "softer", Window: true, Key: "Ctrl+Shift+Down", Second: "Ctrl+Shift+U",
		Title: messages.TitleSofter, Short: messages.CommandSofter,
	},
	{
		Name: "louder", Window: true, Key: "Ctrl+Shift+Up", Second: "Ctrl+U",
		Title: messages.TitleLouder, Short: messages.CommandLouder,
	},
}

// pictureCommands choose pictures, and keep or forget them.
var pictureCommands = []Command{
	{
		Name: "previous", Window: true, Key: "PageUp", Second: "Ctrl+B",
		Title: messages.TitlePrevious, Short: messages.CommandPrevious, Run: runPrevious,
	},
	{
		Name: "next", Window: true, Key: "PageDown", Second: "Ctrl+N",
		Title: messages.TitleNext, Short: messages.CommandNext, Run: runNext,
	},
	{
		Name: "forget", Window: true, Key: "Ctrl+Shift+Delete", Second: "Ctrl+Shift+W",
		Title: messages.TitleForget, Short: messages.CommandForget, Run: runForget,
	},
	{
		Name: "open", Window: true, Key: "F2", Second: "Ctrl+O",
		Title: messages.TitleOpen, Short: messages.CommandOpen,
	},
	{
		Name: "paste", Window: true, Key: "Shift+F2", Second: "Ctrl+Shift+V",
		Title: messages.TitlePaste, Short: messages.CommandPaste,
	},
	{
		Name: "save", Window: true, Key: "F8", Second: "Ctrl+S",
		Title: messages.TitleSave, Short: messages.CommandSave, Run: runSave,
	},
	{
		Name: "camera", Window: true, Key: "F3", Second: "Ctrl+M",
		Title: messages.TitleCamera, Short: messages.CommandCamera,
	},
}

// windowCommands are about the window.
var windowCommands = []Command{
	{
		Name: "help", Window: true, Key: "F1", Second: "Ctrl+H",
		Title: messages.TitleHelp, Short: messages.CommandHelp,
	},
	{
		Name: "welcome", Window: true, Key: "Shift+F1", Second: "Ctrl+Shift+H",
		Title: messages.TitleWelcome, Short: messages.CommandWelcome,
	},
	{
		Name: "settings", Window: true, Key: "F10", Second: "Ctrl+,",
		Title: messages.TitleSettings, Short: messages.CommandSettings,
	},
	{
		Name: "quit", Window: true, Key: "Ctrl+Q", Second: "Ctrl+Shift+Q",
		Title: messages.TitleQuit, Short: messages.CommandQuit,
	},
}

// partsCommands are about what Descry works with.
var partsCommands = []Command{
	{
		Name: "say", Key: "F11", Second: "Ctrl+Shift+S",
		Title: messages.TitleSay, Short: messages.CommandSay,
		Examples: []string{`say "There is a cup on the table."`, "say --rate 250 - < letter.txt", `say --language de "Guten Tag"`, "say --spell Rhythm"},
		Args:     []Arg{textArg},
		Flags:    join(voiceFlags, []Flag{languageFlag, spellFlag}),
		Run:      runSay,
	},
	camerasCommand,
	modelsCommand,
	voicesCommand,
	{
		Name: "doctor", Key: "Shift+F9", Second: "Ctrl+Shift+D",
		Title: messages.TitleDoctor, Short: messages.CommandDoctor,
		Examples: []string{"doctor"},
		Flags:    join([]Flag{jsonFlag}, modelFlags),
		Run:      runDoctor,
	},
	{
		Name: "bench", Key: "Shift+F12", Second: "Ctrl+Shift+B",
		Title: messages.TitleBench, Short: messages.CommandBench,
		Examples: []string{"bench", "bench --json --shape smolvlm-256m"},
		Flags:    join([]Flag{shapeFlag, runsFlag, jsonFlag}, modelFlags),
		Run:      runBench,
	},
}

// beforeArg is the earlier picture. The window doesn't ask for it: it has the present one.
var beforeArg = Arg{
	Name: "BEFORE", Short: messages.ArgBefore,
	Set: func(in *Input, v string) { in.Before = v },
}

// ready is the line of a ready-made question, on a digit.
func ready(name, digit string, title, question messages.ID) Command {
	return Command{
		Name: name, Window: true, Key: digit, Second: "Ctrl+" + digit,
		Title: title, Short: question, Run: asking(question),
	}
}
