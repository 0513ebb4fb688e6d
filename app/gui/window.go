package gui

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
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
	// Sounds lets short sounds be heard, or not.
	Sounds(heard bool)
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
	opened string             // the picture file or other source that was opened; empty: the camera
	life   context.Context    // ends with the window
	end    context.CancelFunc
	runs   sync.WaitGroup // all goroutines

	main     fyne.CanvasObject
	scroll   *container.Scroll // of the page that is shown
	describe *control
	question *entry
	answer   *reader
	status   *widget.Label
	preview  *preview
	seen     bool           // the window is in front
	back     fyne.Focusable // what had the focus when a page was opened
	coming   bool           // the focus goes back there now
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
	w.life, w.end = context.WithCancel(context.Background())
	keys, _ := assistant.EffectiveKeys(s.Keys)
	w.keys = &router{keys: keys, act: w.press, hush: func() { w.happen(hushed{}) }, held: held}
	h.Assistant().UseCamera(h.Camera(w.source()))
	w.preview = newPreview()
	w.main = w.build()
	w.show(w.main)
	w.refresh()
	win.SetOnDropped(w.dropped)
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

// shown are the commands that have a button on the main page, below the answer; the others
// are on the page of help.
var shown = []string{
	"look", "front", "read", "colours", "people", "where", "check", "more", "stop", "repeat", "previous", "next",
	"open", "camera", "copy", "settings", "help", "quit",
}

// build makes the main page. The order of objects is that of Tab.
func (w *window) build() fyne.CanvasObject {
	w.describe = w.button("describe")
	w.question = newEntry(w, w.text(messages.WindowQuestion), w.key("ask"), w.asks)
	w.question.gained = w.prepare
	w.answer = newReader(w, w.text(messages.WindowAnswer), "")
	w.status = widget.NewLabel("")
	w.status.Wrapping = fyne.TextWrapWord
	box := container.NewVBox(w.describe, w.question, w.answer, w.status, w.preview.image)
	for _, name := range shown {
		box.Add(w.button(name))
	}
	return box
}

// asks is Return in the field for questions.
func (w *window) asks(question string) {
	c, _ := assistant.CommandNamed("ask")
	w.run(c, question)
	w.question.SetText("")
}

// prepare has the picture encoded while a question about it is typed.
func (w *window) prepare() {
	w.work(func(ctx context.Context) func() {
		_ = w.host.Assistant().Ahead(ctx, assistant.Request{}) // the question tells what is wrong
		return func() {}
	})
}

// show puts a page into the window, which may be smaller.
func (w *window) show(page fyne.CanvasObject) {
	w.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 0, 0, theme.Size(theme.SizeNameScrollBar)), page))
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
	w.watch()
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
		w.turn(x)
	}
}

func (w *window) sentence(s sentence) string {
	switch {
	case s.id != "" && s.text != "":
		return w.text(s.id, messages.Clean(s.text))
	case s.id != "":
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
	if w.coming && w.state.phase != idle {
		return // an answer was asked for meanwhile, and this would cut it short
	}
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

// comeBack puts the focus on the main page where it was.
func (w *window) comeBack() {
	f := w.back
	if w.back = nil; f == nil {
		f = w.describe
	}
	w.post(func() {
		w.coming = true
		w.win.Canvas().Focus(f)
		w.coming = false
	})
}

// focus puts the focus somewhere, which then says where it is. It comes after the key
// that asked for it: its letter would be typed there.
func (w *window) focus(f fyne.Focusable) { w.post(func() { w.win.Canvas().Focus(f) }) }
