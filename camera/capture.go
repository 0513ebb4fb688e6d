package camera

import (
	"context"
	"errors"
	"sync"
	"time"
)

// capture is a camera that is on: one loop over Source.Capture, with its newest frame and
// a watchdog. An older frame is dropped for a newer one, never the other way round.
type capture struct {
	cancel context.CancelFunc
	done   chan struct{} // closed once the source has closed the device
	dog    *time.Timer   // calls fail when no frame comes

	mu      sync.Mutex
	newest  Frame // Image is nil before the first
	opened  time.Time
	settle  settling
	err     error // why it failed; kept
	changed chan struct{}
}

// start turns a camera on. Its goroutine lives until end.
func start(o ViewfinderOptions) *capture {
	ctx, cancel := context.WithCancel(context.Background())
	c := &capture{opened: time.Now(), cancel: cancel, done: make(chan struct{}), changed: make(chan struct{})}
	c.dog = time.AfterFunc(openLimit, func() { c.fail(ErrStalled) })
	go c.run(ctx, o)
	return c
}

func (c *capture) run(ctx context.Context, o ViewfinderOptions) {
	defer close(c.done)
	defer c.dog.Stop()
	devices, err := o.Source.Devices(ctx)
	if err != nil {
		c.fail(err)
		return
	}
	d, err := find(devices, o.Device)
	if err != nil {
		c.fail(err)
		return
	}
	for f, err := range o.Source.Capture(ctx, d, o.Mode) {
		if err != nil {
			c.fail(err)
			return
		}
		if !c.put(f) {
			return
		}
	}
	c.fail(errors.New("camera: the source ended without an error"))
}

// put makes f the newest frame. False: nobody wants more.
func (c *capture) put(f Frame) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	c.settle.see(f)
	c.newest = f
	c.dog.Reset(stallLimit(f))
	c.tell()
	return true
}

// fail ends the capture for all who wait; the first reason counts. They are told at once,
// however long the source takes to give the device back.
func (c *capture) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return
	}
	c.err = err
	c.cancel()
	c.tell()
}

// tell wakes all who wait. c.mu is held.
func (c *capture) tell() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// failed is why the capture failed, nil while it goes on.
func (c *capture) failed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// next waits for a frame taken at a time or later.
func (c *capture) next(ctx context.Context, from time.Time) (Frame, error) {
	for {
		c.mu.Lock()
		f, err, changed := c.newest, c.err, c.changed
		c.mu.Unlock()
		switch {
		case f.Image != nil && !f.Taken.Before(from):
			return f, nil
		case err != nil:
			return Frame{}, err
		}
		select {
		case <-ctx.Done():
			return Frame{}, ctx.Err()
		case <-changed:
		}
	}
}

// exposed is what is known of the exposure by now.
func (c *capture) exposed() (s settling) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.settle
}

// end turns the camera off and waits until the source has given it back.
func (c *capture) end() {
	c.cancel()
	<-c.done
}
