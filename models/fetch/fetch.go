// Package fetch brings models from their hub into the store. It is the only part of
// Descry that opens network connections, and knows nothing of what models are for.
//
//	catalogue's file ─ hub ─ redirects ─ part, hashed while it is written ─ digest ─ store
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"descry/models"
)

// Errors of this package. They are wrapped; test with errors.Is.
var (
	// ErrOffline: the person switched the network off (HF_HUB_OFFLINE).
	ErrOffline = errors.New("fetch: offline")
	// ErrLogin: the hub wants a token, or a licence accepted on its own pages (401, 403).
	ErrLogin = errors.New("fetch: not allowed without a token")
	// ErrGone: the hub has no such file or revision (404, 410).
	ErrGone = errors.New("fetch: no such file at the hub")
	// ErrNetwork: no connection, or one that broke again and again, or a server that
	// failed again and again.
	ErrNetwork = errors.New("fetch: network failed")
	// ErrAnswer: what came is not the file: another length, an error page, a
	// compressed stream, a redirect that leads nowhere.
	ErrAnswer = errors.New("fetch: unexpected answer")
	// ErrUnverifiable: neither the catalogue nor the hub tells the digest.
	ErrUnverifiable = errors.New("fetch: nothing to verify with")
)

// Hub, Releases and Registry are where files are fetched from where Options don't say
// otherwise.
const (
	Hub      = "https://huggingface.co"
	Releases = "https://github.com"
	Registry = "https://registry.ollama.ai"
)

// Options says how to fetch. The zero value fetches from Hub and Releases.
type Options struct {
	// Endpoint stands in for Hub (HF_ENDPOINT), Releases for the place of releases, Registry
	// for Ollama's.
	Endpoint, Releases, Registry string
	// Token is sent to Endpoint alone, over TLS or to this machine, and only after it
	// has refused a request without it (HF_TOKEN).
	Token string
	// Offline forbids all of it (HF_HUB_OFFLINE).
	Offline bool
	// Agent names the program and its version.
	Agent string
	// Transport opens the connections; nil: the system's way, with its proxies.
	Transport http.RoundTripper
}

// Client fetches. It may be used by several goroutines.
type Client struct {
	options Options
	hub     *url.URL
	http    *http.Client
	pause   func(ctx context.Context, d time.Duration) error // stands still in tests over loopback
}

// The limits of a connection.
const (
	connectWait = 20 * time.Second
	headerWait  = 30 * time.Second
	stallWait   = 30 * time.Second // without a byte
	headerBytes = 64 << 10
)

// New checks the options. It opens no connection.
func New(o Options) (*Client, error) {
	if o.Endpoint == "" {
		o.Endpoint = Hub
	}
	if o.Releases == "" {
		o.Releases = Releases
	}
	if o.Registry == "" {
		o.Registry = Registry
	}
	if o.Agent == "" {
		o.Agent = "descry"
	}
	hub, err := place(o.Endpoint)
	if err != nil {
		return nil, err
	}
	for _, p := range []*string{&o.Endpoint, &o.Releases, &o.Registry} {
		if _, err := place(*p); err != nil {
			return nil, err
		}
		*p = strings.TrimRight(*p, "/")
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connectWait}).DialContext,
			TLSHandshakeTimeout:   connectWait,
			ResponseHeaderTimeout: headerWait,
			// What is hashed is what was sent, so nothing may be unpacked on the way.
			DisableCompression:     true,
			MaxResponseHeaderBytes: headerBytes,
			IdleConnTimeout:        time.Minute,
			ForceAttemptHTTP2:      true,
		}
	}
	c := &Client{options: o, hub: hub, pause: pause}
	c.http = &http.Client{
		Transport: o.Transport,
		// Each hop is looked at by hop: the token must not travel on.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

func place(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("%w: %q is no address", ErrAnswer, address)
	}
	return u, nil
}

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Host is the name of the host that a file is asked for at.
func (c *Client) Host(f models.File) string {
	u, err := url.Parse(c.address(f))
	if err != nil {
		return ""
	}
	return u.Host
}

// address is where a file is asked for. A file whose revision isn't known yet is asked
// for at "main"; what the hub says it was is remembered.
func (c *Client) address(f models.File) string {
	if f.Release != "" {
		return c.options.Releases + "/" + f.Repo + "/releases/download/" + url.PathEscape(f.Release) + "/" + url.PathEscape(f.Name)
	}
	if f.Layer {
		return c.options.Registry + "/v2/" + f.Repo + "/blobs/sha256:" + f.SHA256
	}
	revision := f.Revision
	if revision == "" {
		revision = "main"
	}
	return c.options.Endpoint + "/" + f.Repo + "/resolve/" + url.PathEscape(revision) + "/" + url.PathEscape(f.Name)
}

// Progress tells how far a download is. Done counts what was there before, too.
type Progress struct {
	File        string
	Done, Total int64 // bytes of all files of the model
}

// Pull brings all files of a model into the store and returns when they are whole and
// verified. What is there is kept, what was begun is gone on with. progress may be nil; it is
// called from the goroutine of Pull. After any error, and after the end of ctx, the next
// Pull goes on from where this one stopped.
//
// Errors are those of this package, *models.ChecksumError, models.ErrNoSpace,
// models.ErrNotWritable, and that of ctx.
func (c *Client) Pull(ctx context.Context, s *models.Store, m models.Model, progress func(Progress)) error {
	claim, err := s.Claim(ctx, m.ID)
	if err != nil {
		return err
	}
	defer claim.Close()
	before := int64(0)
	for _, f := range m.Files {
		if !claim.Have(f.Role) {
			d := &download{client: c, claim: claim, model: m, file: f}
			d.progress = func(done int64) {
				if progress != nil {
					progress(Progress{File: f.Name, Done: before + done, Total: max(m.Size(), before+done)})
				}
			}
			if err := d.run(ctx); err != nil {
				return err
			}
		}
		before += f.Size()
	}
	return nil
}
