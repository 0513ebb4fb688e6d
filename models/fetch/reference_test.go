package fetch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"descry/models"
)

func TestParseReference(t *testing.T) {
	for _, c := range []struct {
		name string
		want Reference
		ok   bool
	}{
		{"hf.co/org/Some-Model.GGUF", Reference{Repo: "org/Some-Model.GGUF"}, true},
		{"hf.co/org/name:Q4_K_M", Reference{Repo: "org/name", Tag: "Q4_K_M"}, true},
		{"https://huggingface.co/org/name:Q8_0", Reference{Repo: "org/name", Tag: "Q8_0"}, true},
		{"ollama.com/moondream", Reference{"library/moondream", "latest", true}, true},
		{"ollama.com/library/moondream:v2", Reference{"library/moondream", "v2", true}, true},
		{"registry.ollama.ai/somebody/eyes:1b-q8_0", Reference{"somebody/eyes", "1b-q8_0", true}, true},
		{"llava-phi3:3.8b", Reference{"library/llava-phi3", "3.8b", true}, true},
		{"smolvlm-256m-instruct-q8_0", Reference{}, false},
		{"hf.co/org", Reference{}, false},
		{"hf.co/../x:y", Reference{}, false},
		{"hf.co/org/name/file.gguf", Reference{}, false},
		{"hf.co/org/name?x=1", Reference{}, false},
		{"example.org/org/name", Reference{}, false},
		{"../../etc", Reference{}, false},
		{"", Reference{}, false},
	} {
		if got, ok := ParseReference(c.name); got != c.want || ok != c.ok {
			t.Errorf("%q: %+v, %v", c.name, got, ok)
		}
	}
}

// place stands in for the hub and for Ollama's registry. It knows files by their name and by
// their digest, and sends each from another host.
type places struct {
	files   map[string][]byte // by name
	listing string            // of the hub, in place of that of the files
	layers  []string          // of the manifest: media type, then the file's name
	accept  string            // of the last question for a manifest
	front   *httptest.Server
	cdn     *httptest.Server
}

func newPlaces(t *testing.T, names ...string) *places {
	t.Helper()
	p := &places{files: map[string][]byte{}}
	for i, name := range names {
		p.files[name] = content(1000 + 100*i)
	}
	p.front = httptest.NewServer(p)
	p.cdn = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.files[strings.TrimPrefix(r.URL.Path, "/")]))
	}))
	t.Cleanup(p.front.Close)
	t.Cleanup(p.cdn.Close)
	return p
}

func (p *places) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/api/models/org/name":
		text := p.listing
		if text == "" {
			text = p.list()
		}
		fmt.Fprint(w, text)
	case strings.HasPrefix(path, "/org/name/resolve/"+commit+"/"):
		name := path[strings.LastIndex(path, "/")+1:]
		w.Header().Set("X-Linked-Etag", `"`+sumOf(p.files[name])+`"`)
		http.Redirect(w, r, p.cdn.URL+"/"+name, http.StatusFound)
	case path == "/v2/library/eyes/manifests/v2":
		p.accept = r.Header.Get("Accept")
		fmt.Fprint(w, p.manifest())
	case strings.HasPrefix(path, "/v2/library/eyes/blobs/sha256:"):
		for name, b := range p.files {
			if sumOf(b) == path[strings.LastIndex(path, ":")+1:] {
				http.Redirect(w, r, p.cdn.URL+"/"+name, http.StatusTemporaryRedirect)
				return
			}
		}
		w.WriteHeader(http.StatusNotFound)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (p *places) list() string {
	var all []map[string]any
	for name, b := range p.files {
		all = append(all, map[string]any{"rfilename": name, "size": 130, "lfs": map[string]any{"sha256": sumOf(b), "size": len(b)}})
	}
	all = append(all, map[string]any{"rfilename": "README.md", "size": 3})
	text, _ := json.Marshal(map[string]any{"sha": commit, "siblings": all, "cardData": map[string]any{"license": "apache-2.0"}})
	return string(text)
}

func (p *places) manifest() string {
	var layers []map[string]any
	for i := 0; i < len(p.layers); i += 2 {
		b := p.files[p.layers[i+1]]
		layers = append(layers, map[string]any{"mediaType": p.layers[i], "digest": "sha256:" + sumOf(b), "size": len(b)})
	}
	text, _ := json.Marshal(map[string]any{"schemaVersion": 2, "layers": layers})
	return string(text)
}

