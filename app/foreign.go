package app

import (
	"context"
	"errors"
	"os"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/models"
	"descry/models/fetch"
)

// pullForeign brings a model that the catalogue doesn't have, and keeps it only if it is one
// that runs.
func (s shelf) pullForeign(ctx context.Context, r fetch.Reference, say func(assistant.Event) bool) error {
	m, err := resolve(ctx, r)
	if err != nil {
		return err
	}
	store, err := s.app.store()
	if err != nil {
		return err
	}
	if err := s.bring(ctx, store, m, say); err != nil {
		return err
	}
	text, err := store.Path(m.ID, models.RoleText)
	if err != nil {
		return err
	}
	projector, err := store.Path(m.ID, models.RoleProjector)
	if err != nil {
		return err
	}
	p, err := inspect(text, projector, s.app.options.Settings.Context)
	if err != nil {
		if architecture, size, ok := single(text); ok {
			err = ownFormat(architecture, size)
		}
		return errors.Join(err, store.Remove(ctx, m.ID))
	}
	if err := store.Describe(ctx, m.ID, m.Name, p.family); err != nil {
		return err
	}
	say(assistant.Managed{ID: m.ID, Done: "pulled", Text: s.app.say(messages.PullDone, messages.Clean(m.Name), m.ID)})
	return nil
}

// resolve asks the place that a reference names for the files of the model.
func resolve(ctx context.Context, r fetch.Reference) (models.Model, error) {
	c, err := client(os.Getenv)
	if err != nil {
		return models.Model{}, tell(err, "HF_ENDPOINT")
	}
	defer c.Close()
	m, err := c.Resolve(ctx, r)
	host := c.Host(models.File{Repo: r.Repo, Layer: r.Ollama})
	if errors.Is(err, fetch.ErrBlind) && r.Ollama {
		return m, &told{err: err, id: messages.ModelOllama}
	}
	return m, tell(err, messages.Clean(host))
}
