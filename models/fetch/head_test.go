package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/iotest"
)

// TestHead reads the beginning of a file through faults.
func TestHead(t *testing.T) {
	file := content(1 << 20)
	own := errors.New("no such kind")
	for _, c := range []struct {
		name    string
		faults  func(h *hub) []http.HandlerFunc // of the other host
		front   []http.HandlerFunc
		options Options
		wants   string // the hub's token
		verdict error  // of who reads
		err     error
	}{
		{name: "ranges"},
		{name: "no ranges", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{says(200, string(h.file))} }},
		{name: "another range", faults: func(h *hub) []http.HandlerFunc {
			return []http.HandlerFunc{says(206, string(h.file[5:]), "Content-Range", fmt.Sprintf("bytes 5-%d/%d", len(h.file)-1, len(h.file)))}
		}, err: ErrAnswer},
		{name: "no range named", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{says(206, string(h.file))} }, err: ErrAnswer},
		{name: "cut off", faults: func(h *hub) []http.HandlerFunc { return []http.HandlerFunc{h.cut(500), h.cut(70_000)} }},
		{name: "expired link, busy", faults: func(*hub) []http.HandlerFunc {
			return []http.HandlerFunc{says(403, ""), says(503, ""), says(429, "", "Retry-After", "1")}
		}},
		{name: "compressed", faults: func(*hub) []http.HandlerFunc {
			return []http.HandlerFunc{says(200, "x", "Content-Encoding", "gzip")}
		}, err: ErrAnswer},
		{name: "nothing there", front: []http.HandlerFunc{says(404, "")}, err: ErrGone},
		{name: "range refused", front: []http.HandlerFunc{says(416, "")}, err: ErrAnswer},
		{name: "with a token", options: Options{Token: "secret"}, wants: "secret"},
		{name: "without a token", wants: "secret", err: ErrLogin},
		{name: "offline", options: Options{Offline: true}, err: ErrOffline},
		{name: "turned down", verdict: own, err: own},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHub(t, file)
			h.wants, h.hubFault = c.wants, c.front
			if c.faults != nil {
				h.faults = c.faults(h)
			}
			var got []byte
			err := h.client(c.options).Head(t.Context(), h.model().Files[0], func(r io.Reader) (err error) {
				got = make([]byte, 100_000)
				if _, err = io.ReadFull(r, got); err == nil {
					err = c.verdict
				}
				return err
			})
			if !errors.Is(err, c.err) || err == nil && !bytes.Equal(got, file[:len(got)]) {
				t.Errorf("got %v, want %v", err, c.err)
			}
			if len(h.secrets) > 0 {
				t.Errorf("the token went to the other host: %q", h.secrets)
			}
		})
	}
}

// TestHeadEnds: a beginning that goes on for ever is not read for ever.
func TestHeadEnds(t *testing.T) {
	b := &beginning{body: iotest.OneByteReader(zeros{}), left: 1000, came: func() {}}
	if n, err := io.Copy(io.Discard, b); n != 1000 || !errors.Is(err, ErrAnswer) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
