package gui

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
)

// Host is what the window runs on.
type Host interface {
	assistant.Host
	// Warm loads the model ahead of the first question.
	Warm(ctx context.Context) error
	// Keep changes the settings, in the file and for what is said next.
	Keep(change func(*settings.Settings)) error
	// Close ends what runs and frees all.
	Close() error
}

// window is the window at work. All of it but run is used by Fyne's goroutine alone.
type window struct {
	app      fyne.App
	win      fyne.Window
	host     Host
	narrator *assistant.Narrator
	settings settings.Settings
	keys     *router
	// post has something done by Fyne's goroutine, later.
	post func(func())

	state  state
	cancel context.CancelFunc // of the run
	looked string             // the source of the scene that is there
	runs   sync.WaitGroup

	main     fyne.CanvasObject
	scroll   *container.Scroll // of the page that is shown
	describe *control
	question *entry
	picture  *entry
	answer   *reader
	status   *widget.Label
	back     fyne.Focusable // what had the focus when a page was opened
	greeting string         // is said before the first place
	placed   string         // what was said last of a place, and when
	placedAt time.Time
}

// newWindow makes the window; start then brings it to life.
func newWindow(a fyne.App, win fyne.Window, h Host, s settings.Settings) *window {
	w := &window{app: a, win: win, host: h, settings: s, narrator: assistant.NewNarrator(h.Speaker), cancel: func() {}}
	w.post = func(f func()) { fyne.Do(f) }
	w.narrator.Mute(s.Window.Mute)
	a.Settings().SetTheme(newLook(s.Window))
	w.keys = &router{actions: map[chord]func(){}, hush: func() { w.happen(hushed{}) }, held: held}
	w.bind()
	w.main = w.build()
	w.show(w.main)
	w.refresh()
	// With nothing focused the canvas gets the keys.
	if c, ok := win.Canvas().(desktop.Canvas); ok {
		c.SetOnKeyDown(func(ev *fyne.KeyEvent) { w.keys.down(ev, false) })
	}
	win.Resize(fyne.NewSize(800, 600))
	return w
}

// held are the keys that are held now.
func held() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// build makes the main page. The order of objects is that of Tab.
func (w *window) build() fyne.CanvasObject {
	w.describe = w.button("describe")
	w.question = newEntry(w, w.text(messages.WindowQuestion), w.keyOf("ask"), func(string) { w.command("ask") })
	w.picture = newEntry(w, w.text(messages.WindowPicture), w.keyOf("open"), func(string) { w.command("describe") })
	w.answer = newReader(w, w.text(messages.WindowAnswer), "")
	w.status = widget.NewLabel("")
	w.status.Wrapping = fyne.TextWrapWord
	box := container.NewVBox(w.describe, w.question, w.answer, w.status, w.picture)
	for _, c := range assistant.Commands {
		if c.Key != "" && c.Name != "describe" && c.Name != "ask" {
			box.Add(w.button(c.Name))
		}
	}
	box.Add(newControl(w, messages.RoleButton, w.text(messages.WindowStop), w.spoken("Escape"), w.stop))
	return box
}

// button is one for a command of the table.
func (w *window) button(name string) *control {
	c, _ := find(name)
	return newControl(w, messages.RoleButton, w.text(messages.Button(name)), w.spoken(c.Key), func() { w.command(name) })
}

// show puts a page into the window.
func (w *window) show(page fyne.CanvasObject) {
	w.scroll = container.NewVScroll(page)
	w.win.SetContent(w.scroll)
}

// happen changes the state and does what follows from it.
func (w *window) happen(e event) {
	var effects []effect
	w.state, effects = next(w.state, e)
	for _, x := range effects {
		w.perform(x)
	}
	w.refresh()
}

// refresh shows the state.
func (w *window) refresh() {
	w.answer.show(w.state.said)
	if text := w.sentence(w.state.status); text != w.status.Text {
		w.status.SetText(text)
	}
}

// perform does one thing.
func (w *window) perform(x effect) {
	switch x := x.(type) {
	case begin:
		w.begin(x)
	case cancel:
		w.cancel()
	case silence:
		w.narrator.Silence()
	case tell:
		if x.problem {
			w.narrator.Trouble()
		}
		w.narrator.Tell(w.sentence(x.sentence))
	case turn:
		w.turn(x.page)
	}
}

func (w *window) sentence(s sentence) string {
	if s.id != "" {
		return w.text(s.id)
	}
	return messages.Clean(s.text)
}

// stop is Escape.
func (w *window) stop() { w.happen(escaped{w.narrator.Silence()}) }

// text implements voice.
func (w *window) text(id messages.ID, args ...any) string {
	return messages.Text(w.settings.Language, id, args...)
}

// router implements voice.
func (w *window) router() *router { return w.keys }

// echo implements voice.
func (w *window) echo(text string) {
	w.happen(moved{})
	w.narrator.Place(text)
}

// echoes implements voice.
func (w *window) echoes() (characters, words bool) {
	e := w.settings.Window.Echo
	return e == "" || e == settings.EchoCharacters, e == "" || e == settings.EchoWords
}

// once is how long after a place was said Fyne's telling of it again is no news: it does
// so when a window comes up.
const once = 500 * time.Millisecond

// place implements voice.
func (w *window) place(o fyne.CanvasObject, text string) {
	w.reveal(o)
	if text == w.placed && time.Since(w.placedAt) < once {
		return
	}
	w.placed, w.placedAt = text, time.Now()
	w.happen(moved{})
	if w.greeting != "" {
		text, w.greeting = text+". "+w.greeting, ""
	}
	w.narrator.Place(text)
}

// reveal scrolls until a widget can be seen.
func (w *window) reveal(o fyne.CanvasObject) {
	if w.scroll == nil || w.scroll.Content == nil {
		return
	}
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(w.scroll.Content).Y
	high, view := o.Size().Height, w.scroll.Size().Height
	switch offset := w.scroll.Offset.Y; {
	case top < offset || high > view:
		w.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case top+high > offset+view:
		w.scroll.ScrollToOffset(fyne.NewPos(0, top+high-view))
	}
}

// focus puts the focus somewhere, which then says where it is. It comes after the key
// that asked for it: its letter would be typed there.
func (w *window) focus(f fyne.Focusable) { w.post(func() { w.win.Canvas().Focus(f) }) }
