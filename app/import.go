package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/inference"
	"descry/internal/gguf"
	"descry/models"
)

// Import implements assistant.Models.
func (s shelf) Import(ctx context.Context, text, projector string) iter.Seq2[assistant.Event, error] {
	return work(ctx, func(ctx context.Context, say func(assistant.Event) bool) error {
		for _, path := range []string{text, projector} {
			if architecture, size, ok := single(path); ok {
				return ownFormat(architecture, size)
			}
		}
		if isEncoder(text) {
			text, projector = projector, text
		}
		p, err := inspect(text, projector, s.app.options.Settings.Context)
		if err != nil {
			return err
		}
		store, err := s.app.store()
		if err != nil {
			return err
		}
		m := models.Model{ID: ownID(store, text), Kind: models.Vision, Name: p.name, Family: p.family, Files: []models.File{
			{Role: models.RoleText, Name: "text.gguf", Bytes: length(text), Unpinned: true},
			{Role: models.RoleProjector, Name: "mmproj.gguf", Bytes: length(projector), Unpinned: true},
		}}
		if m.Name == "" {
			m.Name = m.ID
		}
		if err := store.Add(ctx, m, pairFS{"text.gguf": text, "mmproj.gguf": projector}, progress(say)); err != nil {
			return tell(err, "")
		}
		say(assistant.Managed{ID: m.ID, Done: "imported", Text: s.app.say(messages.ImportDone, messages.Clean(m.Name), m.ID)})
		return nil
	})
}

// single says whether a file is text model and image encoder in one, as Ollama's own
// engine has them: its text model has a key of the image encoder. It tells what kind of
// model it is, and the file's size in bytes.
func single(path string) (architecture string, size int64, ok bool) {
	h, err := gguf.ReadFile(path)
	if err != nil {
		return "", 0, false
	}
	architecture, ok = oneFile(h)
	return architecture, h.Size, ok
}

// oneFile is single for a header, which also tells its file's size.
func oneFile(h *gguf.Header) (architecture string, ok bool) {
	a := h.String("general.architecture")
	return a, a != "clip" && h.Has(a+".vision.block_count")
}

// isEncoder says whether a file is an image encoder, which says so of itself: who names a pair
// of files need not know which is which.
func isEncoder(path string) bool {
	h, err := gguf.ReadFile(path)
	return err == nil && h.String("general.architecture") == "clip"
}

// twins are the families of models that Ollama has in its own format, by their
// architecture there.
var twins = map[string]string{"gemma3": "Gemma 3", "qwen25vl": "Qwen2.5-VL", "qwen3vl": "Qwen3-VL"}

// ownFormat refuses a model in Ollama's format, and names the same one in two files.
func ownFormat(architecture string, size int64) error {
	t := &told{err: fmt.Errorf("app: %q in Ollama's format: %w", architecture, inference.ErrUnknownFamily), id: messages.ModelOllama}
	if twin, ok := models.Twin(twins[architecture], size); ok {
		t.id, t.args = messages.ModelOllamaTwin, []any{twin.Name, twin.ID}
	}
	return t
}

// ownID makes a name from a file's, which no model in the store has yet.
func ownID(store *models.Store, path string) string {
	base := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	id := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, strings.ToLower(base))
	id = "own-" + id[:min(len(id), 80)]
	for n, free := 2, id; ; n++ {
		if _, err := store.Record(free); errors.Is(err, models.ErrNotInstalled) {
			return free
		}
		free = fmt.Sprintf("%s-%d", id, n)
	}
}

func length(path string) int64 {
	st, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return st.Size()
}

// pairFS are two files under other names.
type pairFS map[string]string

// Open implements fs.FS.
func (p pairFS) Open(name string) (fs.File, error) {
	if path, ok := p[name]; ok {
		return os.Open(path)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
