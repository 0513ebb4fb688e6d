package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"descry/app/assistant"
	"descry/app/messages"
)

// models are those that are here or fit this machine. What is here is used at a press; what
// isn't is fetched, after its size was heard.
func (w *window) models() []fyne.CanvasObject {
	text := newReader(w, w.text(messages.TitleModels), "")
	text.show([]string{w.text(messages.WindowModels)})
	list := container.NewVBox()
	w.work(func(ctx context.Context) func() {
		var all []assistant.Listed
		var trouble string
		for e, err := range w.host.Models().List(ctx, false) {
			switch l, ok := e.(assistant.Listed); {
			case err != nil:
				trouble = messages.For(w.settings.Language, err)
			case ok && l.Kind != "voice":
				all = append(all, l)
			}
		}
		return func() {
			if trouble != "" {
				w.happen(noted{trouble})
			}
			for _, l := range all {
				list.Add(w.model(l))
			}
		}
	})
	return []fyne.CanvasObject{text, list}
}

// model is the button of one.
func (w *window) model(l assistant.Listed) *control {
	id, args := messages.WindowFetch, []any{messages.Clean(l.Name)}
	if l.Installed {
		id = messages.WindowUse
	}
	command := "models pull"
	if l.Installed {
		command = "models use"
	}
	c := w.control(messages.RoleButton, w.text(id, args...), "", func() {
		w.start(command, assistant.Input{ID: l.ID})
	})
	c.note = messages.Clean(l.Text)
	return c
}
