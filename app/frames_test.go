package app

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"descry/app/messages"
	"descry/app/settings"
	"descry/camera"
	"descry/camera/cameratest"
)

// cards has numbered test cards as files, from 1.
func cards(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := 1; i <= n; i++ {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(png.Encode(f, cameratest.Card(image.Pt(160, 120), i)), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestReplay: a folder is looked at as a camera, whose later frames a second look gets.
func TestReplay(t *testing.T) {
	dir := cards(t, 30)
	synctest.Test(t, func(t *testing.T) {
		a := Open(Options{Layout: settings.Layout{}})
		last := 0
		for range 3 {
			f, err := a.Camera("replay:" + dir).Snap(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			n, ok := cameratest.Number(f.Image)
			if !ok || n <= last || f.Device != filepath.Base(dir) {
				t.Errorf("card %d of %q after %d", n, f.Device, last)
			}
			last = n
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestLive: a camera by its name, its light, and what is said of one that fails.
func TestLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &cameratest.Fake{}
		a := Open(Options{Cameras: fake})
		for name, want := range map[string]error{
			"camera": nil, "camera:": nil, "camera:fake:card": nil, "camera:test card": nil, "camera:other": camera.ErrNoDevice,
		} {
			if _, err := a.Camera(name).Snap(t.Context()); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
			time.Sleep(linger)
			synctest.Wait()
			if open, _ := fake.Open(); open != 0 {
				t.Errorf("%s: the camera is still on after %v", name, linger)
			}
		}
		fake.Unplug()
		if _, err := a.Camera("camera").Snap(t.Context()); messages.Code(err) != "no-cameras" {
			t.Errorf("unplugged: %v", err)
		}
		fake.Plug()
		for code, err := range map[string]error{
			"camera-busy": camera.ErrBusy, "camera-denied": camera.ErrDenied, "camera-gone": camera.ErrDisconnected,
		} {
			fake.Refuse(err)
			if _, err := a.Camera("camera").Snap(t.Context()); messages.Code(err) != code {
				t.Errorf("%v, want the code %s", err, code)
			}
		}
		fake.Refuse(fmt.Errorf("v4l2: %w", &camera.BusyError{Programs: "cheese"}))
		_, err := a.Camera("camera").Snap(t.Context())
		if said := messages.For("", err); !errors.Is(err, camera.ErrBusy) || said != "The camera is in use by cheese. Close that, then try again." {
			t.Errorf("in use, it says %q, %v", said, err)
		}
		fake.Refuse(nil)
		_, err = a.Camera("camera:front").Snap(t.Context())
		if said := messages.For("", err); said != "I find no camera of that name. I find: Test Card." {
			t.Errorf("of another name, it says %q", said)
		}
		fake.Freeze(true)
		if _, err := a.Camera("camera").Snap(t.Context()); messages.Code(err) != "camera-stalled" {
			t.Errorf("frozen: %v", err)
		}
		fake.Freeze(false)
		if _, err := a.Camera("camera").Snap(t.Context()); err != nil {
			t.Errorf("going again: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if open, _ := fake.Open(); open != 0 {
			t.Error("the camera is still on after the end")
		}
	})
}

// TestBlind: without a source of cameras that is said, and a folder that is called so is
// not taken for one.
func TestBlind(t *testing.T) {
	a := newApp(t, settings.Settings{}, nil)
	t.Chdir(t.TempDir())
	if err := os.Mkdir("camera", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"camera", "camera:front"} {
		if f, err := a.Folder(context.Background(), name); f.Pictures != nil || err != nil {
			t.Errorf("%s is a folder: %v, %v", name, f, err)
		}
		_, err := a.Camera(name).Snap(t.Context())
		if messages.Code(err) != "cameras-not-yet" || !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.Folder(context.Background(), "./camera"); !errors.Is(err, camera.ErrNoPictures) {
		t.Errorf("./camera is no folder: %v", err)
	}
}
