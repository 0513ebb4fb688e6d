package messages

// What is said of voices and of what comes in archives.
const (
	CommandVoices     ID = "command.voices"
	CommandVoicesList ID = "command.voices-list"
	CommandVoicesPull ID = "command.voices-pull"
	CommandVoicesUse  ID = "command.voices-use"
	CommandVoicesTry  ID = "command.voices-try"
	CommandVoicesOwn  ID = "command.voices-import"
	ArgVoiceFile      ID = "arg.voice-file"
	ArgVoice          ID = "arg.voice"

	VoiceUnknown     ID = "error.voice-unknown"
	ArchiveRefused   ID = "error.archive" // %s: name
	Unpacking        ID = "voices.unpacking"
	VoiceDone        ID = "voices.whole"         // %s: name
	VoicePulled      ID = "voices.pulled"        // %s: name, %s: ID
	VoiceImported    ID = "voices.imported"      // %s: name, %s: ID
	VoiceOwn         ID = "voices.own"           // %s: name, %s: family, %s: ID
	VoiceNotHere     ID = "error.voice-not-here" // %s: name, %s: ID
	VoiceBroken      ID = "error.voice-broken"   // %s: name
	VoiceSpeechd     ID = "voices.speechd"       // %s: ID
	VoiceSpeechdName ID = "voices.speechd-name"
	VoiceNoSpeechd   ID = "error.no-speechd"
	VoiceNotOne      ID = "error.voice-not-one"
	VoiceMute        ID = "error.voice-mute" // %s: name
	VoiceLine        ID = "voices.line"      // %s: name, %s: ID
	VoiceNotYet      ID = "voices.not-yet"
	VoiceVariants    ID = "voices.variants" // %s: list, %s: ID
	VoiceUsed        ID = "voices.used"     // %s: name
	VoiceUsual       ID = "voices.usual"    // %s: name
	VoiceOther       ID = "voices.other"    // %s: ID
)

var voicesEN = catalogue{
	CommandVoices:     "Say which voices there are, fetch them, try them, and choose one",
	CommandVoicesList: "Say which voices are here, and which others speak your language",
	CommandVoicesPull: "Fetch a voice; what was begun is gone on with",
	CommandVoicesUse:  "Choose the voice that speaks from now on, and how quickly, high and loud",
	CommandVoicesTry:  "Let a voice say a sentence; nothing is changed",
	CommandVoicesOwn:  "Take a neural voice of your own: Piper's .onnx with its .onnx.json, or a folder for sherpa-onnx",
	ArgVoiceFile:      "The voice's .onnx file, or its folder",
	ArgVoice:          "The voice's short name, as \"voices list\" says it; with \"use\", usual is how Descry spoke at first",

	VoiceUnknown:     "There is no voice of that name. \"descry voices list --all\" says which there are.",
	ArchiveRefused:   "The archive of %s is damaged, or holds what no such archive should, so I have not used it. Choose another one, or look for a newer Descry.",
	Unpacking:        "Unpacking.",
	VoiceDone:        "%s is here and whole.",
	VoicePulled:      "%s is here and whole. \"descry voices try %s\" lets you hear it.",
	VoiceImported:    "%s is here. \"descry voices try %s\" lets you hear it.",
	VoiceOwn:         "%s, your own, by %s, short name %s.",
	VoiceNotHere:     "%s isn't here yet. Fetch it with \"descry voices pull %s\".",
	VoiceBroken:      "The files of %s are damaged, or of a kind that this version can't use. Remove it with \"descry models remove\", then fetch it again.",
	VoiceSpeechd:     "The voice of your screen reader, through speech-dispatcher, short name %s. With it, Descry and the screen reader don't speak at the same time.",
	VoiceSpeechdName: "the voice of your screen reader",
	VoiceNoSpeechd:   "There is no speech-dispatcher here. Install it, or choose another voice.",
	VoiceNotOne:      "That is no voice that I can use. I need the .onnx file of a Piper voice with its .onnx.json beside it, or a folder with a Piper, Kokoro or Kitten voice for sherpa-onnx.",
	VoiceMute:        "This Descry lacks the library sherpa-onnx, so %s can't speak. Choose a voice whose short name begins with espeak.",
	VoiceLine:        "%s, by espeak-ng, short name %s.",
	VoiceNotYet:      "This Descry lacks the library by which it would speak.",
	VoiceVariants:    "The voices of espeak-ng are quick and clear, but sound like machines. Each also speaks in other timbres: put a plus and one of these after its short name: %s. For example: descry voices try %s",
	VoiceUsed:        "From now on %s speaks.",
	VoiceUsual:       "From now on %s speaks, as at first.",
	VoiceOther:       "My answers are in English, which it doesn't speak: you hear it with \"descry say --voice %s\".",
}

// samples are what a voice says to be heard, by language.
var samples = map[string]string{
	English: "Hello. This is how I sound. There are three cups on the table, and the lamp is on.",
	"de":    "Hallo. So klinge ich. Auf dem Tisch stehen drei Tassen, und die Lampe ist an.",
	"fr":    "Bonjour. Voici ma voix. Il y a trois tasses sur la table, et la lampe est allumée.",
	"es":    "Hola. Así sueno. Hay tres tazas sobre la mesa, y la lámpara está encendida.",
	"it":    "Ciao. Questa è la mia voce. Sul tavolo ci sono tre tazze, e la lampada è accesa.",
	"pt":    "Olá. Esta é a minha voz. Há três chávenas na mesa, e o candeeiro está aceso.",
	"nl":    "Hallo. Zo klink ik. Er staan drie kopjes op de tafel, en de lamp is aan.",
}

// VoiceSample is what a voice of a language says to be heard; English, where there is none.
func VoiceSample(lang string) string {
	if s, ok := samples[code(lang)]; ok {
		return s
	}
	return samples[English]
}
