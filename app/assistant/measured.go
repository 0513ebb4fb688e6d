package assistant

import (
	"math"
	"strings"

	"descry/app/messages"
	"descry/camera"
)

// This file answers from the pixels. A model is worse at it, and can't be checked.

// Brightness, 0 black to 1 white as stored in the picture, in words. A well exposed
// photo has 0.3 to 0.65: automatic exposure aims at middle grey, 0.46 in sRGB, and
// a stop is about 0.13 to 0.17 there. So the words change about one stop below and
// one above, and again about one stop further.
const (
	veryDarkBelow   = 0.12
	dimBelow        = 0.30
	mediumBelow     = 0.65
	veryBrightAbove = 0.85
)

// measure answers a question about the light or the colours of the whole picture.
func (x *run) measure(s *Scene, about subject) []Sentence {
	switch about {
	case colours:
		return []Sentence{x.colours(s)}
	case light:
		return []Sentence{{x.text(brightness(s.Quality), percent(s.Quality.Brightness)), Plain}}
	case lamp:
		return []Sentence{x.lamp(s)}
	}
	return x.condition(s)
}

// brightness chooses the sentence for the light in a picture.
func brightness(q camera.Quality) messages.ID {
	switch b := q.Brightness; {
	case b < veryDarkBelow || has(q, camera.Dark):
		return messages.LightVeryDark
	case b > veryBrightAbove || has(q, camera.Bright):
		return messages.LightVeryBright
	case b < dimBelow:
		return messages.LightDim
	case b < mediumBelow:
		return messages.LightMedium
	}
	return messages.LightBright
}

// lamp says what the brightness tells of a lamp: something where it is dark or
// bright, never for sure, since daylight and lamps look alike to it.
func (x *run) lamp(s *Scene) Sentence {
	switch brightness(s.Quality) {
	case messages.LightVeryDark:
		return Sentence{x.text(messages.Hedged, x.text(messages.LampPerhapsOff)), Hedged}
	case messages.LightBright, messages.LightVeryBright:
		return Sentence{x.text(messages.Hedged, x.text(messages.LampPerhapsOn)), Hedged}
	}
	return Sentence{x.text(messages.LampUnknown), Declined}
}

const (
	// A colour is named from one part in twenty of the picture on: less is a
	// speck or an edge. Four are what can be kept in mind when heard.
	smallestShare = 0.05
	mostColours   = 4
)

// colours names the main colours, the largest share first.
func (x *run) colours(s *Scene) Sentence {
	var names []string
	for _, c := range camera.Colours(s.Frame.Image) {
		if c.Share >= smallestShare && len(names) < mostColours {
			names = append(names, x.text(messages.ColourShare, messages.Colour(x.options.Language, c.Colour), percent(c.Share)))
		}
	}
	switch {
	case len(names) == 0 || has(s.Quality, camera.Dark):
		return Sentence{x.text(messages.ColourNone), Declined}
	case len(names) == 1:
		return Sentence{x.text(messages.ColourOne, names[0]), Plain}
	}
	last := len(names) - 1
	return Sentence{x.text(messages.ColourMany, strings.Join(names[:last], ", "), names[last]), Plain}
}

// percent is a share in whole percent.
func percent(share float64) int { return int(math.Round(100 * share)) }
