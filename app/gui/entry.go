package gui

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"descry/app/messages"
)

// entry is a line of text that says what is typed.
type entry struct {
	widget.Entry
	voice voice
	name  string
	key   string
	// gained is called when it has the focus; may be nil.
	gained func()
}

func newEntry(v voice, name, key string, submitted func(string)) *entry {
	e := &entry{voice: v, name: name, key: key}
	e.OnSubmitted = submitted
	e.SetPlaceHolder(name)
	e.ExtendBaseWidget(e)
	return e
}

// Voice implements voiced.
func (e *entry) Voice() string {
	text := e.Text
	if text == "" {
		text = e.voice.text(messages.WindowEmpty)
	}
	return list(e.name, e.voice.text(messages.RoleEntry), text, e.key)
}

// FocusGained implements fyne.Focusable.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.voice.place(e, e.Voice())
	if e.gained != nil {
		e.gained()
	}
}

// KeyDown implements desktop.Keyable.
func (e *entry) KeyDown(ev *fyne.KeyEvent) {
	if !e.voice.router().down(ev, true) {
		e.Entry.KeyDown(ev)
	}
}

// TypedShortcut implements fyne.Shortcutable: what was pasted, cut or undone is said.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	before := e.Text
	e.Entry.TypedShortcut(s)
	if e.Text != before {
		e.voice.echo(e.Voice())
	}
}

// TypedKey implements fyne.Focusable.
func (e *entry) TypedKey(ev *fyne.KeyEvent) {
	if e.voice.router().owns(ev, true) {
		return
	}
	before, at := []rune(e.Text), e.CursorTextOffset()
	e.Entry.TypedKey(ev)
	now := e.CursorTextOffset()
	switch ev.Name {
	case fyne.KeyBackspace:
		if at > 0 && at <= len(before) {
			e.voice.echo(e.voice.text(messages.WindowDeleted, e.letter(before[at-1])))
		}
	case fyne.KeyDelete:
		if at < len(before) {
			e.voice.echo(e.voice.text(messages.WindowDeleted, e.letter(before[at])))
		}
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
		if text := []rune(e.Text); now < len(text) {
			e.voice.echo(e.letter(text[now]))
		} else {
			e.voice.echo(e.voice.text(messages.WindowEnd))
		}
	case fyne.KeyUp, fyne.KeyDown:
		e.voice.echo(e.Text)
	}
}

// TypedRune implements fyne.Focusable.
func (e *entry) TypedRune(r rune) {
	e.Entry.TypedRune(r)
	characters, words := e.voice.echoes()
	if words && !unicode.IsLetter(r) && !unicode.IsNumber(r) { // a word is finished
		typed := []rune(e.Text)[:max(e.CursorTextOffset()-1, 0)]
		if all := strings.FieldsFunc(string(typed), func(r rune) bool { return unicode.IsSpace(r) }); len(all) > 0 && !unicode.IsSpace(typed[len(typed)-1]) {
			e.voice.echo(all[len(all)-1])
			return
		}
	}
	if characters {
		e.voice.echo(e.letter(r))
	}
}

// letter is a character as a voice can say it.
func (e *entry) letter(r rune) string {
	switch {
	case r == ' ':
		return e.voice.text(messages.WindowSpace)
	case unicode.IsUpper(r):
		return e.voice.text(messages.WindowCapital, string(r))
	}
	return string(r)
}

// TappedSecondary implements fyne.SecondaryTappable: there is no menu. Fyne's is mute, and all
// that it offers has a key.
func (e *entry) TappedSecondary(*fyne.PointEvent) {}
