package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// maxHops bounds redirects.
const maxHops = 10

// answer is the last of a chain of answers, and what the hub itself said before.
type answer struct {
	*http.Response
	// moved: the answer is from another host than the one that was asked, whose links expire.
	moved bool
	// digest, revision: what the hub's own headers say; empty where they don't.
	digest, revision string
}

var (
	hex64 = regexp.MustCompile(`^[0-9a-f]{64}$`)
	hex40 = regexp.MustCompile(`^[0-9a-f]{40}$`)
)

// get asks for an address and follows redirects. Only the first host's headers are
// believed, and only it is sent the token. The caller closes the body.
func (c *Client) get(ctx context.Context, address string, header http.Header, token bool) (*answer, error) {
	first, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	at, a := first, &answer{}
	for range maxHops {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
		}
		req.Header = header.Clone()
		req.Header.Set("User-Agent", c.options.Agent)
		req.Header.Set("Accept-Encoding", "identity")
		if token && c.trusted(at) {
			req.Header.Set("Authorization", "Bearer "+c.options.Token)
		}
		resp, err := c.http.Do(req)
		if err != nil {
			return nil, broken(ctx, err)
		}
		a.moved = !sameOrigin(first, at)
		if !a.moved {
			a.learn(resp.Header)
		}
		if !redirects(resp.StatusCode) {
			a.Response = resp
			return a, nil
		}
		next, err := resp.Location()
		// What is left of a redirect's page is of no use, and the connection is.
		_, _ = io.CopyN(io.Discard, resp.Body, 4<<10)
		_ = resp.Body.Close()
		if err != nil || next.Scheme != "https" && next.Scheme != "http" || at.Scheme == "https" && next.Scheme == "http" {
			return nil, fmt.Errorf("%w: redirect that can't be followed", ErrAnswer)
		}
		next.User = nil
		at = next
	}
	return nil, fmt.Errorf("%w: more than %d redirects", ErrAnswer, maxHops)
}

// learn takes what the hub says about a file: the digest of a large one is its linked
// entity tag; that of a small one is not a SHA-256.
func (a *answer) learn(h http.Header) {
	tag := strings.Trim(strings.TrimPrefix(h.Get("X-Linked-Etag"), "W/"), `"`)
	if hex64.MatchString(tag) {
		a.digest = tag
	}
	if r := h.Get("X-Repo-Commit"); hex40.MatchString(r) {
		a.revision = r
	}
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// trusted says whether the token may be sent to an address: the endpoint's own, and
// unheard by others.
func (c *Client) trusted(u *url.URL) bool {
	if c.options.Token == "" || !sameOrigin(c.hub, u) {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// broken is an error of a connection. A header over the limit stays one.
func broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if strings.Contains(err.Error(), "server response headers exceeded") { // net/http has no sentinel for it
		return fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // its address may hold a signature
	}
	return &temporary{fmt.Errorf("%w: %w", ErrNetwork, err), 0}
}
