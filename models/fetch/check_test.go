package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"descry/models"
)

// apis lists every file of the catalogue as the real APIs would, but for what change does.
type apis struct {
	change func(f *models.File) bool // false: the file is not there
	status []int                     // of the first answers
	paged  bool
}

func (a *apis) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(a.status) > 0 {
		status := a.status[0]
		a.status = a.status[1:]
		w.WriteHeader(status)
		return
	}
	if a.paged && !r.URL.Query().Has("cursor") {
		w.Header().Set("Link", "<"+r.URL.Path+`?recursive=true&cursor=2>; rel="next"`)
		_, _ = w.Write([]byte(`[]`))
		return
	}
	var tree, assets []map[string]any
	for _, m := range models.Catalog() {
		for _, f := range m.Files {
			if !strings.Contains(r.URL.Path, "/"+f.Repo+"/") || !a.change(&f) {
				continue
			}
			tree = append(tree, map[string]any{"path": f.Name, "size": f.Bytes, "lfs": map[string]any{"oid": f.SHA256}})
			assets = append(assets, map[string]any{"name": f.Name, "size": f.Bytes, "digest": "sha256:" + f.SHA256})
		}
	}
	if strings.HasPrefix(r.URL.Path, "/repos/") {
		_ = json.NewEncoder(w).Encode(map[string]any{"assets": assets})
		return
	}
	_ = json.NewEncoder(w).Encode(tree)
}

func TestCheck(t *testing.T) {
	const id, name = "smolvlm-256m-instruct-q8_0", "SmolVLM-256M-Instruct-Q8_0.gguf"
	same := func(*models.File) bool { return true }
	change := func(to func(f *models.File) bool) func(*models.File) bool {
		return func(f *models.File) bool { return f.Name != name || to(f) }
	}
	for _, c := range []struct {
		name string
		api  apis
		want []string
		err  error
	}{
		{"the same", apis{change: same}, nil, nil},
		{"in pages", apis{change: same, paged: true}, nil, nil},
		{"busy at first", apis{change: same, status: []int{429, 503}}, nil, nil},
		{"another size", apis{change: change(func(f *models.File) bool { f.Bytes++; return true })}, []string{id + ": " + name + ": 175054529 bytes"}, nil},
		{"another digest", apis{change: change(func(f *models.File) bool { f.SHA256 = sumOf(nil); return true })}, []string{id + ": " + name + ": digest e3b0c442"}, nil},
		{"no digest", apis{change: change(func(f *models.File) bool { f.SHA256 = ""; return true })}, []string{id + ": " + name + ": no digest"}, nil},
		{"gone", apis{change: change(func(*models.File) bool { return false })}, []string{id + ": " + name + ": not there"}, nil},
		{"always broken", apis{change: same, status: slices.Repeat([]int{500}, 30)}, nil, ErrNetwork},
	} {
		t.Run(c.name, func(t *testing.T) {
			front := httptest.NewServer(&c.api)
			defer front.Close()
			client, err := New(Options{Endpoint: front.URL})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			client.pause = func(context.Context, time.Duration) error { return nil }
			// One of each kind of list, pinned.
			all := slices.DeleteFunc(models.Catalog(), func(m models.Model) bool { return m.ID != id && m.ID != "silero_vad" })
			if c.api.paged {
				all = all[:1]
			}
			got, err := client.Check(t.Context(), all, front.URL)
			if !errors.Is(err, c.err) || !slices.EqualFunc(got, c.want, strings.HasPrefix) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// What isn't pinned is always a difference: a release must not go out with it unseen.
func TestCheckUnpinned(t *testing.T) {
	f := models.File{Name: "f", Bytes: 5, SHA256: sumOf(nil), Unpinned: true}
	got := compare(f, map[string]remote{"f": {5, sumOf(nil)}})
	if len(got) != 2 || !strings.Contains(got[0], "can be pinned") || !strings.Contains(got[1], "no revision") {
		t.Errorf("%q", got)
	}
}

func FuzzReadLists(f *testing.F) {
	f.Add([]byte(`[{"path":"a","size":1,"lfs":{"oid":"x"}}]`))
	f.Add([]byte(`{"assets":[{"name":"a","size":1,"digest":"sha256:x"}]}`))
	f.Fuzz(func(_ *testing.T, text []byte) {
		_ = readTree(text, map[string]remote{})
		_ = readRelease(text, map[string]remote{})
	})
}
