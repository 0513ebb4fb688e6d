package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"descry/app/messages"
)

// voiced is a widget that can have the focus and says what it is. All that can have the
// focus in this package are.
type voiced interface {
	fyne.Focusable
	desktop.Keyable
	// Voice says name, role, state, value and key.
	Voice() string
}

var (
	_ voiced = (*control)(nil)
	_ voiced = (*entry)(nil)
	_ voiced = (*reader)(nil)
)

// voice is what the widgets need of the window.
type voice interface {
	// place says where a person is; the widget is brought into view.
	place(v fyne.CanvasObject, text string)
	// echo says what was typed.
	echo(text string)
	// text is a sentence in the person's language.
	text(id messages.ID, args ...any) string
	// router has the keys.
	router() *router
	// echoes says what is to be said of what is typed.
	echoes() (characters, words bool)
}

// ringWidth is that of the focus ring: 3 px at least (spec.md).
const ringWidth = 4

// ring is what shows the focus.
func newRing() *canvas.Rectangle {
	r := canvas.NewRectangle(nil)
	r.StrokeWidth = ringWidth
	return r
}

func light(r *canvas.Rectangle, on bool) {
	if r.StrokeColor = nil; on {
		r.StrokeColor = theme.Color(theme.ColorNameFocus)
	}
	r.Refresh()
}

// control is a button, a switch or a choice: a large target with a text that wraps.
type control struct {
	widget.BaseWidget
	voice voice
	role  messages.ID
	name  string
	key   string        // by which it can be had from anywhere, in words; may be empty
	value func() string // nil: none
	act   func()        // by Space, Return or touch
	step  func(by int)  // by Left and Right; nil: nothing
	note  string        // what else is said of it
	// values are what a choice chooses from.
	values []string

	label   *widget.Label
	face    *canvas.Rectangle
	ring    *canvas.Rectangle
	focused bool
}

func newControl(v voice, role messages.ID, name, key string, act func()) *control {
	c := &control{voice: v, role: role, name: name, key: key, act: act}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *control) CreateRenderer() fyne.WidgetRenderer {
	c.label = widget.NewLabel(c.shown())
	c.label.Wrapping, c.label.Alignment = fyne.TextWrapWord, fyne.TextAlignCenter
	c.label.TextStyle.Bold = true
	c.face, c.ring = canvas.NewRectangle(theme.Color(theme.ColorNameButton)), newRing()
	c.face.StrokeWidth, c.face.StrokeColor = 1, theme.Color(theme.ColorNameInputBorder)
	light(c.ring, c.focused)
	return &controlRenderer{widget.NewSimpleRenderer(container.NewStack(c.face, c.label, c.ring)), c}
}

// controlRenderer follows the theme and the value.
type controlRenderer struct {
	fyne.WidgetRenderer
	c *control
}

// Refresh implements fyne.WidgetRenderer.
func (r *controlRenderer) Refresh() {
	r.c.face.FillColor, r.c.face.StrokeColor = theme.Color(theme.ColorNameButton), theme.Color(theme.ColorNameInputBorder)
	r.c.face.Refresh()
	light(r.c.ring, r.c.focused)
	r.c.label.SetText(r.c.shown())
}

// shown is the text on it.
func (c *control) shown() string {
	text := c.name
	if c.value != nil {
		text += ": " + c.value()
	}
	if c.key != "" {
		text += " (" + c.key + ")"
	}
	if c.note != "" {
		text += "\n" + c.note
	}
	return text
}

// Voice implements voiced.
func (c *control) Voice() string {
	value := ""
	if c.value != nil {
		value = c.value()
	}
	return list(c.name, c.voice.text(c.role), value, c.key, c.note)
}

// list joins what isn't empty, as a voice can say it.
func list(parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, ", ")
}

// FocusGained implements fyne.Focusable.
func (c *control) FocusGained() {
	c.focused = true
	c.Refresh()
	c.voice.place(c, c.Voice())
}

// FocusLost implements fyne.Focusable.
func (c *control) FocusLost() {
	c.focused = false
	c.Refresh()
}

// TypedRune implements fyne.Focusable.
func (c *control) TypedRune(rune) {}

// TypedKey implements fyne.Focusable. Keys act when they go down.
func (c *control) TypedKey(*fyne.KeyEvent) {}

// KeyUp implements desktop.Keyable.
func (c *control) KeyUp(*fyne.KeyEvent) {}

// KeyDown implements desktop.Keyable.
func (c *control) KeyDown(ev *fyne.KeyEvent) {
	if c.voice.router().down(ev, false) {
		return
	}
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		c.do()
	case fyne.KeyLeft:
		c.move(-1)
	case fyne.KeyRight:
		c.move(1)
	}
}

// Tapped implements fyne.Tappable.
func (c *control) Tapped(*fyne.PointEvent) { c.do() }

func (c *control) do() {
	switch {
	case c.act != nil:
		c.act()
	case c.step != nil:
		c.move(1)
	}
	c.changed()
}

func (c *control) move(by int) {
	if c.step != nil {
		c.step(by)
		c.changed()
	}
}

// changed says and shows the new value.
func (c *control) changed() {
	if c.value != nil {
		c.Refresh()
		c.voice.place(c, c.value())
	}
}
