// Package modelstest is a hub of models, a place of releases and Ollama's registry in one
// server on this machine, for tests. It knows nothing of who asks.
package modelstest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Commit is the only revision that a Hub has.
const Commit = "0123456789abcdef0123456789abcdef01234567"

// Hub serves files. URL stands in for the hub, the releases and the registry.
type Hub struct {
	URL string
	// Layers are the models of the registry: NAME:TAG to files of its media types.
	Layers map[string]map[string]string

	files map[string][]byte // by OWNER/NAME/FILE
	cdn   *httptest.Server  // another host, to which all files are redirected

	mu    sync.Mutex
	sent  map[string]int   // how often each was sent, whole or in part
	bytes map[string]int64 // how much of each was sent
	slow  time.Duration    // between two pieces
}

// NewHub serves files, by OWNER/NAME/FILE, until the test ends.
func NewHub(t testing.TB, files map[string][]byte) *Hub {
	t.Helper()
	h := &Hub{files: files, sent: map[string]int{}, bytes: map[string]int64{}, Layers: map[string]map[string]string{}}
	front := httptest.NewServer(http.HandlerFunc(h.answer))
	h.cdn = httptest.NewServer(http.HandlerFunc(h.send))
	h.URL = front.URL
	t.Cleanup(front.Close)
	t.Cleanup(h.cdn.Close)
	return h
}

// Slow makes the hub wait before every 64 KiB that it sends.
func (h *Hub) Slow(pause time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.slow = pause
}

// Sent says how often a file, by OWNER/NAME/FILE, was asked for.
func (h *Hub) Sent(file string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sent[file]
}

// Bytes says how much of a file, by OWNER/NAME/FILE, was sent.
func (h *Hub) Bytes(file string) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.bytes[file]
}

// Sum is the SHA-256 of b in hex.
func Sum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// answer is what the hub itself says.
func (h *Hub) answer(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	repo, file, resolves := strings.Cut(path, "/resolve/"+Commit+"/")
	_, digest, blob := strings.Cut(path, "/blobs/sha256:")
	name, tag, manifest := strings.Cut(strings.TrimPrefix(path, "v2/library/"), "/manifests/")
	owner, asset, release := strings.Cut(path, "/releases/download/")
	switch {
	case resolves:
		w.Header().Set("X-Repo-Commit", Commit)
		w.Header().Set("X-Linked-Etag", `"`+Sum(h.files[repo+"/"+file])+`"`)
		h.redirect(w, r, repo+"/"+file)
	case release:
		_, file, _ := strings.Cut(asset, "/")
		h.redirect(w, r, owner+"/"+file)
	case blob:
		for name, b := range h.files {
			if Sum(b) == digest {
				h.redirect(w, r, name)
				return
			}
		}
		http.NotFound(w, r)
	case manifest:
		h.manifest(w, r, name+":"+tag)
	case strings.HasPrefix(path, "api/models/"):
		h.list(w, strings.TrimPrefix(path, "api/models/"))
	default:
		http.NotFound(w, r)
	}
}

func (h *Hub) redirect(w http.ResponseWriter, r *http.Request, name string) {
	if _, ok := h.files[name]; !ok {
		http.NotFound(w, r)
		return
	}
	http.Redirect(w, r, h.cdn.URL+"/"+name, http.StatusFound)
}

// list is the hub's listing of a repository.
func (h *Hub) list(w http.ResponseWriter, repo string) {
	siblings := []map[string]any{}
	for name, b := range h.files {
		if file, ok := strings.CutPrefix(name, repo+"/"); ok {
			siblings = append(siblings, map[string]any{"rfilename": file, "lfs": map[string]any{"sha256": Sum(b), "size": len(b)}})
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"sha": Commit, "siblings": siblings, "cardData": map[string]any{"license": "mit"}})
}

func (h *Hub) manifest(w http.ResponseWriter, r *http.Request, name string) {
	layers, ok := h.Layers[name]
	if !ok || !strings.Contains(r.Header.Get("Accept"), "manifest.v2+json") {
		http.NotFound(w, r)
		return
	}
	list := []map[string]any{}
	for kind, file := range layers {
		b := h.files[file]
		list = append(list, map[string]any{"mediaType": "application/vnd.ollama.image." + kind, "digest": "sha256:" + Sum(b), "size": len(b)})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"schemaVersion": 2, "layers": list})
}

// send is the other host, which knows ranges.
func (h *Hub) send(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	h.mu.Lock()
	h.sent[name]++
	slow := h.slow
	h.mu.Unlock()
	w.Header().Set("ETag", fmt.Sprintf("%q", Sum(h.files[name])))
	count := func(n int) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.bytes[name] += int64(n)
	}
	http.ServeContent(&slowly{w, slow, count}, r, "", time.Time{}, bytes.NewReader(h.files[name]))
}

// slowly waits before each piece.
type slowly struct {
	http.ResponseWriter
	pause time.Duration
	count func(n int)
}

// Write implements io.Writer.
func (s *slowly) Write(b []byte) (n int, err error) {
	for len(b) > 0 {
		time.Sleep(s.pause)
		k, err := s.ResponseWriter.Write(b[:min(len(b), 64<<10)])
		s.count(k)
		n += k
		if err != nil {
			return n, err
		}
		b = b[k:]
	}
	return n, nil
}
