package messages

import "time"

// What the window calls its functions, and what they do. The Ready ones are questions too:
// they are what the model is asked.
const (
	TitleDescribe ID = "title.describe"
	TitleAsk      ID = "title.ask"
	TitleLook     ID = "title.look"
	TitleFront    ID = "title.front"
	TitleRead     ID = "title.read"
	TitleColours  ID = "title.colours"
	TitlePeople   ID = "title.people"
	TitleWhere    ID = "title.where"
	TitleChanges  ID = "title.changes"
	TitleCheck    ID = "title.check"
	TitleMore     ID = "title.more"
	TitleStop     ID = "title.stop"
	TitleRepeat   ID = "title.repeat"
	TitleSpell    ID = "title.spell"
	TitleWho      ID = "title.who"
	TitleCopy     ID = "title.copy"
	TitleSlower   ID = "title.slower"
	TitleFaster   ID = "title.faster"
	TitleSofter   ID = "title.softer"
	TitleLouder   ID = "title.louder"
	TitlePrevious ID = "title.previous"
	TitleNext     ID = "title.next"
	TitleForget   ID = "title.forget"
	TitleOpen     ID = "title.open"
	TitlePaste    ID = "title.paste"
	TitleSave     ID = "title.save"
	TitleCamera   ID = "title.camera"
	TitleHelp     ID = "title.help"
	TitleWelcome  ID = "title.welcome"
	TitleSettings ID = "title.settings"
	TitleQuit     ID = "title.quit"
	TitleSay      ID = "title.say"
	TitleCameras  ID = "title.cameras"
	TitleModels   ID = "title.models"
	TitleVoices   ID = "title.voices"
	TitleDoctor   ID = "title.doctor"
	TitleBench    ID = "title.bench"

	ReadyFront   ID = "ready.front"
	ReadyRead    ID = "ready.read"
	ReadyColours ID = "ready.colours"
	ReadyPeople  ID = "ready.people"
	ReadyWhere   ID = "ready.where" // %s: a thing, with its article

	CommandLook     ID = "command.look"
	CommandWhere    ID = "command.where"
	CommandMore     ID = "command.more"
	CommandStop     ID = "command.stop"
	CommandRepeat   ID = "command.repeat"
	CommandSpell    ID = "command.spell"
	CommandWho      ID = "command.who"
	CommandCopy     ID = "command.copy"
	CommandSlower   ID = "command.slower"
	CommandFaster   ID = "command.faster"
	CommandSofter   ID = "command.softer"
	CommandLouder   ID = "command.louder"
	CommandPrevious ID = "command.previous"
	CommandNext     ID = "command.next"
	CommandForget   ID = "command.forget"
	CommandOpen     ID = "command.open"
	CommandPaste    ID = "command.paste"
	CommandSave     ID = "command.save"
	CommandCamera   ID = "command.camera"
	CommandHelp     ID = "command.help"
	CommandWelcome  ID = "command.welcome"
	CommandSettings ID = "command.settings"
	CommandQuit     ID = "command.quit"
	ArgThing        ID = "arg.thing"

	// NothingSaid is told who wants to hear again what was never said.
	NothingSaid ID = "error.nothing-said"
	// NoModelAsked is told who wants to know which model answered, where none did.
	NoModelAsked ID = "window.no-model-asked"
	// Oldest and Newest are told who steps on at the ends.
	Oldest ID = "window.oldest"
	Newest ID = "window.newest"
	// Stepped has a %d: which picture, the newest first, a %d: of how many, and a %s: one of the Ages.
	Stepped ID = "window.stepped"
	// How long ago a picture was taken. AgeMinutes and AgeHours have a %d.
	AgeNow     ID = "age.now"
	AgeMinute  ID = "age.minute"
	AgeMinutes ID = "age.minutes"
	AgeHour    ID = "age.hour"
	AgeHours   ID = "age.hours"
)

