package cli

import (
	"io"
	"sync"
)

// output is a stream that several goroutines may write to, and that remembers
// that it failed: nobody looks at the errors of each line.
type output struct {
	mu  sync.Mutex
	w   io.Writer
	err error
	// drawn: the line that the cursor is on holds a drawing, which gives way to whole lines.
	drawn bool
}

// erase empties the line that the cursor is on (ECMA-48: EL 2).
const erase = "\r\x1b[2K"

// Write implements io.Writer. After the first error it writes nothing.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return 0, o.err
	}
	if o.drawn {
		o.drawn = false
		if _, err := io.WriteString(o.w, erase); err != nil {
			o.err = err
			return 0, err
		}
	}
	n, err := o.w.Write(p)
	o.err = err
	return n, err
}

// drawing is the same stream for a line that is drawn again.
type drawing struct{ *output }

// Write implements io.Writer.
func (d drawing) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return 0, d.err
	}
	d.drawn = true
	n, err := d.w.Write(p)
	d.err = err
	return n, err
}

// clear takes a drawing away, where there is one.
func (o *output) clear() {
	o.mu.Lock()
	drawn := o.drawn
	o.mu.Unlock()
	if drawn {
		_, _ = o.Write(nil) // an error is kept
	}
}

// failed is the first error of a Write.
func (o *output) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
