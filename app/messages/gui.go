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
	WindowPicture  ID = "window.picture"
	WindowAnswer   ID = "window.answer"
	WindowEmpty    ID = "window.empty"
	// WindowDeleted and WindowCapital have a %s: a character.
	WindowDeleted ID = "window.deleted"
	WindowCapital ID = "window.capital"
	WindowSpace   ID = "window.space"
	WindowEnd     ID = "window.end"
	RoleButton    ID = "role.button"
	RoleEntry     ID = "role.entry"
	RoleText      ID = "role.text"
	RoleChoice    ID = "role.choice"
	RoleSwitch    ID = "role.switch"
)

var guiEN = catalogue{
	WindowTitle:    "Descry",
	WindowHello:    "This is Descry. F1 says what you can do here.",
	WindowReady:    "Ready.",
	WindowWorking:  "Working on it.",
	WindowSpeaking: "Speaking.",
	WindowStopped:  "Stopped.",
	WindowQuestion: "Question",
	WindowPicture:  "Picture: a file, or empty for the camera",
	WindowAnswer:   "Answer",
	WindowEmpty:    "empty",
	WindowDeleted:  "deleted %s",
	WindowCapital:  "capital %s",
	WindowSpace:    "space",
	WindowEnd:      "end",
	RoleButton:     "button",
	RoleEntry:      "edit field",
	RoleText:       "text",
	RoleChoice:     "choice, Left and Right change it",
	RoleSwitch:     "switch",
}