func (p *places) client(t *testing.T) *Client {
	t.Helper()
	c, err := New(Options{Endpoint: p.front.URL, Registry: p.front.URL + "/"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// TestForeign resolves a reference and fetches what it means.
func TestForeign(t *testing.T) {
	model, projector := textLayer, projectorLayer
	for _, c := range []struct {
		name, reference string
		files           []string
		layers          []string
		text, eye       string // which files the model is made of
		id              string
		want            error
		tags            string
	}{
		{
			name: "the hub's usual quantization", reference: "hf.co/org/name",
			files: []string{"m-F16.gguf", "m-Q4_K_M.gguf", "m-Q8_0.gguf", "mmproj-m-F16.gguf", "mmproj-m-Q8_0.gguf"},
			text:  "m-Q4_K_M.gguf", eye: "mmproj-m-Q8_0.gguf", id: "hf-org-name-q4_k_m",
		},
		{
			name: "another quantization", reference: "hf.co/org/name:q8_0", files: []string{"m-Q4_K_M.gguf", "m.Q8_0.gguf", "mmproj-model-f16.gguf"},
			text: "m.Q8_0.gguf", eye: "mmproj-model-f16.gguf", id: "hf-org-name-q8_0",
		},
		{name: "one file without a quantization", reference: "hf.co/org/name", files: []string{"m.gguf", "m-mmproj.gguf"}, text: "m.gguf", eye: "m-mmproj.gguf", id: "hf-org-name-"},
		{name: "no such quantization", reference: "hf.co/org/name:Q2_K", files: []string{"m-Q8_0.gguf", "m-Q4_0.gguf", "mmproj.gguf"}, tags: "Q4_0 Q8_0"},
		{name: "in parts", reference: "hf.co/org/name:Q8_0", files: []string{"m-Q8_0-00001-of-00002.gguf", "m-Q8_0-00002-of-00002.gguf", "mmproj.gguf"}, want: ErrParts},
		{name: "blind", reference: "hf.co/org/name", files: []string{"m-Q8_0.gguf"}, want: ErrBlind},
		{name: "no model", reference: "hf.co/org/name", files: []string{"m.safetensors"}, want: ErrGone},
		{name: "no such repository", reference: "hf.co/org/other", want: ErrGone},
		{
			name: "Ollama's library", reference: "eyes:v2", files: []string{"a", "b", "c"},
			layers: []string{model, "a", projector, "b", "application/vnd.ollama.image.license", "c"}, text: "a", eye: "b", id: "ollama-eyes-v2",
		},
		{name: "Ollama's own format", reference: "ollama.com/library/eyes:v2", files: []string{"a"}, layers: []string{model, "a"}, want: ErrBlind},
		{name: "two text models", reference: "eyes:v2", files: []string{"a", "b"}, layers: []string{model, "a", model, "b", projector, "b"}, want: ErrParts},
		{name: "a manifest of nothing", reference: "eyes:v2", want: ErrAnswer},
		{name: "no such tag", reference: "eyes:v3", want: ErrGone},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlaces(t, c.files...)
			p.layers = c.layers
			r, ok := ParseReference(c.reference)
			if !ok {
				t.Fatal("no reference")
			}
			client := p.client(t)
			m, err := client.Resolve(t.Context(), r)
			var tag *TagError
			if errors.As(err, &tag) != (c.tags != "") || c.tags != "" && strings.Join(tag.Have, " ") != c.tags {
				t.Fatalf("got %v", err)
			}
			if c.tags == "" && !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if c.text == "" {
				return
			}
			if m.ID != c.id || m.Pinned() {
				t.Errorf("model %+v", m)
			}
			if r.Ollama && p.accept != manifestType {
				t.Errorf("asked for %q", p.accept)
			}
			fetched(t, client, m, map[string][]byte{models.RoleText: p.files[c.text], models.RoleProjector: p.files[c.eye]})
		})
	}
}

// fetched pulls a model and compares its files.
func fetched(t *testing.T, client *Client, m models.Model, want map[string][]byte) {
	t.Helper()
	s := newStore(t)
	if err := client.Pull(t.Context(), s, m, nil); err != nil {
		t.Fatal(err)
	}
	r, err := s.Record(m.ID)
	if err != nil || len(r.Files) != 2 || !r.Own {
		t.Fatalf("record %+v, %v", r, err)
	}
	for _, h := range r.Files {
		if h.SHA256 != sumOf(want[h.Role]) || h.Pinned {
			t.Errorf("%+v", h)
		}
	}
}

// TestForeignLies: what comes is not what was stated, or what was stated makes no sense.
func TestForeignLies(t *testing.T) {
	p := newPlaces(t, "a", "b")
	p.layers = []string{textLayer, "a", projectorLayer, "b"}
	client := p.client(t)
	m, err := client.Resolve(t.Context(), Reference{"library/eyes", "v2", true})
	if err != nil {
		t.Fatal(err)
	}
	honest := p.cdn.Config.Handler
	p.cdn.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/b" {
			fmt.Fprint(w, "GGUF", strings.Repeat("x", len(p.files["b"])-4))
			return
		}
		honest.ServeHTTP(w, r)
	})
	var sum *models.ChecksumError
	if err := client.Pull(t.Context(), newStore(t), m, nil); !errors.As(err, &sum) {
		t.Errorf("other bytes: %v", err)
	}
	for _, listing := range []string{
		`<html>`, `{}`, `[]`, `{"sha":"main","siblings":[]}`,
		`{"sha":"` + commit + `","siblings":[{"rfilename":"../../x-Q8_0.gguf","lfs":{"sha256":"` + sumOf(nil) + `","size":1}}]}`,
		`{"sha":"` + commit + `","siblings":[{"rfilename":"x-Q8_0.gguf","lfs":{"sha256":"no digest","size":1}}]}`,
	} {
		p.listing = listing
		if m, err := client.Resolve(t.Context(), Reference{Repo: "org/name"}); !errors.Is(err, ErrAnswer) && !errors.Is(err, ErrGone) {
			t.Errorf("%s: %+v, %v", listing, m, err)
		}
	}
}
