package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"descry/models"
)

// maxListing bounds the answer of an API, in bytes.
const maxListing = 32 << 20

// remote is a file as an API lists it. Digest is empty where it isn't told.
type remote struct {
	bytes  int64
	digest string
}

// Check compares the catalogue with what the APIs of its hubs say, and returns one line
// for each difference: a file that isn't there, another size or digest, and, for what
// the catalogue doesn't pin, what could be written into it. api stands in for the
// place of the releases' API; empty: https://api.github.com. An error means that the
// comparison could not be made.
func (c *Client) Check(ctx context.Context, catalogue []models.Model, api string) ([]string, error) {
	if c.options.Offline {
		return nil, ErrOffline
	}
	if api == "" {
		api = "https://api.github.com"
	}
	listings := map[string]map[string]remote{}
	var differences []string
	for _, m := range catalogue {
		for _, f := range m.Files {
			address := c.listing(f, strings.TrimRight(api, "/"))
			files, known := listings[address]
			if !known {
				var err error
				if files, err = c.list(ctx, address, f); err != nil && !errors.Is(err, ErrGone) {
					return differences, err
				}
				listings[address] = files
			}
			for _, d := range compare(f, files) {
				differences = append(differences, m.ID+": "+f.Name+": "+d)
			}
		}
	}
	return differences, nil
}

// listing is the address of the list that a file is in.
func (c *Client) listing(f models.File, api string) string {
	if f.Release != "" {
		return api + "/repos/" + f.Repo + "/releases/tags/" + url.PathEscape(f.Release)
	}
	revision := f.Revision
	if revision == "" {
		revision = "main"
	}
	return c.options.Endpoint + "/api/models/" + f.Repo + "/tree/" + revision + "?recursive=true"
}

func compare(f models.File, files map[string]remote) (differences []string) {
	r, ok := files[f.Name]
	if !ok {
		return []string{"not there"}
	}
	if r.bytes != f.Bytes {
		differences = append(differences, fmt.Sprintf("%d bytes, the catalogue says %d", r.bytes, f.Bytes))
	}
	switch {
	case r.digest == "":
		differences = append(differences, "no digest is told")
	case r.digest != f.SHA256:
		differences = append(differences, fmt.Sprintf("digest %s, the catalogue says %q", r.digest, f.SHA256))
	case f.Unpinned:
		differences = append(differences, "confirmed, so it can be pinned")
	}
	if f.Release == "" && f.Revision == "" {
		differences = append(differences, "the catalogue has no revision")
	}
	return differences
}

// list asks for a list, all pages of it, in as many attempts as a download has.
func (c *Client) list(ctx context.Context, address string, f models.File) (map[string]remote, error) {
	all := map[string]remote{}
	for pages := 0; address != ""; pages++ {
		if pages == 100 {
			return nil, fmt.Errorf("%w: a list without an end", ErrAnswer)
		}
		text, next, err := c.page(ctx, address, "application/json", c.options.Token != "")
		if err != nil {
			return nil, err
		}
		if f.Release != "" {
			err = readRelease(text, all)
		} else {
			err = readTree(text, all)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
		}
		address = next
	}
	return all, nil
}

// page asks for one answer of an API. token: with the token from the beginning, else only
// after a refusal.
func (c *Client) page(ctx context.Context, address, accept string, token bool) (text []byte, next string, err error) {
	d := &download{client: c, token: token}
	err = c.retry(ctx, func() error {
		a, err := c.get(ctx, address, http.Header{"Accept": {accept}}, d.token)
		if err != nil {
			return err
		}
		defer a.Body.Close()
		if a.StatusCode != http.StatusOK {
			a.moved = false // lists have no links that expire
			return d.refused(a)
		}
		next = nextPage(a.Header.Get("Link"), a.Request.URL)
		text, err = io.ReadAll(io.LimitReader(a.Body, maxListing+1))
		switch {
		case err != nil:
			return broken(ctx, err)
		case len(text) > maxListing:
			return fmt.Errorf("%w: too long a list", ErrAnswer)
		}
		return nil
	})
	return text, next, err
}

// nextPage takes the address of the next page from a Link header (RFC 8288), if it is on
// the same host.
func nextPage(link string, at *url.URL) string {
	for part := range strings.SplitSeq(link, ",") {
		address, rest, ok := strings.Cut(strings.TrimSpace(part), ">")
		if !ok || !strings.HasPrefix(address, "<") || !strings.Contains(rest, `rel="next"`) {
			continue
		}
		if u, err := at.Parse(address[1:]); err == nil && sameOrigin(u, at) {
			return u.String()
		}
	}
	return ""
}

// readTree reads a page of the hub's list of a revision.
func readTree(text []byte, to map[string]remote) error {
	var entries []struct {
		Path string `json:"path"`
		Size int64  `json:"size"`
		LFS  struct {
			OID string `json:"oid"`
		} `json:"lfs"`
	}
	if err := json.Unmarshal(text, &entries); err != nil {
		return err
	}
	for _, e := range entries {
		to[e.Path] = remote{e.Size, strings.TrimPrefix(e.LFS.OID, "sha256:")}
	}
	return nil
}

// readRelease reads the list of a release's files.
func readRelease(text []byte, to map[string]remote) error {
	var release struct {
		Assets []struct {
			Name   string `json:"name"`
			Size   int64  `json:"size"`
			Digest string `json:"digest"`
		} `json:"assets"`
	}
	if err := json.Unmarshal(text, &release); err != nil {
		return err
	}
	for _, a := range release.Assets {
		to[a.Name] = remote{a.Size, strings.TrimPrefix(a.Digest, "sha256:")}
	}
	return nil
}
