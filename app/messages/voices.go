package messages

// What is said of voices and of what comes in archives.
const (
	CommandVoices     ID = "command.voices"
	CommandVoicesList ID = "command.voices-list"
	CommandVoicesPull ID = "command.voices-pull"
	ArgVoice          ID = "arg.voice"

	VoiceUnknown   ID = "error.voice-unknown"
	ArchiveRefused ID = "error.archive" // %s: name
	Unpacking      ID = "voices.unpacking"
	VoiceDone      ID = "voices.pulled" // %s: name
)

var voicesEN = catalogue{
	CommandVoices:     "Say which voices there are, and fetch them",
	CommandVoicesList: "Say which voices are here, and which others speak your language",
	CommandVoicesPull: "Fetch a voice; what was begun is gone on with",
	ArgVoice:          "The voice's short name, as \"voices list\" says it",

	VoiceUnknown:   "There is no voice of that name. \"descry voices list --all\" says which there are.",
	ArchiveRefused: "The archive of %s is damaged, or holds what no such archive should, so I have not used it. Choose another one, or look for a newer Descry.",
	Unpacking:      "Unpacking.",
	VoiceDone:      "%s is here and whole.",
}
