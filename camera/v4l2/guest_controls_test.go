//go:build linux && cgo && vm

package v4l2

import (
	"errors"
	"image"
	"reflect"
	"testing"

	"descry/camera"
)

// TestGuestMatrix: vivid's bars have their colours when it encodes them by BT.709 too.
func TestGuestMatrix(t *testing.T) {
	vivid(t)
	const name, usual, bt709 = "Y'CbCr Encoding", 0, 2
	control(t, name, bt709)
	defer control(t, name, usual)
	for _, format := range []fourCC{yuyv, nv12} {
		var img image.Image
		roomy(func() { img = one(t, format, image.Pt(640, 480)) })
		bars(t, img, false)
	}
}

// TestGuestControls: vivid has none of the controls; the webcam's are listed, set, set while it
// is looked through, and as before afterwards.
func TestGuestControls(t *testing.T) {
	if got, err := (Source{}).Controls(t.Context(), vivid(t)); err != nil || len(got) != 0 {
		t.Errorf("vivid has %+v, %v", got, err)
	}
	plug(t, 0)
	d := webcam(t)
	source := Source{PowerLine: camera.Value50Hz}
	state := func(exposure, focus, line string) []camera.Control {
		return []camera.Control{
			{Name: camera.ControlExposure, Value: exposure, Choices: []string{"auto", "manual"}},
			{Name: camera.ControlFocus, Value: focus, Choices: []string{"auto", "manual"}},
			{Name: camera.ControlPowerLine, Value: line, Choices: []string{"off", "50", "60"}},
		}
	}
	wants := func(when string, want []camera.Control) {
		t.Helper()
		if got, err := source.Controls(t.Context(), d); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", when, got, err)
		}
	}
	wants("out of the box", state("manual", "manual", "60"))
	for _, err := range source.Capture(t.Context(), d, asJPEG) {
		if err != nil {
			t.Fatal(err)
		}
		wants("while it is on", state("auto", "auto", "50"))
		break
	}
	wants("afterwards", state("manual", "manual", "60"))
	if err := source.SetControl(t.Context(), d, camera.ControlPowerLine, camera.ValueOff); err != nil {
		t.Error(err)
	}
	wants("set", state("manual", "manual", "off"))
	if err := source.SetControl(t.Context(), d, camera.ControlLight, camera.ValueOn); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a light that it hasn't: %v", err)
	}
}
