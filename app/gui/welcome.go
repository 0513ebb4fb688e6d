package gui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
)

// vital are the commands whose keys a newcomer is told.
var vital = []string{"describe", "ask", "stop", "repeat", "help"}

// greets opens the welcome at the first start.
func (w *window) greets() {
	if !slices.Contains(w.settings.Told, string(messages.FirstStart)) {
		w.happen(opened{welcomePage, ""})
	}
}

// welcome tells a newcomer, step by step, what Descry is and what it isn't for, and lets a
// better model be fetched. What was shown counts as told.
func (w *window) welcome() []fyne.CanvasObject {
	text := newReader(w, w.text(messages.TitleWelcome), "")
	text.lines, text.steps = true, true
	steps := []string{w.text(messages.WelcomeSteps), w.text(messages.WelcomeWhat), w.text(messages.FirstStart)}
	for _, name := range vital {
		b, _ := w.keys.keys.Of(name)
		steps = append(steps, b.Help(w.settings.Language))
	}
	text.show(append(slices.Clone(steps), w.text(messages.WelcomeLooking)))
	better := container.NewVBox()
	w.work(func(ctx context.Context) func() {
		found := append(slices.Clone(steps), w.parts(ctx)...)
		model, fetch := w.recommended(ctx)
		return func() {
			if !fetch {
				text.show(found)
				return
			}
			text.show(append(found, w.text(messages.Starter), w.text(messages.WelcomeModel, messages.Clean(model.Text))))
			better.Add(w.model(model))
			w.told(messages.Starter)
		}
	})
	w.told(messages.FirstStart)
	return []fyne.CanvasObject{text, better}
}

// told keeps that a notice was given; the command line doesn't give it again.
func (w *window) told(id messages.ID) {
	if !slices.Contains(w.settings.Told, string(id)) {
		w.keep(func(s *settings.Settings) { s.Told = append(s.Told, string(id)) })
	}
}

// parts tells whether camera and sound are there, as the doctor does.
func (w *window) parts(ctx context.Context) (found []string) {
	devices, err := w.host.Cameras(ctx)
	switch {
	case err != nil:
		found = append(found, messages.For(w.settings.Language, err))
	case len(devices) > 0:
		found = append(found, w.text(messages.WelcomeCamera, messages.Clean(devices[0].Name)))
	}
	for f, err := range w.host.Doctor(ctx) {
		if err == nil && f.Name == "sound" {
			return append(found, f.Text)
		}
	}
	return found
}

// recommended is the model for this machine, if it isn't here yet.
func (w *window) recommended(ctx context.Context) (assistant.Listed, bool) {
	for e, err := range w.host.Models().List(ctx, false) {
		if l, ok := e.(assistant.Listed); err == nil && ok && l.Recommended && !l.Installed {
			return l, true
		}
	}
	return assistant.Listed{}, false
}
