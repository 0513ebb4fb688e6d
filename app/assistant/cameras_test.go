package assistant

import (
	"testing"

	"descry/app/messages"
)

// TestCameras: each camera is told with what it can be asked for by: its name, or its ID
// where two have the same name.
func TestCameras(t *testing.T) {
	var got []Sighted
	for e, err := range runCameras(t.Context(), newStage(t), Input{}) {
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
		if len(got) != 3 || got[i] != (Sighted{want.id, want.name, text}) {
			t.Errorf("camera %d is %+v, want %+v", i, got, want)
		}
	}
}
