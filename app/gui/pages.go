package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"descry/app/assistant"
	"descry/app/messages"
)

// keysPrefix stands before the name of a command whose keys are asked for.
const keysPrefix = "keys:"

func isKeys(about string) bool { return strings.HasPrefix(about, keysPrefix) }

// turn shows a page and puts the focus on it; on the main page, where it was before.
func (w *window) turn(t turn) {
	if t.page == mainPage {
		w.show(w.main)
		w.comeBack()
		return
	}
	if f := w.win.Canvas().Focused(); w.back == nil && f != nil {
		w.back = f
	}
	var name string
	var widgets []fyne.CanvasObject
	switch t.page {
	case helpPage:
		name, widgets = w.text(messages.TitleHelp), w.help()
	case settingsPage:
		name, widgets = w.text(messages.TitleSettings), w.choices()
	case keysPage:
		name, widgets = w.text(messages.WindowKeys), w.keyList()
	case modelsPage:
		name, widgets = w.text(messages.TitleModels), w.models()
	case welcomePage:
		name, widgets = w.text(messages.TitleWelcome), w.welcome()
	case promptPage:
		name, widgets = w.prompt(t.about)
	}
	title := widget.NewLabel(name)
	title.Wrapping, title.TextStyle.Bold = fyne.TextWrapWord, true
	box := container.NewVBox(append([]fyne.CanvasObject{title}, widgets...)...)
	box.Add(w.control(messages.RoleButton, w.text(messages.WindowBack), w.key("stop"), func() { w.happen(escaped{}) }))
	w.show(box)
	w.greeting = w.text(messages.WindowPage, name)
	for _, o := range widgets {
		if f, ok := o.(fyne.Focusable); ok {
			w.focus(f)
			return
		}
	}
}

// help tells what can be done, and lets it be done.
func (w *window) help() []fyne.CanvasObject {
	text := newReader(w, w.text(messages.TitleHelp), "")
	text.lines = true
	text.show(w.keys.keys.Help(w.settings.Language))
	all := []fyne.CanvasObject{text}
	for _, b := range w.keys.keys {
		if b.Command.Name != "help" {
			all = append(all, w.button(b.Command.Name))
		}
	}
	return all
}

// prompt asks for what a command needs.
func (w *window) prompt(about string) (name string, widgets []fyne.CanvasObject) {
	c, _ := assistant.CommandNamed(strings.TrimPrefix(about, keysPrefix))
	ask := w.text(messages.WindowPath)
	switch {
	case isKeys(about):
		ask = w.text(messages.WindowNewKeys, w.text(c.Title))
	case len(c.Args) > 0:
		ask = w.text(c.Args[len(c.Args)-1].Short)
	}
	e := newEntry(w, ask, "", nil)
	e.OnSubmitted = func(text string) { w.submit(about, text) }
	label := widget.NewLabel(ask)
	label.Wrapping = fyne.TextWrapWord
	return w.text(c.Title), []fyne.CanvasObject{label, e, w.control(messages.RoleButton, w.text(messages.WindowOK), "", func() { w.submit(about, e.Text) })}
}

// keyList leads to the keys of each command.
func (w *window) keyList() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, b := range w.keys.keys {
		c := w.control(messages.RoleButton, w.text(b.Command.Title), "", func() { w.happen(opened{promptPage, keysPrefix + b.Command.Name}) })
		c.value = func() string { return b.Spoken(w.settings.Language) }
		all = append(all, c)
	}
	return all
}

// control is one of this window.
func (w *window) control(role messages.ID, name, key string, act func()) *control {
	return newControl(w, role, name, key, act)
}

// key is the key of a command, in words.
func (w *window) key(name string) string {
	b, _ := w.keys.keys.Of(name)
	return messages.Key(w.settings.Language, b.Key)
}

// button is one for a command of the table.
func (w *window) button(name string) *control {
	c, _ := assistant.CommandNamed(name)
	return w.control(messages.RoleButton, w.text(c.Title), w.key(name), func() { w.press(name) })
}
