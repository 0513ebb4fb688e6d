//go:build linux && cgo

package v4l2

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"time"

	"github.com/vladimirvivien/go4vl/v4l2"
	"golang.org/x/sys/unix"

	"descry/camera"
)

// Supported says whether this build can open cameras: it is for Linux, with cgo.
const Supported = true

// Devices implements camera.Source. Cameras that this user may not open are listed too, so
// that Capture can say so.
func (Source) Devices(ctx context.Context) ([]camera.Device, error) {
	var all []camera.Device
	for _, n := range cameras() {
		all = append(all, n.Device)
	}
	return all, ctx.Err()
}

// cameras are the nodes that frames can be captured from.
func cameras() []node {
	var all []node
	roomy(func() {
		for _, n := range nodes("/sys", "/dev") {
			if captures(n) {
				all = append(all, n)
			}
		}
	})
	return all
}

// captures says whether a node gives pictures: a camera also has nodes for what it tells of
// them, and a television card or a decoder has nodes too. Opening it doesn't turn it on.
func captures(n node) bool {
	fd, err := open(n.path)
	if err != nil {
		return n.index == 0 && !errors.Is(err, camera.ErrNoDevice) // the first node is the camera's own
	}
	defer func() { _ = v4l2.CloseDevice(fd) }()
	c, err := v4l2.GetCapability(fd)
	if err != nil {
		return false
	}
	// Not by the methods of Capability: they look at what all nodes of a device can do.
	can := c.GetCapabilities()
	return can&v4l2.CapVideoCapture != 0 && can&v4l2.CapStreaming != 0 && can&v4l2.CapIOMediaController == 0
}

// open opens a node, so that no child process inherits it.
func open(path string) (fd uintptr, err error) {
	fd, err = v4l2.OpenDevice(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0, refused(err)
	}
	return fd, nil
}

// Capture implements camera.Source. Of the frames that have come when the loop asks for one, it
// gives the newest; the others count neither as given nor as dropped.
func (s Source) Capture(ctx context.Context, d camera.Device, m camera.Mode) iter.Seq2[camera.Frame, error] {
	return func(yield func(camera.Frame, error) bool) {
		var err error
		roomy(func() {
			err = s.capture(ctx, d, m, func(f camera.Frame) bool { return yield(f, nil) })
		})
		if err != nil {
			yield(camera.Frame{}, err)
		}
	}
}

// capture captures until ctx ends, the camera fails, or nobody wants more, which is nil.
func (s Source) capture(ctx context.Context, d camera.Device, m camera.Mode, give func(camera.Frame) bool) error {
	opened := time.Now()
	if err := ctx.Err(); err != nil {
		return err
	}
	path, err := pathOf(d)
	if err != nil {
		return err
	}
	on, err := start(path, m, s.tend)
	if err != nil {
		return named(err, path)
	}
	defer on.close()
	w, err := newWaker(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	for last, dropped := opened, 0; ; {
		f, broken, err := on.frame(ctx, w, last)
		if err != nil {
			return err
		}
		dropped += broken
		if f.Image == nil {
			continue
		}
		last = f.Taken
		f.Device, f.Interval, f.Dropped = d.Name, on.interval, dropped
		dropped = 0
		if !give(f) {
			return nil
		}
	}
}

// named is an error of start, with who has the camera if that is what is wrong and is known.
func named(err error, path string) error {
	if errors.Is(err, camera.ErrBusy) {
		if programs := inUse("/proc", path); programs != "" {
			return fmt.Errorf("%w: %w", &camera.BusyError{Programs: programs}, err)
		}
	}
	return err
}

// frame waits for a frame and decodes it. Its Image is nil if all that came were broken.
// last is when the one before was taken, or the camera was opened.
func (s *stream) frame(ctx context.Context, w *waker, last time.Time) (f camera.Frame, broken int, err error) {
	if err := s.wait(ctx, w); err != nil {
		return f, 0, err
	}
	b, broken, err := s.newest()
	if err != nil || b == nil {
		return f, broken, err
	}
	f.Taken = taken(*b, last)
	// Decoded where the driver has put it: nothing is copied before.
	img, wrong := picture(s.layout, s.buffers[b.Index][:min(int(b.BytesUsed), len(s.buffers[b.Index]))])
	if err := s.giveBack(*b); err != nil {
		return f, broken, err
	}
	if wrong != nil {
		return f, broken + 1, nil
	}
	f.Image = img
	return f, broken, nil
}

// taken is when a frame was captured. The driver's clock is the one that starts with the
// machine. Where it has another, or tells what can't be (the future, or before the frame
// that came first; some webcams' clocks jump), it is now.
func taken(b v4l2.Buffer, last time.Time) time.Time {
	var mono unix.Timespec
	now := time.Now()
	if b.Flags&v4l2.BufFlagTimestampMask != v4l2.BufFlagTimestampMonotonic || unix.ClockGettime(unix.CLOCK_MONOTONIC, &mono) != nil {
		return now
	}
	age := time.Duration(mono.Nano() - b.Timestamp.Nano())
	if at := now.Add(-age); age >= 0 && at.After(last) {
		return at
	}
	return now
}

// waker wakes a wait when a ctx ends.
type waker struct {
	fd   int
	stop func() bool
	done chan struct{}
}

func newWaker(ctx context.Context) (*waker, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, fmt.Errorf("v4l2: %w", err)
	}
	w := &waker{fd: fd, done: make(chan struct{})}
	w.stop = context.AfterFunc(ctx, func() {
		defer close(w.done)
		_, _ = unix.Write(fd, []byte{1, 0, 0, 0, 0, 0, 0, 0}) // it can't fail: the count is 0
	})
	return w, nil
}

// close must not let the descriptor go while it is written to.
func (w *waker) close() {
	if !w.stop() {
		<-w.done
	}
	_ = unix.Close(w.fd)
}

// patience is how long to wait for a frame before looking whether the node is still there:
// not all drivers wake who waits when a camera is pulled out.
const patience = 200 * time.Millisecond

// wait waits until there are frames or the camera has failed.
func (s *stream) wait(ctx context.Context, w *waker) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		fds := []unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLIN}, {Fd: int32(w.fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, int(patience.Milliseconds()))
		switch {
		case errors.Is(err, unix.EINTR): // Go's own signals
		case err != nil:
			return fmt.Errorf("v4l2: %w", err)
		case fds[0].Revents&unix.POLLIN != 0:
			return nil
		case fds[0].Revents != 0:
			return fmt.Errorf("v4l2: %w: poll says %#x", camera.ErrDisconnected, fds[0].Revents)
		case n == 0 && s.gone():
			return fmt.Errorf("v4l2: %w: its node is gone", camera.ErrDisconnected)
		}
	}
}

// gone says whether the node isn't there any more.
func (s *stream) gone() bool {
	var st unix.Stat_t
	return errors.Is(unix.Stat(s.path, &st), fs.ErrNotExist)
}
