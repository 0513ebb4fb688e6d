package app

import (
	"context"

	"descry/app/messages"
	"descry/models"
)

// offer is a sentence on the model that is recommended for this machine, where it is
// better than the one that answers: how large it is, and the command that brings it or,
// where it is here, that chooses it. Empty: there is none. Files that the person named
// are not compared with anything.
func (a *App) offer() string {
	if a.turn.Take(context.Background()) != nil {
		return "" // closed
	}
	defer a.turn.Give()
	m, err := models.Find(a.machine().recommended)
	if err != nil || a.options.Settings.Model != "" || !models.Better(m.ID, a.options.Settings.Chosen) {
		return ""
	}
	if _, _, err := a.chosen(m.ID); err == nil {
		return a.say(messages.ModelOfferHere, m.Name, m.ID)
	}
	return a.say(messages.ModelOffer, m.Name, a.size(m.Size()), m.ID)
}
