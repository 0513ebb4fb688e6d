package assistant

import (
	"context"
	"iter"

	"descry/app/messages"
	"descry/camera"
)

// Sighted tells of a camera. Programs read it as JSON: fields may be added, but not renamed
// or given another meaning.
type Sighted struct {
	ID   string `json:"id"`   // the same each time that it is plugged in
	Name string `json:"name"` // as the maker calls it
	Text string `json:"text"` // all of it in a sentence
	// Controls are those that matter to a picture, as they are now.
	Controls []camera.Control `json:"controls,omitempty"`
}

// controlled is a Host that knows how cameras are set.
type controlled interface {
	Controls(ctx context.Context, d camera.Device) []camera.Control
}

func (Sighted) event() {}

// camerasCommand is the line of the table for cameras.
var camerasCommand = Command{
	Name: "cameras", Key: "Shift+F3", Second: "Ctrl+Shift+L",
	Title: messages.TitleCameras, Short: messages.CommandCameras,
	Examples: []string{"cameras", "cameras --json"},
	Flags:    []Flag{jsonFlag},
	Run:      runCameras,
}

func runCameras(ctx context.Context, h Host, _ Input) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		devices, err := h.Cameras(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, d := range devices {
			var controls []camera.Control
			if c, ok := h.(controlled); ok {
				controls = c.Controls(ctx, d)
			}
			if !yield(h.Assistant().sighted(d, devices, controls), nil) {
				return
			}
		}
	}
}

// sighted names a camera as it can be asked for: two of one kind by their IDs.
func (a *Assistant) sighted(d camera.Device, all []camera.Device, controls []camera.Control) Sighted {
	ask := d.Name
	for _, other := range all {
		if other.Name == d.Name && other.ID != d.ID {
			ask = d.ID
		}
	}
	text := messages.Text(a.options.Language, messages.CameraLine, messages.Clean(d.Name), messages.Clean(ask))
	if now := messages.Controls(a.options.Language, controls); now != "" {
		text += " " + messages.Text(a.options.Language, messages.CameraNow, now)
	}
	return Sighted{ID: d.ID, Name: d.Name, Text: text, Controls: controls}
}
