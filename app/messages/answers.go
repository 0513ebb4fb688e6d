package messages

// The ways in which an answer is given.
const (
	// Hedged has a %s: a sentence without its full stop, its first letter lower
	// case where that is right.
	Hedged ID = "answer.hedged"
	// HedgedWhole has a %s: a whole sentence that can't stand inside another.
	HedgedWhole ID = "answer.hedged-whole"
	// HedgedThing has a %s: a thing with its article, without a verb.
	HedgedThing ID = "answer.hedged-thing"
	// HedgedLooks is Hedged for age, feelings and health.
	HedgedLooks ID = "answer.hedged-looks"
	// HedgedLooksWhole is HedgedWhole for age, feelings and health.
	HedgedLooksWhole ID = "answer.hedged-looks-whole"
	// HedgedRead is HedgedWhole for text that the model claims to read.
	HedgedRead ID = "answer.hedged-read"

	// Declined are the beginnings of a declined answer; one of the Helps follows.
	DeclinedDescribe ID = "answer.declined-describe"
	DeclinedAsk      ID = "answer.declined-ask"
	DeclinedYesNo    ID = "answer.declined-yes-no"
	DeclinedRead     ID = "answer.declined-read"

	// What would help, after a declined answer.
	HelpDescribe ID = "help.describe"
	HelpAsk      ID = "help.ask"
	HelpYesNo    ID = "help.yes-no"
	HelpRead     ID = "help.read"
	HelpLight    ID = "help.light"

	// RefusedPerson answers a question that asks who a person is.
	RefusedPerson ID = "refused.person"
	// Part stands before an answer about a part of the picture.
	PartLeft        ID = "part.left"
	PartRight       ID = "part.right"
	PartTop         ID = "part.top"
	PartBottom      ID = "part.bottom"
	PartTopLeft     ID = "part.top-left"
	PartTopRight    ID = "part.top-right"
	PartBottomLeft  ID = "part.bottom-left"
	PartBottomRight ID = "part.bottom-right"
	PartMiddle      ID = "part.middle"

	// UnnamedPerson is said in place of a sentence that names a person.
	UnnamedPerson ID = "refused.named"
)

var answersEN = catalogue{
	Hedged:           "I think %s, but I'm not sure.",
	HedgedWhole:      "I think this is right, but I'm not sure: %s",
	HedgedThing:      "I think it's %s, but I'm not sure.",
	HedgedLooks:      "Going by looks alone, I think %s, but I'm not sure.",
	HedgedLooksWhole: "I can only go by looks, so I'm not sure of this: %s",
	HedgedRead:       "I think I can read this, but I'm not sure: %s",

	DeclinedDescribe: "I can't tell what this is.",
	DeclinedAsk:      "I can't tell from this picture.",
	DeclinedYesNo:    "I can't tell whether that is so.",
	DeclinedRead:     "I can't tell what the text says.",

	HelpDescribe: "Move closer or farther away, or try from another side.",
	HelpAsk:      "Bring it into the middle of the picture, or ask in other words.",
	HelpYesNo:    "Move closer, or ask what is there instead.",
	HelpRead:     "Hold the text flat, straight in front of the camera, so that it fills the picture.",
	HelpLight:    "More light would help.",

	RefusedPerson:   "I don't say who people are. I can describe what they look like, what they wear and what they do: ask for that.",
	PartLeft:        "On the left:",
	PartRight:       "On the right:",
	PartTop:         "At the top:",
	PartBottom:      "At the bottom:",
	PartTopLeft:     "At the top left:",
	PartTopRight:    "At the top right:",
	PartBottomLeft:  "At the bottom left:",
	PartBottomRight: "At the bottom right:",
	PartMiddle:      "In the middle:",

	UnnamedPerson: "A name was left out here: I don't say who people are.",
}
