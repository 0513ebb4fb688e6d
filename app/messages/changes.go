package messages

// What is said of the changes between two pictures, of saved ones, and of waiting.
const (
	CommandChanges ID = "command.changes"
	ArgBefore      ID = "arg.before"
	NoBefore       ID = "error.no-before"
	// ChangesFirst is said of the first picture, which later ones are compared with.
	ChangesFirst     ID = "changes.first"
	ChangesBadBefore ID = "changes.bad-before"
	ChangesMoved     ID = "changes.moved"
	ChangesBrighter  ID = "changes.brighter"
	ChangesDarker    ID = "changes.darker"
	ChangesNone      ID = "changes.none" // %s: one of the Ages
	// ChangesAt and ChangesAlso have a %s: one of the Places, and a %d: percent of the picture.
	ChangesAt    ID = "changes.at"
	ChangesAlso  ID = "changes.also"
	ChangesLimit ID = "changes.limit"

	SavedAs       ID = "saved.as"       // %s: path of the picture
	SavedQuestion ID = "saved.question" // %s: a question

	WaitSeconds ID = "wait.seconds" // %d: seconds
	WaitMinutes ID = "wait.minutes" // %d: minutes, at least 2

	PlaceTopLeft     ID = "place.top-left"
	PlaceTop         ID = "place.top"
	PlaceTopRight    ID = "place.top-right"
	PlaceLeft        ID = "place.left"
	PlaceMiddle      ID = "place.middle"
	PlaceRight       ID = "place.right"
	PlaceBottomLeft  ID = "place.bottom-left"
	PlaceBottom      ID = "place.bottom"
	PlaceBottomRight ID = "place.bottom-right"
)

var changesEN = catalogue{
	CommandChanges:   "Say what changed between two looks, from the same place",
	ArgBefore:        "The earlier picture: anything that can stand for PICTURE, but no folder",
	NoBefore:         "There is no earlier picture to compare with. Look first, and ask again later.",
	ChangesFirst:     "I can't tell what changed: this is the first picture. I compare the next one with it.",
	ChangesBadBefore: "I can't tell what changed: the picture before was not good enough. I compare the next one with this one.",
	ChangesMoved:     "I can't tell what changed: the camera was moved, or nearly everything is different. Keep the camera in one place between the two looks.",
	ChangesBrighter:  "It is brighter than before.",
	ChangesDarker:    "It is darker than before.",
	ChangesNone:      "I find no change since the picture %s, but something small could escape me.",
	ChangesAt:        "I think something changed %s, in about %d percent of the picture, but I'm not sure.",
	ChangesAlso:      "Perhaps also %s, in about %d percent.",
	ChangesLimit:     "I compare only the pixels: ask what is there now. A shadow can look like a change, and something small can escape me.",

	SavedAs:       "Saved as %s, with what was said about it as text beside it.",
	SavedQuestion: "Question: %s",

	WaitSeconds: "About %d seconds more.",
	WaitMinutes: "About %d minutes more.",

	PlaceTopLeft: "at the top left", PlaceTop: "at the top", PlaceTopRight: "at the top right",
	PlaceLeft: "on the left", PlaceMiddle: "in the middle", PlaceRight: "on the right",
	PlaceBottomLeft: "at the bottom left", PlaceBottom: "at the bottom", PlaceBottomRight: "at the bottom right",
}