var windowEN = catalogue{
	TitleDescribe: "Describe",
	TitleAsk:      "Ask",
	TitleLook:     "Look",
	TitleFront:    "In front of me",
	TitleRead:     "Read the text",
	TitleColours:  "Colours",
	TitlePeople:   "People",
	TitleWhere:    "Where is",
	TitleChanges:  "What changed",
	TitleCheck:    "Check the picture",
	TitleMore:     "Look closer",
	TitleStop:     "Stop",
	TitleRepeat:   "Repeat",
	TitleSpell:    "Spell",
	TitleWho:      "Which model",
	TitleCopy:     "Copy",
	TitleSlower:   "Slower",
	TitleFaster:   "Faster",
	TitleSofter:   "Softer",
	TitleLouder:   "Louder",
	TitlePrevious: "Previous picture",
	TitleNext:     "Next picture",
	TitleForget:   "Forget all",
	TitleOpen:     "Open",
	TitlePaste:    "Paste",
	TitleSave:     "Save",
	TitleCamera:   "Next camera",
	TitleHelp:     "Help",
	TitleWelcome:  "Welcome",
	TitleSettings: "Settings",
	TitleQuit:     "Quit",
	TitleSay:      "Say a text",
	TitleCameras:  "Cameras",
	TitleModels:   "Models",
	TitleVoices:   "Voices",
	TitleDoctor:   "Doctor",
	TitleBench:    "Speed test",

	ReadyFront:   "What is in front of me?",
	ReadyRead:    "What does the text say?",
	ReadyColours: "What are the main colours?",
	ReadyPeople:  "How many people are in the picture, and what are they doing?",
	ReadyWhere:   "Where is %s in the picture?",

	CommandLook:     "Take a new picture and say whether it is good enough",
	CommandWhere:    "Say where a thing is that you name",
	CommandMore:     "Describe the picture again, from the closest look, which is slower",
	CommandStop:     "Be silent at once, and end what is being done; with nothing to end, close what is open. Ctrl alone silences too",
	CommandRepeat:   "Say the last answer about this picture again",
	CommandSpell:    "Say the last answer letter by letter",
	CommandWho:      "Say which model gave the last answer",
	CommandCopy:     "Copy the last answer to the clipboard",
	CommandSlower:   "Speak more slowly",
	CommandFaster:   "Speak faster",
	CommandSofter:   "Speak more softly",
	CommandLouder:   "Speak louder",
	CommandPrevious: "Go back to the picture before, to ask about it again",
	CommandNext:     "Go on to the picture after it",
	CommandForget:   "Forget all recent pictures, questions and answers",
	CommandOpen:     "Open a picture file",
	CommandPaste:    "Look at the picture in the clipboard, or at the file that is named there",
	CommandSave:     "Save the picture and what was said about it, without the place where it was taken",
	CommandCamera:   "Look through the next camera",
	CommandHelp:     "Say what can be done here, and with which keys",
	CommandWelcome:  "Hear the welcome again",
	CommandSettings: "Change the voice, the keys, colours, text size and more",
	CommandQuit:     "End Descry",
	ArgThing:        "What to look for, such as: my cup",

	NothingSaid:  "Nothing has been said about this picture yet. Have it described, or ask about it.",
	NoModelAsked: "No model was asked: it was measured from the picture itself.",
	Oldest:       "This is the oldest picture that I remember.",
	Newest:       "This is the newest picture.",
	Stepped:      "Picture %d of %d, %s.",
	AgeNow:       "from less than a minute ago",
	AgeMinute:    "from a minute ago",
	AgeMinutes:   "from %d minutes ago",
	AgeHour:      "from an hour ago",
	AgeHours:     "from %d hours ago",
}

// Age is how long ago something was, as a part of a sentence.
func Age(lang string, ago time.Duration) string {
	switch minutes, hours := int(ago.Minutes()), int(ago.Hours()); {
	case minutes < 1:
		return Text(lang, AgeNow)
	case minutes == 1:
		return Text(lang, AgeMinute)
	case hours < 1:
		return Text(lang, AgeMinutes, minutes)
	case hours == 1:
		return Text(lang, AgeHour)
	default:
		return Text(lang, AgeHours, hours)
	}
}
