package camera

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"
	"time"
)

// ViewfinderOptions says what a Viewfinder looks through.
type ViewfinderOptions struct {
	Source Source
	// Device is the ID of a device or, in any case of letters, its name or a part of
	// it; empty: the first that there is.
	Device string
	Mode   Mode
	// Linger is how long the camera, and with it its light, stays on after the last
	// use; 0: it goes off before Snap returns.
	Linger time.Duration
}

// Viewfinder takes single frames of a camera, which it opens when one is needed. Whatever
// went wrong, the next Snap finds and opens the camera anew. Its methods may be called by
// several goroutines, which then share one capture.
type Viewfinder struct {
	options ViewfinderOptions

	mu      sync.Mutex
	capture *capture // nil: the camera is off
	users   int      // of the capture
	off     *time.Timer
	closed  bool
}

// NewViewfinder makes a Viewfinder. Nothing is opened; Close must be called all the same.
func NewViewfinder(o ViewfinderOptions) *Viewfinder { return &Viewfinder{options: o} }

// Snap gives the first frame taken after the call, never an older one. Its errors are
// those of Source.Capture, ErrStalled, ErrClosed, and ctx.Err() when ctx ends.
func (v *Viewfinder) Snap(ctx context.Context) (Frame, error) {
	return v.use(ctx, func(c *capture, pressed time.Time) (Frame, error) { return c.next(ctx, pressed) })
}

// SnapBest gives the sharpest, best lit of the frames taken within a time (300 ms, say)
// from the first one after the call. Of a camera that had to be opened it passes over the frames
// before exposure has settled, and waits for that, for a second at most; Frame.Waited says
// how long all that took. Each is judged by Assess, which takes a few milliseconds; what comes
// meanwhile is passed over. It has the errors of Snap until it has a frame; then only the
// end of ctx is one.
func (v *Viewfinder) SnapBest(ctx context.Context, within time.Duration) (Frame, error) {
	return v.use(ctx, func(c *capture, pressed time.Time) (Frame, error) {
		last, err := c.next(ctx, pressed)
		if err != nil {
			return Frame{}, err
		}
		waited := Waited{}
		if !c.opened.Before(pressed) {
			waited.Open = last.Taken.Sub(c.opened)
		}
		var b finalists
		for end := last.Taken.Add(within); ; {
			exposure := c.exposed()
			b.judge(last, exposure)
			window, cancel := ctx, func() {}
			if exposure.done {
				if !time.Now().Before(end) {
					return b.best(exposure, waited), ctx.Err()
				}
				window, cancel = context.WithDeadline(ctx, end)
			}
			next, err := c.next(window, last.Taken.Add(1))
			cancel()
			if err != nil {
				// The window is over, or the camera went: what there is is good.
				return b.best(c.exposed(), waited), ctx.Err()
			}
			last = next
		}
	})
}

// Watch gives frames for as long as it is ranged over, and has the camera on all the while:
// the newest each time, one every so often, or as quickly as the camera sends or the loop
// takes them, whichever is the slowest. For a preview, and for whoever guides a person.
// An error is the last thing that it yields; it has those of Snap.
func (v *Viewfinder) Watch(ctx context.Context, every time.Duration) iter.Seq2[Frame, error] {
	return func(yield func(Frame, error) bool) {
		_, err := v.use(ctx, func(c *capture, from time.Time) (Frame, error) {
			for {
				f, err := c.next(ctx, from)
				if err != nil || !yield(f, nil) {
					return Frame{}, err
				}
				// Cameras are not that exact: a frame that comes a little early is taken.
				from = f.Taken.Add(max(1, every-f.Interval/4))
			}
		})
		if err != nil {
			yield(Frame{}, err)
		}
	}
}

// betterThan says whether a frame of quality q is the better of two of the same view:
// fewer problems first, then sharpness and contrast, which a better exposure raises.
func (q Quality) betterThan(other Quality) bool {
	if len(q.Problems) != len(other.Problems) {
		return len(q.Problems) < len(other.Problems)
	}
	return q.Sharpness*q.Contrast > other.Sharpness*other.Contrast
}

// use has a capture going for as long as take runs.
func (v *Viewfinder) use(ctx context.Context, take func(c *capture, pressed time.Time) (Frame, error)) (Frame, error) {
	pressed := time.Now()
	c, err := v.acquire()
	if err != nil {
		return Frame{}, err
	}
	defer v.release(c)
	if err := ctx.Err(); err != nil {
		return Frame{}, err
	}
	return take(c, pressed)
}

// acquire gives the capture that goes on, or starts one.
func (v *Viewfinder) acquire() (*capture, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return nil, ErrClosed
	}
	if v.off != nil {
		v.off.Stop()
		v.off = nil
	}
	if v.capture != nil && v.capture.failed() != nil {
		// Its device must be free before it is opened again.
		v.capture.end()
		v.capture, v.users = nil, 0
	}
	if v.capture == nil {
		v.capture = start(v.options)
	}
	v.users++
	return v.capture, nil
}

// release ends a use of c. After the last one the camera goes off: at once, or where all
// is well with it after Linger.
func (v *Viewfinder) release(c *capture) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.capture != c { // it failed, and another user has put a new one in its place
		return
	}
	v.users--
	switch {
	case v.users > 0:
	case v.options.Linger <= 0, c.failed() != nil:
		c.end()
		v.capture = nil
	default:
		v.off = time.AfterFunc(v.options.Linger, func() { v.idle(c) })
	}
}

// idle turns the camera off if nobody has used c since.
func (v *Viewfinder) idle(c *capture) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.capture == c && v.users == 0 {
		c.end()
		v.capture, v.off = nil, nil
	}
}

// Close turns the camera off and waits until it is. Who waits for a frame gets ErrClosed.
func (v *Viewfinder) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closed = true
	if v.off != nil {
		v.off.Stop()
	}
	if v.capture != nil {
		v.capture.fail(ErrClosed)
		v.capture.end()
		v.capture = nil
	}
	return nil
}

// find is the device that is meant.
func find(devices []Device, want string) (Device, error) {
	named := func(match func(Device) bool) (Device, bool) {
		for _, d := range devices {
			if match(d) {
				return d, true
			}
		}
		return Device{}, false
	}
	lower := strings.ToLower(want)
	for _, match := range []func(Device) bool{
		func(d Device) bool { return d.ID == want },
		func(d Device) bool { return strings.ToLower(d.Name) == lower },
		func(d Device) bool { return strings.Contains(strings.ToLower(d.Name), lower) },
	} {
		if d, ok := named(match); ok {
			return d, nil
		}
	}
	return Device{}, fmt.Errorf("%w: %q among %d", ErrNoDevice, want, len(devices))
}
