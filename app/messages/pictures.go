package messages

import "descry/camera"

// What is said about the picture itself: its check, its light and its colours.
const (
	// ProblemUnknown is said of a problem that has no sentence of its own.
	ProblemUnknown ID = "problem.unknown"

	PictureGood ID = "picture.good"
	// How bright the picture is. %d: percent of the brightest possible.
	LightVeryDark   ID = "picture.light.very-dark"
	LightDim        ID = "picture.light.dim"
	LightMedium     ID = "picture.light.medium"
	LightBright     ID = "picture.light.bright"
	LightVeryBright ID = "picture.light.very-bright"
	// What the brightness says about a lamp; inner parts of a hedged sentence.
	LampPerhapsOff ID = "picture.lamp-off"
	LampPerhapsOn  ID = "picture.lamp-on"
	LampUnknown    ID = "picture.lamp-unknown"
	// Colours of the whole picture. One: %s colour. Two and more: %s the first ones, %s the last.
	ColourOne   ID = "picture.colour-one"
	ColourMany  ID = "picture.colour-many"
	ColourShare ID = "picture.colour-share" // %s colour, %d percent of the picture
	ColourNone  ID = "picture.colour-none"

	// AimNotLive: a picture file was to be watched.
	AimNotLive ID = "error.aim-not-live"
)

var picturesEN = catalogue{
	problemID(camera.Dark):        "It's very dark. Turn on a light or face the window.",
	problemID(camera.Bright):      "It's far too bright. Turn away from the light or the window.",
	problemID(camera.Blurred):     "The picture is blurred. Hold the camera still, and a bit farther away.",
	problemID(camera.Covered):     "Something covers the camera. Check for a finger, a lid or a sticker in front of it.",
	problemID(camera.Featureless): "There is nothing in the picture but one plain surface. Move back, or point the camera somewhere else.",
	ProblemUnknown:                "The picture is not good enough. Take it again, with more light and a still camera.",

	PictureGood:     "The picture is good: there is enough light, it is sharp, and nothing covers the camera.",
	LightVeryDark:   "It's very dark: the picture's brightness is %d percent.",
	LightDim:        "It's rather dark: the picture's brightness is %d percent.",
	LightMedium:     "The light is fair: the picture's brightness is %d percent.",
	LightBright:     "It's bright: the picture's brightness is %d percent.",
	LightVeryBright: "It's very bright: the picture's brightness is %d percent.",
	LampPerhapsOff:  "the light is off",
	LampPerhapsOn:   "there is light, from a lamp or from outside",
	LampUnknown:     "I can't tell whether the light is on: the picture is neither dark nor bright. Point the camera at the lamp and ask \"Is the lamp on?\"",
	ColourOne:       "The picture is mostly %s.",
	ColourMany:      "The main colours are %s and %s.",
	ColourShare:     "%s (%d percent)",
	AimNotLive:      "Only a camera can be watched. Write camera, or camera:NAME, in place of the picture, or leave out --live.",
	ColourNone:      "I can't tell the colours of this picture. Try again with more light.",
}

// aimEN has what a person who points a camera is told, by assistant.Hint. A camera may look
// the way that the person does or at the person, and doesn't tell: so left and right are said
// as the camera looks.
var aimEN = catalogue{
	Aim("good"):       "The picture is good. Hold it there.",
	Aim("still"):      "Hold still.",
	Aim("back"):       "Move back: there is nothing in the picture but one plain surface.",
	Aim("focus"):      "The picture is out of focus. Move back a little, or wipe the lens.",
	Aim("covered"):    "Something covers the camera. Check for a finger, a lid or a sticker.",
	Aim("dark"):       "It's very dark. Turn on a light, or point the camera away from the dark.",
	Aim("dark-left"):  "It's dark. Turn left, as the camera looks: there is light on the left.",
	Aim("dark-right"): "It's dark. Turn right, as the camera looks: there is light on the right.",
	Aim("bright"):     "It's far too bright. Turn away from the light or the window.",
	Aim("turn-left"):  "Turn left, as the camera looks: the bright window is on the right.",
	Aim("turn-right"): "Turn right, as the camera looks: the bright window is on the left.",
	Aim("tilt-down"):  "Tilt the camera down: the bright light is above.",
}

// Aim is the ID of what is said for a hint.
func Aim(hint string) ID { return ID("aim." + hint) }

// problemID is the ID of the sentence for a problem of a picture.
func problemID(p camera.Problem) ID { return "problem." + ID(p) }

// Problem says what is wrong with a picture, and what to do.
func Problem(lang string, p camera.Problem) string {
	if _, ok := catalogues[English][problemID(p)]; !ok {
		return Text(lang, ProblemUnknown)
	}
	return Text(lang, problemID(p))
}

// Colour is the name of a colour in a language.
func Colour(lang string, c camera.Colour) string {
	if text, ok := catalogues[code(lang)]["colour."+ID(c)]; ok {
		return text
	}
	return string(c) // its English name
}
