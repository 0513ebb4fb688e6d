package messages

// What is said of speech.
const (
	CommandSay  ID = "command.say"
	ArgText     ID = "arg.text"
	FlagSay     ID = "flag.say"
	FlagSayPull ID = "flag.say-pull"
	FlagRate    ID = "flag.rate"
	FlagPitch   ID = "flag.pitch"
	FlagVolume  ID = "flag.volume"
	FlagVoice   ID = "flag.voice"
	FlagSpell   ID = "flag.spell"
	FlagSounds  ID = "flag.sounds"
	// FlagPunctuation explains three choices.
	FlagPunctuation ID = "flag.punctuation"
	FlagLanguage    ID = "flag.language"

	NoVoice    ID = "error.no-voice"
	NoSound    ID = "error.no-sound"
	SoundLost  ID = "error.sound-lost"
	SpeechDied ID = "error.speech-died"
)

var speechEN = catalogue{
	CommandSay:      "Speak a text",
	ArgText:         "The text, in quotation marks, or - for standard input",
	FlagSay:         "Speak the answer too, each sentence as soon as it is known",
	FlagSayPull:     "Speak what is told, and how far it is, every 10 percent",
	FlagRate:        "How quickly to speak, in words a minute: 80 to 600",
	FlagPitch:       "How high to speak: -50 to 50",
	FlagVolume:      "How loud to speak, in percent of the usual: 10 to 200",
	FlagVoice:       "The voice that speaks, by its short name, as \"descry voices list\" says it",
	FlagSounds:      "With --say: short sounds for a picture taken, work that goes on, the end of it, and a problem",
	FlagSpell:       "Speak letter by letter, with capitals, spaces and punctuation named",
	FlagPunctuation: "Which marks are named: none (only what the meaning depends on, such as %), some (other symbols and emoji too), or all (every mark, the text exactly as it stands)",
	FlagLanguage:    "The language of the text, for example de or pt-br",

	NoVoice:    "I have no voice for this. Install espeak-ng, or choose a language that it speaks (\"espeak-ng --voices\" lists them).",
	NoSound:    "I can't speak: there is no sound device that I can use. Plug one in or start the sound server, then try again.",
	SoundLost:  "I can't speak any more: the sound device went away. Plug it in again, or choose another one, then try again.",
	SpeechDied: "I can't speak: the part that speaks stopped three times in a row. Try again; if it stays so, install espeak-ng anew.",
}
