package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"descry/app/assistant"
	"descry/app/settings"
)

// router gives keys to commands, wherever the focus is. Fyne gives them to the widget that
// has the focus, so each of ours asks here first. Commands act when a key goes down, which,
// unlike TypedKey, isn't repeated while it is held.
type router struct {
	keys assistant.Keys
	act  func(command string)
	hush func()
	held func() fyne.KeyModifier
}

// down does what a key is for; false: nothing, it is the widget's. inText: it goes to a
// text field.
func (r *router) down(ev *fyne.KeyEvent, inText bool) bool {
	if isControl(ev.Name) {
		r.hush()
		return true
	}
	c, ok := r.find(ev, inText)
	if ok {
		r.act(c.Name)
	}
	return ok
}

// owns says whether a key is a command's, so that a widget must not do anything of its own
// when it hears of it the second time.
func (r *router) owns(ev *fyne.KeyEvent, inText bool) bool {
	_, ok := r.find(ev, inText)
	return ok
}

func (r *router) find(ev *fyne.KeyEvent, inText bool) (assistant.Command, bool) {
	key, ok := spell(ev.Name, r.held())
	if !ok {
		return assistant.Command{}, false
	}
	return r.keys.Find(key, inText)
}

// isControl says whether a key is Control alone, with which screen readers are silenced.
func isControl(k fyne.KeyName) bool {
	return k == desktop.KeyControlLeft || k == desktop.KeyControlRight
}

// spelled are the keys that Fyne and the settings spell differently.
var spelled = map[fyne.KeyName]string{fyne.KeyPageUp: "PageUp", fyne.KeyPageDown: "PageDown"}

// spell is a key as the settings have it, "Ctrl+Shift+S"; false: it is none that a
// function can have.
func spell(name fyne.KeyName, held fyne.KeyModifier) (string, bool) {
	if held&^(fyne.KeyModifierControl|fyne.KeyModifierShift) != 0 {
		return "", false
	}
	key := string(name)
	if other, ok := spelled[name]; ok {
		key = other
	}
	if held&fyne.KeyModifierShift != 0 {
		key = "Shift+" + key
	}
	if held&fyne.KeyModifierControl != 0 {
		key = "Ctrl+" + key
	}
	return settings.ParseKey(key)
}
