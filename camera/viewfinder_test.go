package camera_test

import (
	"context"
	"errors"
	"image"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/disintegration/imaging"

	"descry/camera"
	"descry/camera/cameratest"
)

// look runs a test with a viewfinder on a fake in a bubble of its own time, and wants the
// device given back at the end.
func look(t *testing.T, fake *cameratest.Fake, linger time.Duration, test func(t *testing.T, v *camera.Viewfinder)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		v := camera.NewViewfinder(camera.ViewfinderOptions{Source: fake, Linger: linger})
		test(t, v)
		if err := v.Close(); err != nil {
			t.Error(err)
		}
		if open, _ := fake.Open(); open != 0 {
			t.Errorf("%d captures left open", open)
		}
		if _, err := v.Snap(t.Context()); !errors.Is(err, camera.ErrClosed) {
			t.Errorf("closed, it says %v", err)
		}
	})
}

// TestSnap: the frame is the first one after the key press, from a camera that is off as
// from one that is on; the light goes out when it should.
func TestSnap(t *testing.T) {
	for name, linger := range map[string]time.Duration{"off at once": 0, "stays on": 2 * time.Second} {
		t.Run(name, func(t *testing.T) {
			fake := &cameratest.Fake{Warmup: 700 * time.Millisecond}
			look(t, fake, linger, func(t *testing.T, v *camera.Viewfinder) {
				for i, pause := range []time.Duration{0, 50 * time.Millisecond, 1234 * time.Millisecond, 3 * time.Second} {
					time.Sleep(pause)
					on, before := fake.Open()
					pressed := time.Now()
					f, err := v.Snap(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					limit := 100 * time.Millisecond
					if on == 0 {
						limit = fake.Warmup
					}
					if wait := f.Taken.Sub(pressed); wait < 0 || wait > limit || !f.Taken.Equal(time.Now()) {
						t.Errorf("snap %d: taken %v after the press, limit %v", i, wait, limit)
					}
					now, opened := fake.Open()
					if (linger > 0) != (now == 1) || opened != before+1-on {
						t.Errorf("snap %d: %d on, opened %d times after %d", i, now, opened, before)
					}
				}
				time.Sleep(linger)
				synctest.Wait()
				if on, _ := fake.Open(); on != 0 {
					t.Error("the light stays on")
				}
			})
		})
	}
}

// TestSnapBest: of the frames of 350 ms the sharp and well lit one is chosen, not what
// came before or comes after.
func TestSnapBest(t *testing.T) {
	sharp := cameratest.Card(image.Pt(320, 240), 0x5a5a)
	fake := &cameratest.Fake{Draw: func(n int) image.Image {
		switch n {
		case 2: // the window has 2 to 5, of which 5 alone is good; 1 and 6 are outside
			return imaging.Blur(sharp, 6)
		case 4:
			return imaging.AdjustBrightness(sharp, -95)
		case 3:
			return imaging.AdjustContrast(sharp, -60)
		}
		return sharp
	}}
	look(t, fake, time.Second, func(t *testing.T, v *camera.Viewfinder) {
		if _, err := v.Snap(t.Context()); err != nil {
			t.Fatal(err)
		}
		first := time.Now()
		time.Sleep(time.Millisecond) // or the first would be one after the press
		f, err := v.SnapBest(t.Context(), 350*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		if f.Image != image.Image(sharp) || f.Taken.Sub(first) != 400*time.Millisecond {
			t.Errorf("the frame %v after the first was chosen", f.Taken.Sub(first))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		defer cancel()
		if _, err := v.SnapBest(ctx, time.Second); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("ended, it says %v", err)
		}
	})
}

// TestStall: a camera that stops sending is known after 300 ms or four frame intervals,
// the longer of them, counted from the last frame; and it works again afterwards.
func TestStall(t *testing.T) {
	for _, c := range []struct {
		name            string
		interval, known time.Duration
	}{
		{"30 a second", time.Second / 30, 300 * time.Millisecond},
		{"10 a second", 100 * time.Millisecond, 400 * time.Millisecond},
		{"2 a second", 500 * time.Millisecond, 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := &cameratest.Fake{Interval: c.interval}
			look(t, fake, time.Minute, func(t *testing.T, v *camera.Viewfinder) {
				last, err := v.Snap(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				fake.Freeze(true)
				time.Sleep(time.Millisecond) // or the frame of this very moment would do
				if _, err := v.Snap(t.Context()); !errors.Is(err, camera.ErrStalled) {
					t.Fatalf("frozen, it says %v", err)
				}
				if took := time.Since(last.Taken); took != c.known {
					t.Errorf("known after %v, want %v", took, c.known)
				}
				fake.Freeze(false)
				if _, err := v.Snap(t.Context()); err != nil {
					t.Errorf("going again, it says %v", err)
				}
			})
		})
	}
	t.Run("never a frame", func(t *testing.T) {
		fake := &cameratest.Fake{}
		fake.Freeze(true)
		look(t, fake, 0, func(t *testing.T, v *camera.Viewfinder) {
			if _, err := v.Snap(t.Context()); !errors.Is(err, camera.ErrStalled) {
				t.Errorf("it says %v", err)
			}
		})
	})
}

// TestUnplug: pulled out while a frame is waited for, it is said at once and once; while
// it is out there is no camera; plugged in again, it works.
func TestUnplug(t *testing.T) {
	fake := &cameratest.Fake{}
	look(t, fake, time.Minute, func(t *testing.T, v *camera.Viewfinder) {
		for range 10 {
			if _, err := v.Snap(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
			time.AfterFunc(10*time.Millisecond, fake.Unplug)
			pulled := time.Now().Add(10 * time.Millisecond)
			if _, err := v.Snap(t.Context()); !errors.Is(err, camera.ErrDisconnected) || !time.Now().Equal(pulled) {
				t.Fatalf("pulled out, it says %v after %v", err, time.Since(pulled))
			}
			if _, err := v.Snap(t.Context()); !errors.Is(err, camera.ErrNoDevice) {
				t.Fatalf("out, it says %v", err)
			}
			fake.Plug()
		}
		// Nobody looks meanwhile: nobody hears of it.
		if _, err := v.Snap(t.Context()); err != nil {
			t.Fatal(err)
		}
		fake.Unplug()
		synctest.Wait()
		fake.Plug()
		if _, err := v.Snap(t.Context()); err != nil {
			t.Errorf("pulled out and in, it says %v", err)
		}
	})
}

// TestRefused: what keeps a camera from being opened is passed on, and the next try is a
// new one.
func TestRefused(t *testing.T) {
	for _, want := range []error{camera.ErrBusy, camera.ErrDenied} {
		fake := &cameratest.Fake{}
		fake.Refuse(want)
		look(t, fake, time.Minute, func(t *testing.T, v *camera.Viewfinder) {
			if _, err := v.Snap(t.Context()); !errors.Is(err, want) {
				t.Errorf("refused with %v, it says %v", want, err)
			}
			fake.Refuse(nil)
			if _, err := v.Snap(t.Context()); err != nil {
				t.Errorf("no longer refused, it says %v", err)
			}
		})
	}
}

// TestTogether: several who look at once share one capture, and each may leave alone.
func TestTogether(t *testing.T) {
	fake := &cameratest.Fake{Warmup: 200 * time.Millisecond}
	look(t, fake, 0, func(t *testing.T, v *camera.Viewfinder) {
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*50*time.Millisecond+time.Millisecond)
				defer cancel()
				_, err := v.Snap(ctx)
				if left := i <= 3; left && !errors.Is(err, context.DeadlineExceeded) || !left && err != nil {
					t.Errorf("user %d: %v", i, err)
				}
			})
		}
		wait.Wait()
		if _, opened := fake.Open(); opened != 1 {
			t.Errorf("opened %d times", opened)
		}
		wait.Go(func() {
			if _, err := v.Snap(t.Context()); !errors.Is(err, camera.ErrClosed) {
				t.Errorf("closed while it waits: %v", err)
			}
		})
		synctest.Wait()
		_ = v.Close() // look wants it to be nil a second time too
		wait.Wait()
	})
}

// TestDevice: a camera is found by its ID, its name or a part of it.
func TestDevice(t *testing.T) {
	for want, ok := range map[string]bool{
		"": true, "fake:card": true, "Test Card": true, "test card": true, "CARD": true, "fake:cards": false, "Webcam": false,
	} {
		synctest.Test(t, func(t *testing.T) {
			v := camera.NewViewfinder(camera.ViewfinderOptions{Source: &cameratest.Fake{}, Device: want})
			defer v.Close()
			if _, err := v.Snap(t.Context()); ok != (err == nil) || !ok && !errors.Is(err, camera.ErrNoDevice) {
				t.Errorf("%q: %v", want, err)
			}
		})
	}
}
