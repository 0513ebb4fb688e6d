package fetch

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"descry/models"
)

func TestPull(t *testing.T) {
	file := content(300_000)
	n := len(file)
	long := strings.Repeat("x", 200<<10)
	var sum *models.ChecksumError
	for _, c := range []struct {
		name   string
		faults func(h *hub) []http.HandlerFunc // of the other host
		hub    []http.HandlerFunc
		want   error // nil: the file is whole
		sum    bool
	}{
		{name: "nothing wrong"},
		{name: "cut before the first byte", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{h.cut(0)} }},
		{name: "cut after one byte", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{h.cut(1)} }},
		{name: "cut in the middle, twice", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{h.cut(n / 2), h.cut(n / 4)} }},
		{name: "cut before the last byte", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{h.cut(n - 1)} }},
		{name: "always cut before the first byte", faults: func(h *hub) []http.HandlerFunc { return slices.Repeat([]http.HandlerFunc{h.cut(0)}, 20) }, want: ErrNetwork},
		{name: "cut twenty times, but going on", faults: func(h *hub) []http.HandlerFunc { return slices.Repeat([]http.HandlerFunc{h.cut(1000)}, 20) }},
		{name: "cut, then 200 in place of 206", faults: func(h *hub) []http.HandlerFunc {
			return []http.HandlerFunc{h.cut(n / 2), says(200, string(file))}
		}},
		{name: "cut, then another range", faults: func(h *hub) []http.HandlerFunc {
			return []http.HandlerFunc{h.cut(n / 2), says(206, "abc", "Content-Range", "bytes 5-7/300000")}
		}},
		{name: "cut, then a range without sense", faults: func(h *hub) []http.HandlerFunc {
			return []http.HandlerFunc{h.cut(n / 2), says(206, "abc", "Content-Range", "bytes seven-8/*")}
		}},
		{name: "cut, then 416", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{h.cut(n / 2), says(416, "")} }},
		{name: "part not asked for", faults: func(*hub) []http.HandlerFunc {
			return []http.HandlerFunc{says(206, "abc", "Content-Range", "bytes 0-2/300000")}
		}},
		{name: "cut, then another entity tag", faults: func(h *hub) []http.HandlerFunc {
			return []http.HandlerFunc{h.cut(n / 2), says(206, string(file[n/2:]), "Content-Range", "bytes 150000-299999/300000", "ETag", `"two"`)}
		}},
		{name: "cut, then other bytes", faults: func(h *hub) []http.HandlerFunc {
			return []http.HandlerFunc{h.cut(n / 2), says(206, strings.Repeat("x", n/2), "Content-Range", "bytes 150000-299999/300000", "ETag", `"one"`)}
		}},
		{name: "wrong bytes, in one piece", faults: func(*hub) []http.HandlerFunc {
			return []http.HandlerFunc{says(200, "GGUF"+strings.Repeat("x", n-4))}
		}, sum: true},
		{name: "wrong bytes, always", faults: func(*hub) []http.HandlerFunc {
			return slices.Repeat([]http.HandlerFunc{says(200, "GGUF"+strings.Repeat("x", n-4))}, 9)
		}, sum: true},
		{name: "too long", faults: func(*hub) []http.HandlerFunc { return []http.HandlerFunc{says(200, string(file)+"x")} }, want: ErrAnswer},
		{name: "too short", faults: func(*hub) []http.HandlerFunc { return []http.HandlerFunc{says(200, string(file[1:]))} }, want: ErrAnswer},
		{name: "endless", faults: func(*hub) []http.HandlerFunc {
			return []http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write(file)
				for range 1000 {
					if _, err := w.Write(file); err != nil {
						return
					}
				}
			}}
		}, want: ErrAnswer},
		{name: "a page in place of the file", faults: func(*hub) []http.HandlerFunc {
			return []http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) {
				w.(http.Flusher).Flush() // no length
				_, _ = w.Write([]byte("<html>Please log in to this hotel's network"))
			}}
		}, want: ErrAnswer},
		{name: "compressed", faults: func(*hub) []http.HandlerFunc {
			return []http.HandlerFunc{says(200, "zip", "Content-Encoding", "gzip")}
		}, want: ErrAnswer},
		{name: "huge headers", faults: func(*hub) []http.HandlerFunc { return []http.HandlerFunc{says(200, "", "X-Long", long)} }, want: ErrAnswer},
		{name: "link expired once", faults: func(*hub) []http.HandlerFunc { return []http.HandlerFunc{says(403, "")} }},
		{name: "link always expired", faults: func(*hub) []http.HandlerFunc { return slices.Repeat([]http.HandlerFunc{says(403, "")}, 20) }, want: ErrLogin},
		{name: "cut, then expired", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{h.cut(n / 3), says(403, "")} }},
		{name: "busy", hub: []http.HandlerFunc{says(429, "", "Retry-After", "7"), says(503, ""), says(500, ""), says(408, "")}},
		{name: "always busy", hub: slices.Repeat([]http.HandlerFunc{says(502, "")}, 20), want: ErrNetwork},
		{name: "login", hub: []http.HandlerFunc{says(401, "")}, want: ErrLogin},
		{name: "forbidden", hub: []http.HandlerFunc{says(403, "")}, want: ErrLogin},
		{name: "gone", hub: []http.HandlerFunc{says(404, "")}, want: ErrGone},
		{name: "a teapot", hub: []http.HandlerFunc{says(418, "")}, want: ErrAnswer},
		{name: "redirects in a circle", hub: slices.Repeat([]http.HandlerFunc{says(302, "", "Location", "/again")}, 20), want: ErrAnswer},
		{name: "redirect to a file", hub: []http.HandlerFunc{says(302, "", "Location", "file:///etc/passwd")}, want: ErrAnswer},
		{name: "redirect to nowhere", hub: []http.HandlerFunc{says(302, "")}, want: ErrAnswer},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, s := newHub(t, file), newStore(t)
			if c.faults != nil {
				h.faults = c.faults(h)
			}
			h.hubFault = c.hub
			err := h.client(Options{}).Pull(t.Context(), s, h.model(), nil)
			if c.sum != errors.As(err, &sum) || !c.sum && !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if whole(t, s, file) != (c.want == nil && !c.sum) {
				t.Errorf("whole: %v", c.want != nil)
			}
		})
	}
}

