package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/models"
)

// Voices implements assistant.Models: the voices that are here, and those of the catalogue
// for the person's language, or for all.
func (s shelf) Voices(ctx context.Context, all bool) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(ctx context.Context, say func(assistant.Event) bool) error {
		store, err := s.app.store()
		if err != nil {
			return err
		}
		language := cmp.Or(s.app.options.Settings.Language, messages.English)
		if !s.spoken(ctx, language, all, say) {
			return ctx.Err()
		}
		for _, r := range store.Installed() {
			if _, err := models.Find(r.ID); err != nil && isNeural(r.Family) && !say(s.ownVoice(r)) {
				return nil
			}
		}
		m := s.app.machine()
		for _, entry := range models.Catalog() {
			if entry.Kind != models.Voice {
				continue
			}
			l := s.listed(store, entry, m)
			if (all || l.Installed || speaks(entry.ID, language)) && !say(l) {
				return nil
			}
		}
		return nil
	})
}

// speaks says whether the ID of a voice, such as piper-en_US-joe-medium, names a language.
func speaks(id, language string) bool {
	for word := range strings.SplitSeq(id, "-") {
		if first, _, _ := strings.Cut(word, "_"); first == language {
			return true
		}
	}
	return false
}

// PullVoice implements assistant.Models.
func (s shelf) PullVoice(ctx context.Context, id, from string, accept bool) iter.Seq2[assistant.Event, error] {
	if m, err := models.Find(id); err != nil || m.Kind != models.Voice {
		return work(ctx, func(context.Context, func(assistant.Event) bool) error {
			return &told{err: fmt.Errorf("%w: voice %q", models.ErrUnknown, id), id: messages.VoiceUnknown}
		})
	}
	return s.Pull(ctx, id, from, accept)
}

// takeApart unpacks a model that came as an archive.
func (s shelf) takeApart(ctx context.Context, store *models.Store, m models.Model, say func(assistant.Event) bool) error {
	if !m.Files[0].Archived() {
		return nil
	}
	say(assistant.Notice{Text: s.app.say(messages.Unpacking)})
	// Each word of it tells that work goes on; how much there is, no archive says before.
	err := store.Unpack(ctx, m, func(int64) { say(assistant.Progress{}) })
	if errors.Is(err, models.ErrArchive) {
		return &told{err: err, id: messages.ArchiveRefused, args: []any{m.Name}}
	}
	return tell(err, "")
}

// here says whether a model of the catalogue is here, and where its first file or its folder is.
func here(store *models.Store, m models.Model) (path string, ok bool) {
	if m.Files[0].Archived() {
		folder, err := store.Unpacked(m.ID)
		return folder, err == nil
	}
	for i, f := range m.Files {
		at, err := store.Path(m.ID, f.Role)
		if err != nil {
			return path, false
		}
		if i == 0 {
			path = at
		}
	}
	return path, true
}
