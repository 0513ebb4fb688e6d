package fetch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"descry/models"
)

// inMemory answers requests in this process, so that time can stand in for itself.
type inMemory func(r *http.Request) (*http.Response, error)

func (f inMemory) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func response(status int, body io.Reader, length int64, headers ...string) *http.Response {
	r := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: length}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// dripping gives one piece each time a while has passed; hanging gives nothing more.
type dripping struct {
	ctx   context.Context
	r     *bufio.Reader
	every time.Duration
}

func (d *dripping) Read(b []byte) (int, error) {
	select {
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	case <-time.After(d.every):
		return d.r.Read(b[:min(len(b), 100)])
	}
}

func TestTime(t *testing.T) {
	file := content(1000)
	model := models.Model{ID: "test-model", Name: "Test", Files: []models.File{{
		Role: models.RoleText, Repo: "a/b", Revision: commit, Name: "model.gguf", Bytes: 1000, SHA256: sumOf(file),
	}}}
	drip := func(every time.Duration) inMemory {
		return func(r *http.Request) (*http.Response, error) {
			return response(200, &dripping{r.Context(), bufio.NewReader(bytes.NewReader(file)), every}, 1000), nil
		}
	}
	for _, c := range []struct {
		name        string
		serve       func() inMemory
		want        error
		least, most time.Duration
	}{
		{"slow, but coming", func() inMemory { return drip(29 * time.Second) }, nil, 5 * time.Minute, 6 * time.Minute},
		{"hanging", func() inMemory { return drip(time.Hour) }, ErrNetwork, 7 * stallWait, 10 * stallWait},
		{"asked to wait", func() inMemory {
			asked := false
			return func(*http.Request) (*http.Response, error) {
				if !asked {
					asked = true
					return response(429, http.NoBody, 0, "Retry-After", "100"), nil
				}
				return response(200, bytes.NewReader(file), 1000), nil
			}
		}, nil, 100 * time.Second, 101 * time.Second},
		{"never there", func() inMemory {
			return func(*http.Request) (*http.Response, error) { return nil, errors.New("no route") }
		}, ErrNetwork, 20 * time.Second, 2 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			synctest.Test(t, func(t *testing.T) {
				client, err := New(Options{Endpoint: "https://hub.example", Transport: c.serve()})
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				if err := client.Pull(t.Context(), s, model, nil); !errors.Is(err, c.want) {
					t.Errorf("got %v", err)
				}
				if took := time.Since(start); took < c.least || took > c.most {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-7": 0, "999999": mostAsked, "soon": 0, "99999999999999999999": 0,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Hour).Format(http.TimeFormat): 0,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func FuzzContentRange(f *testing.F) {
	for _, s := range []string{"bytes 0-2/3", "bytes 5-9/*", "bytes 5-4/9", "bytes -/", "bytes 0-18446744073709551615/*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		start, end, total, ok := contentRange(s)
		if ok && (start < 0 || end < start || total >= 0 && total <= end) {
			t.Errorf("%q: %d %d %d", s, start, end, total)
		}
	})
}