// A second Pull goes on where the first was stopped, and asks only for the rest.
func TestResume(t *testing.T) {
	file := content(100_000)
	h, s := newHub(t, file), newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	h.faults = []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100000")
		_, _ = w.Write(file[:40_000])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}}
	stop := func(p Progress) {
		if p.Done == 40_000 {
			cancel()
		}
	}
	if err := h.client(Options{}).Pull(ctx, s, h.model(), stop); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if whole(t, s, file) {
		t.Fatal("half a file is used")
	}
	done := int64(0)
	if err := h.client(Options{}).Pull(t.Context(), s, h.model(), func(p Progress) { done = p.Done }); err != nil {
		t.Fatal(err)
	}
	if !whole(t, s, file) || done != int64(len(file)) {
		t.Errorf("progress ended at %d", done)
	}
	if h.asked[0] != "" || h.asked[len(h.asked)-1] != "bytes=40000-" {
		t.Errorf("ranges %q", h.asked)
	}
	// And a third one asks nobody.
	h.front.Close()
	if err := h.client(Options{}).Pull(t.Context(), s, h.model(), nil); err != nil {
		t.Error(err)
	}
}

func TestToken(t *testing.T) {
	file := content(1000)
	for _, c := range []struct {
		name, token, wants string
		want               error
	}{
		{"open", "secret", "", nil},
		{"wanted", "secret", "secret", nil},
		{"wrong", "other", "secret", ErrLogin},
		{"none", "", "secret", ErrLogin},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, s := newHub(t, file), newStore(t)
			h.wants = c.wants
			err := h.client(Options{Token: c.token}).Pull(t.Context(), s, h.model(), nil)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v", err)
			}
			if len(h.secrets) > 0 {
				t.Errorf("another host got the token: %q", h.secrets)
			}
		})
	}
	c, err := New(Options{Endpoint: "http://mirror.example", Token: "secret"})
	if err != nil || c.trusted(c.hub) {
		t.Errorf("the token goes out where all can hear it (%v)", err)
	}
}

// What the catalogue isn't sure of is taken from the hub's header, and holds from then on.
func TestUnpinned(t *testing.T) {
	file := content(5000)
	for _, c := range []struct {
		name   string
		change func(h *hub, f *models.File)
		want   error
	}{
		{"nothing known", func(_ *hub, f *models.File) { f.SHA256, f.Revision, f.Bytes = "", "", 0 }, nil},
		{"digest of one source, another file", func(_ *hub, f *models.File) { f.SHA256, f.Bytes = sumOf(nil), 7 }, nil},
		{"no header", func(h *hub, f *models.File) {
			f.SHA256 = ""
			h.hubFault = []http.HandlerFunc{says(200, string(file))}
		}, ErrUnverifiable},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, s := newHub(t, file), newStore(t)
			m := h.model()
			m.Files[0].Unpinned = true
			c.change(h, &m.Files[0])
			if err := h.client(Options{}).Pull(t.Context(), s, m, nil); !errors.Is(err, c.want) {
				t.Fatalf("got %v", err)
			}
			if whole(t, s, file) != (c.want == nil) || c.want != nil {
				return
			}
			r, err := s.Record(m.ID)
			if err != nil || r.Files[0].Pinned || r.Files[0].SHA256 != sumOf(file) || r.Files[0].Revision == "" {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

func TestOffline(t *testing.T) {
	h := newHub(t, content(10))
	if err := h.client(Options{Offline: true}).Pull(t.Context(), newStore(t), h.model(), nil); !errors.Is(err, ErrOffline) || h.link != 0 {
		t.Errorf("got %v after %d requests", err, h.link)
	}
}

func TestNobodyThere(t *testing.T) {
	h := newHub(t, content(10))
	h.front.Close()
	if err := h.client(Options{}).Pull(t.Context(), newStore(t), h.model(), nil); !errors.Is(err, ErrNetwork) {
		t.Errorf("got %v", err)
	}
}

// Two pulls of one model at once: one fetches, the other finds it there.
func TestTwoAtOnce(t *testing.T) {
	file := content(200_000)
	h, s := newHub(t, file), newStore(t)
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			if err := h.client(Options{}).Pull(t.Context(), s, h.model(), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if !whole(t, s, file) || len(h.asked) != 1 {
		t.Errorf("%d requests", len(h.asked))
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"ftp://x", "nowhere", "https://", "://"} {
		if _, err := New(Options{Endpoint: bad}); !errors.Is(err, ErrAnswer) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	c, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models.Catalog() {
		for _, f := range m.Files {
			if a := c.address(f); !strings.HasPrefix(a, "https://") || strings.ContainsAny(a, " ?#") {
				t.Errorf("%s: %s", m.ID, a)
			}
		}
	}
}
