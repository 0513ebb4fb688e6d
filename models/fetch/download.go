package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"descry/models"
)

// download is one file on its way.
type download struct {
	client   *Client
	claim    *models.Claim
	model    models.Model
	file     models.File
	progress func(done int64)
	part     *models.Part
	token    bool // the hub has refused a request without it
	renewed  int  // times that another host refused us in a row
	pieces   bool // the part was put together from more than one answer
	again    bool // it was fetched from the beginning after that
	digest   string
	revision string
}

// temporary is an error after which another attempt makes sense, no sooner than wait.
type temporary struct {
	err  error
	wait time.Duration
}

func (t *temporary) Error() string { return t.err.Error() }

// Unwrap gives the cause.
func (t *temporary) Unwrap() error { return t.err }

// Attempts without a new byte, the waits between them, and how long a server may make us wait.
const (
	attempts  = 7
	firstWait = time.Second
	mostWait  = 30 * time.Second
	mostAsked = 5 * time.Minute
	renewals  = 3
)

// run fetches the file, in as many attempts as it takes.
func (d *download) run(ctx context.Context) error {
	if d.client.options.Offline {
		return ErrOffline
	}
	var err error
	if d.part, err = d.claim.Part(ctx, d.file); err != nil {
		return err
	}
	defer func() { d.part.Close() }()
	d.expect()
	wait := firstWait
	for failed := 0; ; {
		before := d.part.Size()
		err := d.attempt(ctx)
		var t *temporary
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case !errors.As(err, &t):
			return err
		}
		if d.part.Size() > before {
			failed, wait = 0, firstWait
		}
		if failed++; failed >= attempts {
			return err
		}
		// Not all that were cut off at once should come back at once.
		pause := max(t.wait, wait/2+rand.N(wait/2))
		wait = min(2*wait, mostWait)
		if err := d.client.pause(ctx, pause); err != nil {
			return err
		}
	}
}

// pause waits for d, or for the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

// expect is what the file must be: what the catalogue is sure of, else what was
// learned at the first download, else what the hub will say.
func (d *download) expect() {
	d.digest, d.revision = d.file.SHA256, d.file.Revision
	if !d.file.Unpinned {
		return
	}
	if h, ok := d.claim.Remembered(d.file.Role); ok {
		d.digest, d.revision = h.SHA256, h.Revision
	}
}

// attempt asks once for what is missing and takes what comes.
func (d *download) attempt(ctx context.Context) error {
	if d.complete() {
		return d.keep()
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	header := http.Header{}
	if n := d.part.Size(); n > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", n))
		if tag := d.part.Tag(); strings.HasPrefix(tag, `"`) { // a weak one can't be used for it
			header.Set("If-Range", tag)
		}
	}
	f := d.file
	if f.Unpinned && d.revision != "" {
		f.Revision = d.revision
	}
	a, err := d.client.get(ctx, d.client.address(f), header, d.token)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	d.learn(a)
	total, err := d.accept(a)
	if err != nil {
		return err
	}
	return d.take(ctx, cancel, a, total)
}

// learn takes the digest from the hub's header where the catalogue isn't sure. What
// was remembered from an earlier download holds.
func (d *download) learn(a *answer) {
	if d.revision == "" {
		d.revision = a.revision
	}
	if _, remembered := d.claim.Remembered(d.file.Role); d.file.Unpinned && !remembered && a.digest != "" {
		d.digest = a.digest
	}
}

// complete says whether the part has all bytes.
func (d *download) complete() bool {
	return !d.file.Unpinned && d.file.Bytes > 0 && d.part.Size() == d.file.Bytes
}

// keep verifies the whole part. A wrong one that was put together from pieces is
// fetched once more from the beginning.
func (d *download) keep() error {
	if d.digest == "" {
		return fmt.Errorf("%w: %s", ErrUnverifiable, d.file.Name)
	}
	err := d.part.Keep(d.model, d.digest, d.revision)
	var sum *models.ChecksumError
	if errors.As(err, &sum) && d.pieces && !d.again {
		d.again, d.pieces = true, false
		return &temporary{err, 0}
	}
	return err
}

// take writes the body into the part. total is -1 where the server doesn't tell.
func (d *download) take(ctx context.Context, cancel context.CancelCauseFunc, a *answer, total int64) error {
	stall := time.AfterFunc(stallWait, func() { cancel(errStalled) })
	defer stall.Stop()
	buf := make([]byte, 256<<10)
	for {
		n, err := a.Body.Read(buf)
		if n > 0 {
			stall.Reset(stallWait)
			if err := d.write(buf[:n], total); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			if total >= 0 && d.part.Size() < total {
				return &temporary{fmt.Errorf("%w: cut off", ErrNetwork), 0}
			}
			return d.keep()
		case errors.Is(context.Cause(ctx), errStalled):
			return &temporary{fmt.Errorf("%w: %w", ErrNetwork, errStalled), 0}
		case err != nil:
			return broken(ctx, err)
		}
	}
}

var errStalled = errors.New("fetch: nothing came for a while")

// write takes one piece, and looks at the first bytes and at the length.
func (d *download) write(b []byte, total int64) error {
	if d.part.Size() == 0 && strings.HasSuffix(d.file.Name, ".gguf") && !strings.HasPrefix(string(b), "GGUF"[:min(4, len(b))]) {
		return fmt.Errorf("%w: no model file but something else", ErrAnswer)
	}
	if limit := max(d.file.Bytes, total); limit > 0 && d.part.Size()+int64(len(b)) > limit {
		return errors.Join(fmt.Errorf("%w: longer than it should be", ErrAnswer), d.part.Reset())
	}
	if _, err := d.part.Write(b); err != nil {
		return err
	}
	d.progress(d.part.Size())
	return nil
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110, 10.2.3).
func retryAfter(value string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 32); err == nil {
		wait = time.Duration(n) * time.Second
	} else if t, err := http.ParseTime(value); err == nil {
		wait = t.Sub(now)
	}
	return min(max(wait, 0), mostAsked)
}
