package assistant

import (
	"context"
	"reflect"
	"testing"

	"descry/app/messages"
	"descry/camera"
)

// dialled is a stage whose second camera has controls.
type dialled struct{ *stage }

var frontControls = []camera.Control{
	{Name: camera.ControlExposure, Value: camera.ValueAuto, Choices: []string{"auto", "manual"}},
	{Name: camera.ControlPowerLine, Value: camera.Value50Hz, Choices: []string{"50", "60"}},
	{Name: camera.ControlLight, Choices: []string{"on", "off"}}, // in a state that has no name
}

func (dialled) Controls(_ context.Context, d camera.Device) []camera.Control {
	if d.ID == "usb:2" {
		return frontControls
	}
	return nil
}

// TestCameras: each camera is told with what it can be asked for by: its name, or its ID
// where two have the same name.
func TestCameras(t *testing.T) {
	var got []Sighted
	for e, err := range runCameras(t.Context(), dialled{newStage(t)}, Input{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.(Sighted))
	}
	for i, want := range []struct{ id, name, ask string }{
		{"usb:1", "Webcam", "usb:1"},
		{"usb:2", "Front", "Front"},
		{"usb:3", "Webcam", "usb:3"},
	} {
		text := messages.Text(messages.English, messages.CameraLine, want.name, want.ask)
		sighted := Sighted{ID: want.id, Name: want.name, Text: text}
		if i == 1 {
			sighted.Text += " Now: automatic exposure, for lamps at 50 hertz."
			sighted.Controls = frontControls
		}
		if len(got) != 3 || !reflect.DeepEqual(got[i], sighted) {
			t.Errorf("camera %d is %+v, want %+v", i, got, sighted)
		}
	}
}
