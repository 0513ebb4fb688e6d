package gui

import (
	"context"
	"image"
	"iter"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
	"descry/camera"
	"descry/speech"
	"descry/speech/speechtest"
)

// plainHost has a silent voice, one camera, one model that is here and one that isn't. What
// it lacks, the window must not ask for in these tests.
type plainHost struct {
	assistant.Host
	core  *assistant.Assistant
	queue *speech.Queue
	kept  settings.Settings
}

func (h *plainHost) Assistant() *assistant.Assistant { return h.core }

func (h *plainHost) Camera(string) assistant.Camera { return still{} }

func (h *plainHost) Cameras(context.Context) ([]camera.Device, error) {
	return []camera.Device{{ID: "1", Name: "Webcam"}}, nil
}

func (h *plainHost) Speaker() assistant.Speaker { return h }

func (h *plainHost) Models() assistant.Models { return twoModels{} }

func (h *plainHost) Speak(ctx context.Context, u speech.Utterance) *speech.Spoken {
	return h.queue.Speak(ctx, u)
}

func (h *plainHost) Signal(speech.Earcon) {}

func (h *plainHost) Warm(context.Context) error { return nil }

func (h *plainHost) Sounds(bool) {}

func (h *plainHost) Keep(change func(*settings.Settings)) error {
	change(&h.kept)
	return nil
}

func (h *plainHost) Close() error { return nil }

func (h *plainHost) Doctor(context.Context) iter.Seq2[assistant.Finding, error] {
	return func(yield func(assistant.Finding, error) bool) {
		yield(assistant.Finding{Name: "sound", Text: "Sound works.", Good: true}, nil)
	}
}

type still struct{}

func (still) Snap(context.Context) (camera.Frame, error) {
	return camera.Frame{Image: image.NewGray(image.Rect(0, 0, 64, 64)), Taken: time.Now(), Device: "Webcam"}, nil
}

type twoModels struct{ assistant.Models }

func (twoModels) List(context.Context, bool) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		_ = yield(assistant.Listed{ID: "a", Name: "Model A", Kind: "vision", Installed: true, InUse: true, Text: "A is here."}, nil) &&
			yield(assistant.Listed{ID: "b", Name: "Model B", Kind: "vision", Recommended: true, Text: "B sees more."}, nil)
	}
}

func (twoModels) Voices(context.Context, bool) iter.Seq2[assistant.Event, error] {
	return func(func(assistant.Event, error) bool) {}
}

// open makes a window in memory. What it posts is done at once by settle.
func open(t *testing.T, s settings.Settings) (w *window, settle func()) {
	t.Helper()
	a := test.NewTempApp(t)
	h := &plainHost{core: assistant.New(assistant.Options{Camera: still{}}), queue: speech.NewQueue(&speechtest.Spy{}), kept: s}
	w = newWindow(a, test.NewTempWindow(t, nil), h, s)
	posted := make(chan func(), 1000)
	w.post = func(f func()) { posted <- f }
	t.Cleanup(func() {
		w.close()
		_ = h.queue.Close()
	})
	return w, func() {
		for w.runs.Wait(); len(posted) > 0; w.runs.Wait() {
			(<-posted)()
		}
	}
}

// walk calls see for all that can be focused.
func walk(o fyne.CanvasObject, see func(fyne.Focusable)) {
	switch o := o.(type) {
	case fyne.Focusable:
		see(o)
	case *container.Scroll:
		walk(o.Content, see)
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, see)
		}
	}
}

// TestAllIsVoiced: whatever can have the focus, on any page, says its name and its role.
func TestAllIsVoiced(t *testing.T) {
	for name, about := range map[page]string{
		mainPage: "", helpPage: "", settingsPage: "", keysPage: "", modelsPage: "", welcomePage: "", promptPage: "open",
	} {
		w, settle := open(t, settings.Settings{})
		if name != mainPage {
			w.happen(opened{name, about})
		}
		settle()
		n := 0
		walk(w.win.Content(), func(f fyne.Focusable) {
			n++
			v, ok := f.(voiced)
			if !ok {
				t.Errorf("page %d: %T is mute", name, f)
				return
			}
			voice, role := v.Voice(), false
			for _, id := range []messages.ID{messages.RoleButton, messages.RoleEntry, messages.RoleText, messages.RoleChoice, messages.RoleSwitch} {
				role = role || strings.Contains(voice, ", "+w.text(id))
			}
			if !role || strings.HasPrefix(voice, ",") {
				t.Errorf("page %d: %T says %q", name, f, voice)
			}
		})
		if n < 2 {
			t.Errorf("page %d has %d places", name, n)
		}
	}
}

// TestAllCanBeDone: each function of the table does something in the window.
func TestAllCanBeDone(t *testing.T) {
	leads := map[string]bool{"ask": true, "where": true, "say": true, "models": true}
	w, _ := open(t, settings.Settings{})
	for _, c := range assistant.Commands {
		if c.Run == nil && w.functions()[c.Name] == nil && !leads[c.Name] {
			t.Errorf("%s does nothing", c.Name)
		}
	}
}

// TestWelcomeOnce: the welcome has all its steps, offers the model that is recommended, and
// counts as given.
func TestWelcomeOnce(t *testing.T) {
	w, settle := open(t, settings.Settings{})
	w.greets()
	settle()
	var said []string
	walk(w.win.Content(), func(f fyne.Focusable) {
		if r, ok := f.(*reader); ok {
			said = append(said, r.sentences...)
		} else {
			said = append(said, f.(voiced).Voice())
		}
	})
	all := strings.Join(said, "\n")
	for _, want := range []string{"makes mistakes", "F5", "Webcam", "Sound works.", "B sees more.", "Fetch Model B"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in %q", want, all)
		}
	}
	again, _ := open(t, w.settings)
	again.greets()
	if again.state.page != mainPage {
		t.Error("welcomed again")
	}
}
