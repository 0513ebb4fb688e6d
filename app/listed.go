package app

import (
	"descry/app/assistant"
	"descry/app/messages"
	"descry/models"
	"descry/speech/sherpa"
)

// listed tells of a model of the catalogue.
func (s shelf) listed(store *models.Store, m models.Model, on machine) assistant.Listed {
	l := assistant.Listed{
		ID: m.ID, Name: m.Name, Kind: string(m.Kind), Family: m.Family, Bytes: m.Size(), Memory: m.Memory,
		Licence: m.Licence, Accept: m.Accept, Pinned: m.Pinned(),
		InUse: s.inUse(m.ID), Fits: !on.known || m.Memory <= on.free, Recommended: m.ID == on.recommended,
	}
	if m.Kind == models.Voice {
		l.InUse = s.voiceInUse() == m.ID
	}
	l.Path, l.Installed = here(store, m)
	l.Text = s.app.say(messages.ModelLine, m.Name, m.ID, s.app.size(l.Bytes), s.app.size(m.Memory), m.Says)
	add := func(when bool, id messages.ID, args ...any) {
		if when {
			l.Text += " " + s.app.say(id, args...)
		}
	}
	add(l.InUse, messages.ModelInUse)
	add(l.Installed && !l.InUse, messages.ModelHere)
	add(l.Fits && !l.Recommended, messages.ModelFits)
	add(!l.Fits, messages.ModelFitsNot)
	add(l.Recommended && !on.graphics, messages.ModelRecommended, on.cores, s.app.size(on.free))
	add(l.Recommended && on.graphics, messages.ModelRecommendedCard, on.cores, s.app.size(on.free))
	add(m.Kind == models.Voice && !sherpa.Available(s.app.options.Layout.Library), messages.VoiceNotYet)
	add(l.Accept, messages.ModelTerms, m.Licence)
	return l
}

// own tells of a model that the catalogue doesn't know.
func (s shelf) own(store *models.Store, r models.Record) assistant.Listed {
	if isNeural(r.Family) {
		return s.ownVoice(r)
	}
	l := assistant.Listed{ID: r.ID, Name: r.Name, Kind: string(models.Vision), Family: r.Family, Installed: true, Fits: true, InUse: s.inUse(r.ID)}
	for _, h := range r.Files {
		l.Bytes += h.Bytes
	}
	path, err := store.Path(r.ID, models.RoleText)
	l.Installed, l.Path = err == nil, path
	l.Text = s.app.say(messages.ModelLine, messages.Clean(r.Name), r.ID, s.app.size(l.Bytes), s.app.size(l.Bytes), s.app.say(messages.ModelOwn))
	if l.InUse {
		l.Text += " " + s.app.say(messages.ModelInUse)
	}
	return l
}
