package messages

// What the window says of itself.
const (
	WindowTitle    ID = "window.title"
	WindowHello    ID = "window.hello"
	WindowReady    ID = "window.ready"
	WindowWorking  ID = "window.working"
	WindowSpeaking ID = "window.speaking"
	WindowStopped  ID = "window.stopped"
	WindowQuestion ID = "window.question"
	WindowAnswer   ID = "window.answer"
	WindowEmpty    ID = "window.empty"
	// WindowDeleted and WindowCapital have a %s: a character.
	WindowDeleted ID = "window.deleted"
	WindowCapital ID = "window.capital"
	// WindowAsked has a %s: the question; WindowLoading a %s: percent.
	WindowAsked   ID = "window.asked"
	WindowLoading ID = "window.loading"
	// WindowPage is said before a page's first widget. %s: its name.
	WindowPage ID = "window.page"
	// WindowCamera has a %s: the name of a camera.
	WindowCamera     ID = "window.camera"
	WindowSlower     ID = "window.slower"
	WindowFaster     ID = "window.faster"
	WindowSofter     ID = "window.softer"
	WindowLouder     ID = "window.louder"
	WindowCopied     ID = "window.copied"
	WindowPasteEmpty ID = "window.paste-empty"
	WindowBack       ID = "window.back"
	WindowOK         ID = "window.ok"
	WindowPath       ID = "window.path"
	// WindowNewKeys asks for the keys of a function. %s: its title.
	WindowNewKeys ID = "window.new-keys"
	WindowModels  ID = "window.models"
	// WindowFetch and WindowUse have a %s: the name of a model.
	WindowFetch ID = "window.fetch"
	WindowUse   ID = "window.use"

	// The steps of the welcome. WelcomeCamera has a %s: the name of a camera; WelcomeModel
	// a %s: what is told of a model.
	WelcomeSteps   ID = "welcome.steps"
	WelcomeWhat    ID = "welcome.what"
	WelcomeLooking ID = "welcome.looking"
	WelcomeCamera  ID = "welcome.camera"
	WelcomeModel   ID = "welcome.model"

	// The settings. What their values are called is found by Value.
	WindowKeys       ID = "window.keys"
	WindowOwnVoice   ID = "window.own-voice"
	WindowVoice      ID = "window.voice"
	WindowRate       ID = "window.rate"
	WindowVolume     ID = "window.volume"
	WindowSounds     ID = "window.sounds"
	WindowEcho       ID = "window.echo"
	WindowDetail     ID = "window.detail"
	WindowCameraName ID = "window.camera-name"
	WindowPreview    ID = "window.preview"
	WindowTheme      ID = "window.theme"
	WindowTextSize   ID = "window.text-size"
	WindowOn         ID = "window.on"
	WindowOff        ID = "window.off"

	WindowSpace ID = "window.space"
	WindowEnd   ID = "window.end"
	RoleButton  ID = "role.button"
	RoleEntry   ID = "role.entry"
	RoleText    ID = "role.text"
	RoleChoice  ID = "role.choice"
	RoleSwitch  ID = "role.switch"
)

var guiEN = catalogue{
	WindowTitle:      "Descry",
	WindowHello:      "This is Descry. F1 says what you can do here.",
	WindowReady:      "Ready.",
	WindowWorking:    "Working on it.",
	WindowSpeaking:   "Speaking.",
	WindowStopped:    "Stopped.",
	WindowQuestion:   "Question",
	WindowAnswer:     "Answer",
	WindowEmpty:      "empty",
	WindowDeleted:    "deleted %s",
	WindowCapital:    "capital %s",
	WindowAsked:      "Asked: %s",
	WindowLoading:    "Loading the model: %s percent.",
	WindowPage:       "This is the page %s. Escape leads back.",
	WindowCamera:     "Now I look through %s.",
	WindowSlower:     "Slower.",
	WindowFaster:     "Faster.",
	WindowSofter:     "Softer.",
	WindowLouder:     "Louder.",
	WindowCopied:     "Copied.",
	WindowPasteEmpty: "There is no text in the clipboard. Copy a picture file, or its path, first.",
	WindowBack:       "Back",
	WindowOK:         "OK",
	WindowPath:       "Path of a picture file, camera:NAME, or nothing for the camera",
	WindowNewKeys:    "New keys for %s: one, or two with a space between, such as Shift+F5 Ctrl+J; nothing for the usual ones",
	WindowModels:     "The model that is used sees the pictures. A larger one sees more and is slower. Fetching one uses the network; nothing else does.",
	WindowFetch:      "Fetch %s",
	WindowUse:        "Use %s",

	WelcomeSteps:   "Down Arrow goes on to the next step, Up Arrow goes back, Escape stops and then leaves.",
	WelcomeWhat:    "Descry tells you what is in front of the camera, or in a picture. All of it happens on this computer: no picture and no question leaves it.",
	WelcomeLooking: "Looking for camera and sound.",
	WelcomeCamera:  "There is a camera: %s.",
	WelcomeModel:   "A better model for this computer: %s To fetch it, press Tab and then Return.",

	WindowKeys:       "Keys",
	WindowOwnVoice:   "Descry's own voice",
	WindowVoice:      "Voice",
	WindowRate:       "Words a minute",
	WindowVolume:     "Loudness in percent",
	WindowSounds:     "Short sounds",
	WindowEcho:       "What is said of typing",
	WindowDetail:     "Descriptions",
	WindowCameraName: "Camera",
	WindowPreview:    "Show what the camera sees",
	WindowTheme:      "Colours",
	WindowTextSize:   "Text size in percent",
	WindowOn:         "on",
	WindowOff:        "off",

	WindowVoice + ".":             "the usual",
	WindowCameraName + ".":        "the first that there is",
	WindowEcho + ".":              "characters and words",
	WindowEcho + ".characters":    "characters",
	WindowEcho + ".words":         "words",
	WindowEcho + ".none":          "nothing",
	WindowDetail + ".":            "normal",
	WindowDetail + ".normal":      "normal",
	WindowDetail + ".brief":       "brief",
	WindowDetail + ".full":        "full",
	WindowTheme + ".":             "as the system has them",
	WindowTheme + ".dark":         "dark",
	WindowTheme + ".light":        "light",
	WindowTheme + ".black-yellow": "yellow on black",
	WindowTheme + ".white-black":  "white on black",

	WindowSpace: "space",
	WindowEnd:   "end",
	RoleButton:  "button",
	RoleEntry:   "edit field",
	RoleText:    "text",
	RoleChoice:  "choice, Left and Right change it",
	RoleSwitch:  "switch",
}

// Value is what a value of a setting is called; false: as it is spelled.
func Value(lang string, setting ID, value string) (string, bool) {
	id := setting + "." + ID(value)
	if _, ok := catalogues[English][id]; !ok {
		return "", false
	}
	return Text(lang, id), true
}
