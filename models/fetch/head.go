package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"descry/models"
)

// maxHead bounds how much of a file Head reads, in bytes. The longest headers, with a
// vocabulary of 262,144, are about 15 MB.
const maxHead = 64 << 20

// Head gives read the beginning of a file, as far as it reads: enough to see what a model is
// before all of it is fetched. Nothing is kept or verified, so it may serve to refuse a file, never
// to use it. After a broken connection read is called again, from the beginning. Errors are
// those of this package, that of ctx, or read's own.
func (c *Client) Head(ctx context.Context, f models.File, read func(io.Reader) error) error {
	if c.options.Offline {
		return ErrOffline
	}
	d := &download{client: c, file: f}
	return c.retry(ctx, func() error { return d.head(ctx, read) })
}

// retry asks until what fails is not temporary, but not for ever.
func (c *Client) retry(ctx context.Context, ask func() error) (err error) {
	wait := firstWait
	for range attempts {
		var t *temporary
		if err = ask(); !errors.As(err, &t) {
			return err
		}
		if err := c.pause(ctx, max(t.wait, wait)); err != nil {
			return err
		}
		wait = min(2*wait, mostWait)
	}
	return err
}

func (d *download) head(ctx context.Context, read func(io.Reader) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// A server that knows no ranges sends all of it, of which the rest isn't read.
	header := http.Header{"Range": {fmt.Sprintf("bytes=0-%d", maxHead-1)}}
	a, err := d.client.get(ctx, d.client.address(d.file), header, d.token)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	switch start, _, _, ok := contentRange(a.Header.Get("Content-Range")); {
	case a.StatusCode == http.StatusPartialContent && (!ok || start != 0):
		return fmt.Errorf("%w: not the part that was asked for", ErrAnswer)
	case a.StatusCode != http.StatusOK && a.StatusCode != http.StatusPartialContent:
		return d.refused(a)
	}
	if e := a.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return fmt.Errorf("%w: compressed on the way (%.20q)", ErrAnswer, e)
	}
	stall := time.AfterFunc(stallWait, func() { cancel(errStalled) })
	defer stall.Stop()
	b := &beginning{body: a.Body, left: maxHead}
	b.broken = func(err error) error {
		if errors.Is(context.Cause(ctx), errStalled) {
			return &temporary{fmt.Errorf("%w: %w", ErrNetwork, errStalled), 0}
		}
		return broken(ctx, err)
	}
	b.came = func() { stall.Reset(stallWait) }
	err = read(b)
	if b.err != nil { // whatever read made of it
		return b.err
	}
	return err
}

// beginning is the first bytes of a file that come over the network.
type beginning struct {
	body   io.Reader
	left   int // bytes that may still be read
	came   func()
	broken func(error) error
	err    error // what the connection failed with
}

// Read implements io.Reader.
func (b *beginning) Read(p []byte) (int, error) {
	if b.left <= 0 && b.err == nil {
		b.err = fmt.Errorf("%w: the beginning has no end", ErrAnswer)
	}
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.body.Read(p[:min(len(p), b.left)])
	b.left -= n
	if n > 0 {
		b.came()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = b.broken(err)
		err = b.err
	}
	return n, err
}
