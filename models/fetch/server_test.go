package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"descry/models"
)

const commit = "0123456789abcdef0123456789abcdef01234567"

// content is a made-up model file of n bytes.
func content(n int) []byte {
	b := bytes.Repeat([]byte("All work and no play. "), n/22+1)[:n]
	copy(b, "GGUF")
	for i := 8; i < n; i += 997 {
		b[i] = byte(i)
	}
	return b
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// hub behaves like the real one: it redirects to another host with a link that
// expires. Each request there is answered by the next of the faults, then properly.
type hub struct {
	t        *testing.T
	file     []byte
	front    *httptest.Server
	cdn      *httptest.Server
	mu       sync.Mutex
	faults   []http.HandlerFunc // of the other host
	hubFault []http.HandlerFunc // of the hub
	link     int                // the newest link
	asked    []string           // the ranges that were asked for
	secrets  []string           // Authorization headers at the other host
	wants    string             // the token that the hub wants
	tag      string
}

func newHub(t *testing.T, file []byte) *hub {
	h := &hub{t: t, file: file, tag: `"one"`}
	h.front = httptest.NewServer(http.HandlerFunc(h.serveFront))
	h.cdn = httptest.NewServer(http.HandlerFunc(h.serveFile))
	t.Cleanup(h.front.Close)
	t.Cleanup(h.cdn.Close)
	return h
}

func (h *hub) next(list *[]http.HandlerFunc) http.HandlerFunc {
	if len(*list) == 0 {
		return nil
	}
	f := (*list)[0]
	*list = (*list)[1:]
	return f
}

func (h *hub) serveFront(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	fault := h.next(&h.hubFault)
	h.link++
	link := h.link
	wants := h.wants
	h.mu.Unlock()
	if wants != "" && r.Header.Get("Authorization") != "Bearer "+wants {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if fault != nil {
		fault(w, r)
		return
	}
	w.Header().Set("X-Repo-Commit", commit)
	w.Header().Set("X-Linked-Etag", `"`+sumOf(h.file)+`"`)
	w.Header().Set("X-Linked-Size", strconv.Itoa(len(h.file)))
	http.Redirect(w, r, h.cdn.URL+"/blob?signature="+strconv.Itoa(link), http.StatusFound)
}

func (h *hub) serveFile(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.asked = append(h.asked, r.Header.Get("Range"))
	if a := r.Header.Get("Authorization"); a != "" {
		h.secrets = append(h.secrets, a)
	}
	expired := r.URL.Query().Get("signature") != strconv.Itoa(h.link)
	fault, tag := h.next(&h.faults), h.tag
	h.mu.Unlock()
	if expired {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if fault != nil {
		fault(w, r)
		return
	}
	w.Header().Set("ETag", tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(h.file))
}

// cut answers properly, and breaks the connection after n bytes of the body.
func (h *hub) cut(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", h.tag)
		http.ServeContent(&cutter{w, n}, r, "", time.Time{}, bytes.NewReader(h.file))
	}
}

type cutter struct {
	http.ResponseWriter
	left int
}

func (c *cutter) Write(b []byte) (int, error) {
	if len(b) >= c.left {
		_, _ = c.ResponseWriter.Write(b[:c.left])
		_ = http.NewResponseController(c.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	c.left -= len(b)
	return c.ResponseWriter.Write(b)
}

// says answers with a status, headers and a body.
func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func (h *hub) model() models.Model {
	return models.Model{ID: "test-model", Kind: models.Vision, Name: "Test", Family: "SmolVLM", Files: []models.File{{
		Role: models.RoleText, Repo: "org/repo", Revision: commit, Name: "model.gguf",
		Bytes: int64(len(h.file)), SHA256: sumOf(h.file),
	}}}
}

// client asks the hub, and counts the waits instead of waiting.
func (h *hub) client(o Options) *Client {
	h.t.Helper()
	o.Endpoint = h.front.URL
	c, err := New(o)
	if err != nil {
		h.t.Fatal(err)
	}
	c.pause = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	h.t.Cleanup(c.Close)
	return c
}

func newStore(t *testing.T) *models.Store {
	t.Helper()
	s, err := models.Open(filepath.Join(t.TempDir(), "models"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// whole says whether the store uses the right file, or none.
func whole(t *testing.T, s *models.Store, want []byte) bool {
	t.Helper()
	path, err := s.Path("test-model", models.RoleText)
	if err != nil {
		return false
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("a bad file is used: %d bytes, %v", len(got), err)
	}
	return true
}
