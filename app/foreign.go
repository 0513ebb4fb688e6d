package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/inference"
	"descry/internal/gguf"
	"descry/models"
	"descry/models/fetch"
)

// pullForeign brings a model that the catalogue doesn't have, and keeps it only if it is one
// that runs.
func (s shelf) pullForeign(ctx context.Context, r fetch.Reference, say func(assistant.Event) bool) error {
	store, err := s.app.store()
	if err != nil {
		return err
	}
	m, err := resolve(ctx, store, r)
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
		return errors.Join(err, store.Remove(ctx, m.ID))
	}
	if err := store.Describe(ctx, m.ID, m.Name, p.family); err != nil {
		return err
	}
	say(assistant.Managed{ID: m.ID, Done: "pulled", Text: s.app.say(messages.PullDone, messages.Clean(m.Name), m.ID)})
	return nil
}

// resolve asks the place that a reference names for the files of the model, and looks at
// their headers there, so that a model that can't run isn't fetched first.
func resolve(ctx context.Context, store *models.Store, r fetch.Reference) (models.Model, error) {
	c, err := client(os.Getenv)
	if err != nil {
		return models.Model{}, tell(err, "HF_ENDPOINT")
	}
	defer c.Close()
	m, err := c.Resolve(ctx, r)
	host := messages.Clean(c.Host(models.File{Repo: r.Repo, Layer: r.Ollama}))
	if errors.Is(err, fetch.ErrBlind) && r.Ollama {
		return m, allInOne(ctx, c, m, err)
	}
	if err != nil {
		return m, tell(err, host)
	}
	if _, ok := here(store, m); ok {
		return m, nil
	}
	return m, tell(foresee(ctx, c, m), host)
}

// foresee reads the headers of both files where they lie, and returns why they can't run.
func foresee(ctx context.Context, c *fetch.Client, m models.Model) error {
	headers := map[string]*gguf.Header{}
	for _, f := range m.Files {
		h, err := head(ctx, c, f)
		if err != nil {
			return err
		}
		headers[f.Role] = h
	}
	text := headers[models.RoleText]
	_, err := inference.InspectMeta(inference.Meta{Text: text, Vision: headers[models.RoleProjector]})
	if err == nil {
		return nil
	}
	if architecture, ok := oneFile(text); ok {
		return ownFormat(architecture, text.Size)
	}
	if errors.Is(err, inference.ErrUnknownFamily) {
		return &told{err: err, id: messages.PullUnknown}
	}
	return err
}

// head reads the header of a file where it lies.
func head(ctx context.Context, c *fetch.Client, f models.File) (h *gguf.Header, err error) {
	err = c.Head(ctx, f, func(r io.Reader) (err error) {
		h, err = gguf.ReadStream(r, f.Bytes)
		return err
	})
	switch {
	case errors.Is(err, gguf.ErrNotGGUF):
		err = fmt.Errorf("%w: %w", fetch.ErrAnswer, err)
	case errors.Is(err, gguf.ErrTruncated), errors.Is(err, gguf.ErrCorrupt):
		err = fmt.Errorf("%w: %w", inference.ErrBadModel, err)
	}
	return h, err
}

// allInOne refuses a model of Ollama's library without an image encoder beside it: one in
// Ollama's own format, or one that can't see. err is what is told where its header can't be read.
func allInOne(ctx context.Context, c *fetch.Client, m models.Model, err error) error {
	text, ok := m.File(models.RoleText)
	if !ok {
		return &told{err: err, id: messages.ModelOllama}
	}
	h, failed := head(ctx, c, text)
	switch {
	case ctx.Err() != nil:
		return failed
	case failed != nil:
		return &told{err: err, id: messages.ModelOllama}
	}
	if architecture, ok := oneFile(h); ok {
		return ownFormat(architecture, h.Size)
	}
	return tell(err, "")
}
