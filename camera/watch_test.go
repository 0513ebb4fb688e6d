package camera_test

import (
	"context"
	"errors"
	"image"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"descry/camera"
	"descry/camera/cameratest"
)

// TestWatch: frames come at the caller's rate, from a camera that is on all the while, and
// go on past what others snap; the end is an error, or none where the loop is left.
func TestWatch(t *testing.T) {
	for every, want := range map[time.Duration]time.Duration{0: 100, 100: 100, 150: 200, 200: 200, 350: 400} {
		fake := &cameratest.Fake{}
		look(t, fake, 0, func(t *testing.T, v *camera.Viewfinder) {
			n, last := 0, time.Time{}
			for f, err := range v.Watch(t.Context(), every*time.Millisecond) {
				if err != nil {
					t.Fatal(err)
				}
				if got := f.Taken.Sub(last); n > 0 && got != want*time.Millisecond {
					t.Errorf("every %d ms: a frame after %v, want %d ms", every, got, want)
				}
				if _, err := v.Snap(t.Context()); err != nil {
					t.Error(err)
				}
				last = f.Taken
				if n++; n == 6 {
					break
				}
			}
			if on, opened := fake.Open(); on != 0 || opened != 1 {
				t.Errorf("every %d ms: %d on, opened %d times", every, on, opened)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 450*time.Millisecond)
			defer cancel()
			var err error
			for _, err = range v.Watch(ctx, every*time.Millisecond) {
			}
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("ended, it says %v", err)
			}
			time.AfterFunc(250*time.Millisecond, fake.Unplug)
			for _, err = range v.Watch(t.Context(), every*time.Millisecond) {
			}
			if !errors.Is(err, camera.ErrDisconnected) {
				t.Errorf("pulled out, it says %v", err)
			}
		})
	}
}

// TestSettle: of a camera that is turned on, the frames before its exposure is stable are passed
// over, and how long that took is told; one that never settles is waited for a second; one that
// is on is not waited for.
func TestSettle(t *testing.T) {
	sharp := cameratest.Card(image.Pt(320, 240), 0x5a5a)
	ramp := []float64{-60, -45, -30, -15, -8}
	for _, c := range []struct {
		name         string
		draw         func(n int) image.Image
		taken        int // the frame that is chosen is not before
		took         time.Duration
		open, settle time.Duration
	}{
		{"stable at once", func(int) image.Image { return sharp }, 1, 800 * time.Millisecond, 500 * time.Millisecond, 0},
		{"after five frames", func(n int) image.Image {
			if n <= len(ramp) {
				return imaging.AdjustBrightness(sharp, ramp[n-1])
			}
			return sharp
		}, 6, 1200 * time.Millisecond, 500 * time.Millisecond, 500 * time.Millisecond},
		{"never", func(n int) image.Image { return imaging.AdjustBrightness(sharp, float64(-60+n%2*50)) }, 1, 1500 * time.Millisecond, 500 * time.Millisecond, time.Second},
	} {
		fake := &cameratest.Fake{Warmup: 500 * time.Millisecond, Draw: c.draw}
		look(t, fake, time.Minute, func(t *testing.T, v *camera.Viewfinder) {
			begun := time.Now()
			f, err := v.SnapBest(t.Context(), 300*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begun); took != c.took {
				t.Errorf("%s: it took %v, want %v", c.name, took, c.took)
			}
			earliest := begun.Add(500*time.Millisecond + time.Duration(c.taken-1)*100*time.Millisecond)
			if f.Taken.Before(earliest) || f.Waited != (camera.Waited{Open: c.open, Settle: c.settle}) {
				t.Errorf("%s: taken after %v, waited %+v", c.name, f.Taken.Sub(begun), f.Waited)
			}
			time.Sleep(time.Millisecond)
			begun = time.Now()
			f, err = v.SnapBest(t.Context(), 300*time.Millisecond)
			if took := time.Since(begun); err != nil || took > 400*time.Millisecond || f.Waited != (camera.Waited{}) {
				t.Errorf("%s: on, it took %v, waited %+v, %v", c.name, took, f.Waited, err)
			}
		})
	}
}
