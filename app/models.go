package app

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"runtime"
	"slices"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
	"descry/internal/cpu"
	"descry/internal/fit"
	"descry/models"
)

// shelf is the App's models: it implements assistant.Models.
type shelf struct{ app *App }

// Models implements assistant.Host.
func (a *App) Models() assistant.Models { return shelf{a} }

// starter is the name by which the built-in model is chosen again.
const starter = "starter"

// chosen are the files of the model that the person chose.
func (a *App) chosen(id string) (text, projector string, err error) {
	s, err := a.store()
	if err != nil {
		return "", "", err
	}
	if text, err = s.Path(id, models.RoleText); err == nil {
		projector, err = s.Path(id, models.RoleProjector)
	}
	if errors.Is(err, models.ErrNotInstalled) {
		err = &told{err: err, id: messages.ModelGone, args: []any{messages.Clean(id)}}
	}
	return text, projector, err
}

func (a *App) store() (*models.Store, error) { return models.Open(a.options.Layout.Models) }

// work makes the events of one task. say yields one and returns false when nobody
// listens any more; ctx has ended then.
func work(ctx context.Context, task func(ctx context.Context, say func(assistant.Event) bool) error) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		listening := true
		err := task(ctx, func(e assistant.Event) bool {
			if listening && !yield(e, nil) {
				listening = false
				cancel()
			}
			return listening
		})
		if err != nil && listening {
			yield(nil, err)
		}
	}
}

// List implements assistant.Models.
func (s shelf) List(ctx context.Context, all bool) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(_ context.Context, say func(assistant.Event) bool) error {
		store, err := s.app.store()
		if err != nil {
			return err
		}
		m := s.app.machine()
		here := map[string]models.Record{}
		for _, r := range store.Installed() {
			here[r.ID] = r
		}
		said := false
		for _, entry := range recommendedFirst(models.Catalog(), m.recommended) {
			l := s.listed(store, entry, m)
			delete(here, entry.ID)
			if !all && !l.Installed && (entry.Kind != models.Vision || !l.Fits || l.Accept) {
				continue
			}
			said = true
			if !say(l) {
				return nil
			}
		}
		for _, r := range here {
			said = true
			if !say(s.own(store, r)) {
				return nil
			}
		}
		if !said {
			say(assistant.Notice{Text: s.app.say(messages.ModelsNone, s.app.size(m.free))})
		}
		return nil
	})
}

// recommendedFirst puts one model before the others: it is heard first.
func recommendedFirst(all []models.Model, id string) []models.Model {
	if i := slices.IndexFunc(all, func(m models.Model) bool { return m.ID == id }); i > 0 {
		m := all[i]
		all = slices.Insert(slices.Delete(all, i, i+1), 0, m)
	}
	return all
}

// machine is what a model is chosen for.
type machine struct {
	free        int64
	known       bool // the system tells what is free
	cores       int
	graphics    bool   // a card, and a backend for it
	recommended string // ID
}

func (a *App) machine() machine {
	m := machine{cores: cpu.Physical()}
	m.free, m.known = fit.Available()
	backends, devices := graphics(a.options.Layout.Library)
	m.graphics = len(backends) > 0 && len(devices) > 0
	if best, ok := models.Recommend(m.free, m.cores, m.graphics); ok {
		m.recommended = best.ID
	}
	return m
}

func (s shelf) inUse(id string) bool {
	o := s.app.options.Settings
	return o.Model == "" && o.Chosen == id
}

// Info implements assistant.Models.
func (s shelf) Info(ctx context.Context, id string) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(_ context.Context, say func(assistant.Event) bool) error {
		store, err := s.app.store()
		if err != nil {
			return err
		}
		m, err := models.Find(id)
		if err == nil {
			l := s.listed(store, m, s.app.machine())
			if !l.Accept {
				l.Text += " " + s.app.say(messages.ModelLicence, m.Licence)
			}
			if !l.Pinned {
				l.Text += " " + s.app.say(messages.ModelUnpinned, m.Name)
			}
			say(l)
			return nil
		}
		r, recordErr := store.Record(id)
		if recordErr != nil {
			return err
		}
		say(s.own(store, r))
		return nil
	})
}

// Use implements assistant.Models: from the next question on the chosen model answers,
// in this process too.
func (s shelf) Use(ctx context.Context, id string) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(ctx context.Context, say func(assistant.Event) bool) error {
		name := s.app.say(messages.StarterName)
		if id != starter {
			var err error
			if name, err = s.usable(id); err != nil {
				return err
			}
		}
		if err := s.app.choose(ctx, id); err != nil {
			return err
		}
		say(assistant.Managed{ID: id, Done: "used", Text: s.app.say(messages.UseDone, messages.Clean(name))})
		return nil
	})
}

// usable checks that a model is here, whole as far as can be seen at once, and one that runs.
func (s shelf) usable(id string) (name string, err error) {
	store, err := s.app.store()
	if err != nil {
		return "", err
	}
	m, findErr := models.Find(id)
	if findErr == nil && m.Kind != models.Vision {
		return "", &told{err: models.ErrUnknown, id: messages.ModelNotVision, args: []any{m.Name}}
	}
	r, err := store.Record(id)
	if err != nil && findErr != nil {
		return "", findErr
	}
	if err != nil {
		return "", err
	}
	text, err := store.Path(id, models.RoleText)
	if err != nil {
		return "", err
	}
	projector, err := store.Path(id, models.RoleProjector)
	if err != nil {
		return "", err
	}
	_, err = inspect(text, projector, s.app.options.Settings.Context)
	return r.Name, err
}

// choose writes the choice into the settings and closes the engine that runs another model.
func (a *App) choose(ctx context.Context, id string) error {
	if err := a.turn.Take(ctx); err != nil {
		return err
	}
	defer a.turn.Give()
	kept := id
	if id == starter {
		kept = ""
	}
	err := a.keep(func(s *settings.Settings) { s.Model, s.Projector, s.Chosen = "", "", kept })
	if err != nil {
		return err
	}
	a.options.Settings.Model, a.options.Settings.Projector, a.options.Settings.Chosen = "", "", kept
	if a.engine == nil {
		return nil
	}
	e := a.engine
	a.engine = nil
	return e.Close()
}

// keep changes the settings file, whatever else was chosen for this run.
func (a *App) keep(change func(*settings.Settings)) error {
	a.file.Lock()
	defer a.file.Unlock()
	path := a.options.Layout.Settings
	saved, err := settings.Load(path)
	var value *settings.ValueError
	if err != nil && !errors.As(err, &value) {
		return &told{err: err, id: messages.SettingsUnread, args: []any{messages.Clean(path)}}
	}
	change(&saved)
	if err := settings.Save(path, saved); err != nil {
		return &told{err: err, id: messages.SettingsUnsave, args: []any{messages.Clean(path)}}
	}
	return nil
}

// places are the folders of other programs on this machine.
func places(env func(string) string) models.Places {
	home := env("HOME")
	if runtime.GOOS == "windows" {
		home = env("USERPROFILE")
	}
	if !filepath.IsAbs(home) {
		return models.Places{}
	}
	return models.FindPlaces(home, env)
}
