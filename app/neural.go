package app

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/models"
	"descry/speech"
	"descry/speech/sherpa"
)

// roleModel is the role of the graph among the files of a voice that a person imported.
const roleModel = "model"

// neuralVoices are those in the store, by ID.
func neuralVoices(store *models.Store) []sherpa.Voice {
	var all []sherpa.Voice
	for _, r := range store.Installed() {
		if folder, err := voiceFolder(store, r); err == nil {
			all = append(all, sherpa.Voice{ID: r.ID, Folder: folder})
		}
	}
	return all
}

// voiceFolder is where the files of a neural voice lie: ErrNotInstalled for what is none.
func voiceFolder(store *models.Store, r models.Record) (string, error) {
	if !isNeural(r.Family) || !speech.IsVoice(r.ID) {
		return "", fmt.Errorf("%w: voice %s", models.ErrNotInstalled, r.ID)
	}
	if len(r.Tree) > 0 {
		return store.Unpacked(r.ID)
	}
	var folder string
	for _, h := range r.Files {
		path, err := store.Path(r.ID, h.Role)
		if err != nil {
			return "", err
		}
		folder = filepath.Dir(path)
	}
	if _, err := store.Path(r.ID, roleModel); err != nil {
		return "", err
	}
	return folder, nil
}

// isNeural says whether a family is one of voices that sherpa-onnx runs.
func isNeural(family string) bool {
	return slices.Contains([]sherpa.Family{sherpa.Piper, sherpa.Kokoro, sherpa.Kitten}, sherpa.Family(family))
}

// neural gives a neural voice by its ID, without a speaker, and says what keeps it from
// speaking. False: there is none of that ID.
func (s shelf) neural(id string) (speech.VoiceInfo, bool, error) {
	store, err := s.app.store()
	if err != nil {
		return speech.VoiceInfo{}, false, err
	}
	v := speech.VoiceInfo{ID: id, Name: id, Language: (speech.Settings{Voice: id}).Speaks()}
	m, unknown := models.Find(id)
	r, missing := store.Record(id)
	switch {
	case unknown == nil && m.Kind == models.Voice:
		v.Name = m.Name
	case missing == nil && isNeural(r.Family):
		v.Name = r.Name
	default:
		return v, false, nil
	}
	folder, err := voiceFolder(store, r)
	switch {
	case missing != nil || errors.Is(err, models.ErrNotInstalled):
		return v, true, &told{err: models.ErrNotInstalled, id: messages.VoiceNotHere, args: []any{messages.Clean(v.Name), id}}
	case err != nil:
		return v, true, err
	}
	if _, err := sherpa.Inspect(folder); err != nil {
		return v, true, &told{err: err, id: messages.VoiceBroken, args: []any{messages.Clean(v.Name)}}
	}
	if !sherpa.Available(s.app.options.Layout.Library) {
		return v, true, &told{err: errors.ErrUnsupported, id: messages.VoiceMute, args: []any{messages.Clean(v.Name)}}
	}
	return v, true, nil
}

// ownVoice tells of a neural voice that the catalogue doesn't know.
func (s shelf) ownVoice(r models.Record) assistant.Listed {
	l := assistant.Listed{
		ID: r.ID, Name: r.Name, Kind: string(models.Voice), Family: r.Family, Installed: true, Fits: true,
		InUse: r.ID == s.voiceInUse(),
	}
	for _, h := range r.Files {
		l.Bytes += h.Bytes
	}
	l.Text = s.app.say(messages.VoiceOwn, messages.Clean(r.Name), r.Family, r.ID)
	if l.InUse {
		l.Text += " " + s.app.say(messages.ModelInUse)
	}
	return l
}

// ImportVoice implements assistant.Models.
func (s shelf) ImportVoice(ctx context.Context, path string) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(ctx context.Context, say func(assistant.Event) bool) error {
		c, err := sherpa.Convert(path)
		if errors.Is(err, sherpa.ErrBadVoice) {
			return &told{err: err, id: messages.VoiceNotOne}
		}
		if err != nil {
			return err
		}
		store, err := s.app.store()
		if err != nil {
			return err
		}
		m := models.Model{ID: voiceID(store, c), Kind: models.Voice, Name: c.Name, Family: string(c.Family)}
		for _, role := range []string{roleModel, "tokens", "voices"} {
			name := map[string]string{roleModel: "model.onnx", "tokens": "tokens.txt", "voices": "voices.bin"}[role]
			if size, ok := c.Sizes[name]; ok {
				m.Files = append(m.Files, models.File{Role: role, Name: name, Bytes: size, Unpinned: true})
			}
		}
		if err := store.Add(ctx, m, c, progress(say)); err != nil {
			return tell(err, "")
		}
		if _, _, err := s.neural(m.ID); err != nil {
			return errors.Join(err, store.Remove(context.WithoutCancel(ctx), m.ID))
		}
		say(assistant.Managed{ID: m.ID, Done: "imported", Text: s.app.say(messages.VoiceImported, messages.Clean(m.Name), m.ID)})
		return nil
	})
}

// voiceID makes the ID of an imported voice: its family, language and name. None in the store
// or the catalogue has it.
func voiceID(store *models.Store, c sherpa.Converted) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, c.Name)
	prefix := strings.ToLower(string(c.Family)) + "-"
	if language := (speech.Settings{Language: c.Language}).Speaks(); (speech.Settings{Voice: prefix + name}).Speaks() != language {
		name = language + "-" + name
	}
	id := prefix + strings.Trim(name[:min(len(name), 60)], "-")
	for n, free := 2, id; ; n++ {
		_, unknown := models.Find(free)
		if _, err := store.Record(free); unknown != nil && errors.Is(err, models.ErrNotInstalled) {
			return free
		}
		free = fmt.Sprintf("%s-%d", id, n)
	}
}
