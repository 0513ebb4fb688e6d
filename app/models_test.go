package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
	"descry/internal/gguf"
	"descry/models"
	"descry/models/fetch"
	"descry/models/primer"
)

// primerModel is the built-in pair as if the catalogue had it, and its files by their role.
func primerModel(t *testing.T) (models.Model, map[string][]byte) {
	t.Helper()
	text, projector, err := primer.Install(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m, content := models.Model{ID: "borrowed", Kind: models.Vision, Name: "Borrowed", Family: "SmolVLM"}, map[string][]byte{}
	for role, path := range map[string]string{models.RoleText: text, models.RoleProjector: projector} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		m.Files = append(m.Files, models.File{
			Role: role, Repo: "org/repo", Name: role + ".gguf", Bytes: int64(len(b)), SHA256: hex.EncodeToString(sum[:]),
		})
		content[role] = b
	}
	return m, content
}

// borrowHome is a home folder with the model in Ollama's store, where the bytes of a
// damaged text model differ in the last one. It returns the folder of the files.
func borrowHome(t *testing.T, m models.Model, content map[string][]byte, damaged bool) string {
	t.Helper()
	for _, name := range []string{"HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "LLAMA_CACHE", "OLLAMA_MODELS", "XDG_CACHE_HOME", "XDG_DATA_HOME"} {
		t.Setenv(name, "")
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("HF_HUB_OFFLINE", "1")
	blobs := filepath.Join(home, ".ollama", "models", "blobs")
	if err := os.MkdirAll(blobs, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Files {
		b := bytes.Clone(content[f.Role])
		if damaged && f.Role == models.RoleText {
			b[len(b)-1]++
		}
		if err := os.WriteFile(filepath.Join(blobs, "sha256-"+f.SHA256), b, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	return blobs
}

// borrow is what bring says, with no network, of a model that Ollama has.
func borrow(t *testing.T, a *App, m models.Model) (notices []string, err error) {
	t.Helper()
	store, err := a.store()
	if err != nil {
		t.Fatal(err)
	}
	err = shelf{a}.bring(t.Context(), store, m, func(e assistant.Event) bool {
		if n, ok := e.(assistant.Notice); ok {
			notices = append(notices, n.Text)
		}
		return true
	})
	return notices, err
}

// TestBorrow: what Ollama has is checked, used where it is, and chosen.
func TestBorrow(t *testing.T) {
	m, content := primerModel(t)
	blobs := borrowHome(t, m, content, false)
	a := newApp(t, settings.Settings{}, nil)
	notices, err := borrow(t, a, m)
	if err != nil || len(notices) != 2 || !strings.Contains(notices[0], ".ollama") {
		t.Fatalf("%v, %q", err, notices)
	}
	if _, err := collect(shelf{a}.Use(t.Context(), m.ID)); err != nil {
		t.Fatal(err)
	}
	text, projector, err := a.files()
	if err != nil || filepath.Dir(text) != blobs || filepath.Dir(projector) != blobs {
		t.Errorf("%s, %s, %v", text, projector, err)
	}
	saved, err := settings.Load(a.options.Layout.Settings)
	if err != nil || saved.Chosen != m.ID {
		t.Errorf("%+v, %v", saved, err)
	}
}

// TestBorrowDamaged: a damaged copy is not used; the network is asked.
func TestBorrowDamaged(t *testing.T) {
	m, content := primerModel(t)
	borrowHome(t, m, content, true)
	a := newApp(t, settings.Settings{}, nil)
	if _, err := borrow(t, a, m); !errors.Is(err, fetch.ErrOffline) {
		t.Errorf("got %v", err)
	}
	if _, err := collect(shelf{a}.Use(t.Context(), m.ID)); !errors.Is(err, models.ErrNotInstalled) {
		t.Errorf("it can be used: %v", err)
	}
}

func collect(events iter.Seq2[assistant.Event, error]) (all []assistant.Event, err error) {
	for e, failed := range events {
		if failed != nil {
			return all, failed
		}
		all = append(all, e)
	}
	return all, nil
}

// TestCatalogueRuns: the engine has each family of the catalogue's models, and no model
// that is listed for this machine has terms that nobody accepted.
func TestCatalogueRuns(t *testing.T) {
	known := []string{"SmolVLM", "Qwen2-VL", "Qwen2.5-VL", "Qwen3-VL", "Gemma 3", "InternVL3", "LFM2-VL"}
	for _, m := range models.Catalog() {
		if m.Kind == models.Vision && !slices.Contains(known, m.Family) {
			t.Errorf("%s: no family %q", m.ID, m.Family)
		}
	}
	all, err := collect(newApp(t, settings.Settings{}, nil).Models().List(t.Context(), false))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if l, ok := e.(assistant.Listed); ok && (l.Accept || !l.Fits || l.Kind != "vision") {
			t.Errorf("listed: %+v", l)
		}
	}
}

// TestSingleFile: a text model with an image encoder in it is Ollama's; its twin is named.
func TestSingleFile(t *testing.T) {
	for architecture, want := range map[string]string{
		"qwen25vl": "descry models pull qwen2.5-vl-3b",
		"gemma3":   "descry models pull gemma-3-4b",
		"mistral3": "descry models list",
	} {
		path := filepath.Join(t.TempDir(), "m.gguf")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		pairs := []gguf.Pair{{Key: "general.architecture", Value: architecture}, {Key: architecture + ".vision.block_count", Value: uint32(2)}}
		if err := errors.Join(gguf.Write(f, pairs, nil), f.Close()); err != nil {
			t.Fatal(err)
		}
		_, err = collect(newApp(t, settings.Settings{}, nil).Models().Import(t.Context(), path, path))
		if says := messages.For("en", err); !strings.Contains(says, "Ollama's own format") || !strings.Contains(says, want) {
			t.Errorf("%s: %s (%v)", architecture, says, err)
		}
	}
}

// TestTellFetching: each error of fetching has its own sentence.
func TestTellFetching(t *testing.T) {
	said := map[string]bool{}
	for _, err := range []error{
		fetch.ErrOffline, fetch.ErrLogin, fetch.ErrGone, fetch.ErrNetwork, fetch.ErrAnswer, fetch.ErrUnverifiable,
		&models.ChecksumError{File: "f\x1b[31m"}, models.ErrNoSpace, models.ErrNotWritable,
	} {
		says := messages.For("en", tell(err, "hub.example"))
		if said[says] || says == messages.Text("en", messages.Failed) || strings.ContainsAny(says, "\x1b%") || strings.Count(says, ". ") == 0 {
			t.Errorf("%v: %q", err, says)
		}
		said[says] = true
	}
	if tell(io.EOF, "") != io.EOF {
		t.Error("an unknown error is another now")
	}
}
