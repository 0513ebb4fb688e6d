package app

import (
	"context"

	"descry/app/settings"
)

// Warm loads the model, if it isn't: a person who opens a window soon asks something.
// What is wrong with it, the first question tells.
func (a *App) Warm(ctx context.Context) error {
	_, err := a.open(ctx)
	return err
}

// Keep changes the settings, in the file and for what is said next.
func (a *App) Keep(change func(*settings.Settings)) error {
	var kept settings.Settings
	err := a.keep(func(s *settings.Settings) { change(s); kept = *s })
	if err == nil {
		a.speaker.settle(kept)
	}
	return err
}

// Sounds lets earcons be heard from now on, or not.
func (a *App) Sounds(heard bool) {
	a.speaker.mu.Lock()
	defer a.speaker.mu.Unlock()
	a.speaker.sounds = heard
}
