package fetch

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// accept judges an answer before its body is read, makes the part ready for it, and
// returns how long the whole file is, -1 where the server doesn't tell.
func (d *download) accept(a *answer) (total int64, err error) {
	switch {
	case a.StatusCode == http.StatusOK || a.StatusCode == http.StatusPartialContent:
		d.renewed = 0
	default:
		return 0, d.refused(a)
	}
	if e := a.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return 0, fmt.Errorf("%w: compressed on the way (%.20q)", ErrAnswer, e)
	}
	if total, err = d.place(a); err != nil {
		return 0, err
	}
	if want := d.file.Bytes; want > 0 && total >= 0 && total != want && !d.file.Unpinned {
		return 0, fmt.Errorf("%w: %d bytes, want %d", ErrAnswer, total, want)
	}
	if d.digest == "" {
		return 0, fmt.Errorf("%w: %s", ErrUnverifiable, d.file.Name)
	}
	if total < 0 && !d.file.Unpinned {
		total = d.file.Bytes
	}
	size := total
	if size < 0 {
		size = d.file.Size()
	}
	d.part.SetTag(a.Header.Get("ETag"))
	return total, d.part.Room(size)
}

// place finds where the body belongs. A whole file in place of the rest begins anew.
func (d *download) place(a *answer) (total int64, err error) {
	if a.StatusCode == http.StatusOK {
		if d.part.Size() > 0 {
			err = d.part.Reset()
		}
		return a.ContentLength, err
	}
	start, end, total, ok := contentRange(a.Header.Get("Content-Range"))
	tag, had := a.Header.Get("ETag"), d.part.Tag()
	changed := tag != "" && had != "" && tag != had
	// The length of the body must be that of the range.
	short := ok && a.ContentLength >= 0 && a.ContentLength != end-start+1
	if !ok || start != d.part.Size() || changed || short || d.part.Size() == 0 {
		if err := d.part.Reset(); err != nil {
			return 0, err
		}
		return 0, &temporary{fmt.Errorf("%w: not the part that was asked for", ErrAnswer), 0}
	}
	d.pieces = true
	return total, nil
}

// contentRange takes a header apart: "bytes 5-9/10" (RFC 9110, 14.4). total is -1
// where it is "*".
func contentRange(value string) (start, end, total int64, ok bool) {
	rest, found := strings.CutPrefix(value, "bytes ")
	span, size, cut := strings.Cut(rest, "/")
	from, to, dash := strings.Cut(span, "-")
	if !found || !cut || !dash {
		return 0, 0, 0, false
	}
	n, err := strconv.ParseUint(from, 10, 63)
	m, err2 := strconv.ParseUint(to, 10, 63)
	if err != nil || err2 != nil || m < n || m == 1<<63-1 {
		return 0, 0, 0, false
	}
	total = -1
	if size != "*" {
		t, err := strconv.ParseUint(size, 10, 63)
		if err != nil || t <= m {
			return 0, 0, 0, false
		}
		total = int64(t)
	}
	return int64(n), int64(m), total, true
}

// refused is the error for an answer that isn't the file.
func (d *download) refused(a *answer) error {
	status := a.StatusCode
	text := fmt.Sprintf("status %d", status)
	switch {
	case status == http.StatusRequestedRangeNotSatisfiable:
		return d.unsatisfiable(text)
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests, status >= 500:
		return &temporary{fmt.Errorf("%w: %s", ErrNetwork, text), retryAfter(a.Header.Get("Retry-After"), time.Now())}
	case a.moved && status >= 400 && d.renewed < renewals:
		// The link has expired: the next attempt asks the hub for a new one.
		d.renewed++
		return &temporary{fmt.Errorf("%w: %s", ErrLogin, text), 0}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		if !d.token && d.client.options.Token != "" && d.file.Release == "" {
			d.token = true
			return &temporary{fmt.Errorf("%w: %s", ErrLogin, text), 0}
		}
		return fmt.Errorf("%w: %s", ErrLogin, text)
	case status == http.StatusNotFound || status == http.StatusGone:
		return fmt.Errorf("%w: %s", ErrGone, text)
	}
	return fmt.Errorf("%w: %s", ErrAnswer, text)
}

// unsatisfiable: there is nothing after what we have. If that is the whole file, its
// digest says so.
func (d *download) unsatisfiable(text string) error {
	if d.digest != "" && d.part.Sum() == d.digest {
		return d.keep()
	}
	if d.part == nil || d.part.Size() == 0 {
		return fmt.Errorf("%w: %s", ErrAnswer, text)
	}
	if err := d.part.Reset(); err != nil {
		return err
	}
	return &temporary{fmt.Errorf("%w: %s", ErrAnswer, text), 0}
}
