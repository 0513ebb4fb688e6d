package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"descry/app/settings"
	"descry/camera"
	"descry/camera/cameratest"
	"descry/camera/v4l2"
)

// TestCameraOff: the light goes out when the settings say, also at once.
func TestCameraOff(t *testing.T) {
	for _, seconds := range []int{0, 2} {
		synctest.Test(t, func(t *testing.T) {
			fake := &cameratest.Fake{}
			a := Open(Options{Cameras: fake, Settings: settings.Settings{CameraOff: &seconds}})
			if _, err := a.Camera("camera").Snap(t.Context()); err != nil {
				t.Fatal(err)
			}
			if on, _ := fake.Open(); (on == 1) != (seconds > 0) {
				t.Errorf("%d s: %d on after the look", seconds, on)
			}
			time.Sleep(time.Duration(seconds) * time.Second)
			synctest.Wait()
			if on, _ := fake.Open(); on != 0 {
				t.Errorf("%d s: still on", seconds)
			}
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestFitted: a person's own settings go before the time zone.
func TestFitted(t *testing.T) {
	got := fitted(v4l2.Source{}, settings.Settings{PowerLine: "60", CameraLight: "on"})
	if got != (v4l2.Source{PowerLine: "60", Light: "on"}) {
		t.Errorf("it is %+v", got)
	}
}

// panelled is a source with controls, or an error in their place.
type panelled struct {
	*cameratest.Fake
	controls []camera.Control
	err      error
}

func (p panelled) Controls(context.Context, camera.Device) ([]camera.Control, error) {
	return p.controls, p.err
}

func (p panelled) SetControl(context.Context, camera.Device, string, string) error {
	return errors.ErrUnsupported
}

// TestExamineCameras: what the doctor says of cameras.
func TestExamineCameras(t *testing.T) {
	gone := &cameratest.Fake{}
	gone.Unplug()
	auto := []camera.Control{{Name: camera.ControlFocus, Value: camera.ValueAuto}}
	for name, c := range map[string]struct {
		source camera.Source
		good   bool
		words  string
	}{
		"none can be opened": {nil, true, "can't open any"},
		"none":               {gone, true, "none found"},
		"no controls":        {&cameratest.Fake{}, true, "Cameras: Test Card."},
		"controls":           {panelled{&cameratest.Fake{}, auto, nil}, true, "Cameras: Test Card (automatic focus)."},
		"denied":             {panelled{&cameratest.Fake{}, nil, camera.ErrDenied}, false, `"video"`},
		"gone meanwhile":     {panelled{&cameratest.Fake{}, nil, camera.ErrNoDevice}, true, "Cameras: Test Card."},
	} {
		a := Open(Options{Cameras: c.source})
		if f := a.examineCameras(t.Context()); f.Good != c.good || f.Name != "cameras" || !strings.Contains(f.Text, c.words) {
			t.Errorf("%s: %+v", name, f)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}
