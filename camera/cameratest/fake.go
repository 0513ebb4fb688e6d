package cameratest

import (
	"context"
	"image"
	"iter"
	"sync"
	"time"

	"descry/camera"
)

// Fake is a device that is plugged in until Unplug. Its frames are test cards that count
// on from 1. It may be used from several goroutines.
type Fake struct {
	// Interval is the time between frames; zero: 100 ms. It is set before the first use,
	// as are Warmup, the time from opening to the first frame, and Draw, which makes
	// other pictures than cards.
	Interval, Warmup time.Duration
	Draw             func(number int) image.Image

	mu     sync.Mutex
	gone   chan struct{} // closed by Unplug; nil while it is in
	out    bool
	frozen bool
	refuse error
	number int
	open   int
	opened int
}

// card is the device that a Fake is.
var card = camera.Device{ID: "fake:card", Name: "Test Card"}

// Unplug takes the device away: who captures gets camera.ErrDisconnected.
func (f *Fake) Unplug() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.out {
		f.out = true
		close(f.unplugged())
	}
}

// Plug puts the device in again.
func (f *Fake) Plug() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.out, f.gone = false, nil
}

// Freeze stops the frames without an error, or lets them go on.
func (f *Fake) Freeze(frozen bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.frozen = frozen
}

// Refuse makes opening fail with err; nil: no more.
func (f *Fake) Refuse(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse = err
}

// Open is how many captures go on, and opened how many there were in all.
func (f *Fake) Open() (open, opened int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open, f.opened
}

// unplugged is closed when the device goes. f.mu is held.
func (f *Fake) unplugged() chan struct{} {
	if f.gone == nil {
		f.gone = make(chan struct{})
	}
	return f.gone
}

// Devices implements camera.Source.
func (f *Fake) Devices(ctx context.Context) ([]camera.Device, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.out {
		return nil, ctx.Err()
	}
	return []camera.Device{card}, ctx.Err()
}

// Capture implements camera.Source. The mode is ignored.
func (f *Fake) Capture(ctx context.Context, d camera.Device, _ camera.Mode) iter.Seq2[camera.Frame, error] {
	return func(yield func(camera.Frame, error) bool) {
		gone, err := f.take(d)
		if err != nil {
			yield(camera.Frame{}, err)
			return
		}
		defer f.give()
		wait := f.Warmup
		for {
			select {
			case <-ctx.Done():
				yield(camera.Frame{}, ctx.Err())
				return
			case <-gone:
				yield(camera.Frame{}, camera.ErrDisconnected)
				return
			case <-time.After(wait):
			}
			wait = f.interval()
			if frame, ok := f.shoot(); ok && !yield(frame, nil) {
				return
			}
		}
	}
}

func (f *Fake) interval() time.Duration {
	if f.Interval == 0 {
		return 100 * time.Millisecond
	}
	return f.Interval
}

// take opens the device.
func (f *Fake) take(d camera.Device) (gone <-chan struct{}, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.out, d.ID != card.ID:
		return nil, camera.ErrNoDevice
	case f.refuse != nil:
		return nil, f.refuse
	case f.open > 0:
		return nil, camera.ErrBusy
	}
	f.open++
	f.opened++
	return f.unplugged(), nil
}

func (f *Fake) give() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open--
}

// shoot takes a frame, unless the device is frozen.
func (f *Fake) shoot() (camera.Frame, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.frozen {
		return camera.Frame{}, false
	}
	f.number++
	var img image.Image
	if f.Draw != nil {
		img = f.Draw(f.number)
	} else {
		img = Card(image.Pt(160, 120), f.number)
	}
	return camera.Frame{Image: img, Taken: time.Now(), Device: card.Name, Interval: f.interval()}, true
}
