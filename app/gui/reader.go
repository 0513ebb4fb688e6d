package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"descry/app/messages"
)

// reader shows the answer and reads it: by sentence with Up and Down, by character with
// Left and Right, by word with Control too.
type reader struct {
	widget.BaseWidget
	voice voice
	name  string
	key   string
	lines bool // each sentence is shown on a line of its own
	steps bool // with the focus comes the sentence that is read, not all

	sentences []string
	at        int // sentence
	char      int // in it, in runes

	label   *widget.Label
	ring    *canvas.Rectangle
	focused bool
}

func newReader(v voice, name, key string) *reader {
	r := &reader{voice: v, name: name, key: key}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *reader) CreateRenderer() fyne.WidgetRenderer {
	r.label = widget.NewLabel(r.shown())
	r.label.Wrapping, r.label.Selectable = fyne.TextWrapWord, false
	r.ring = newRing()
	light(r.ring, r.focused)
	return &readerRenderer{widget.NewSimpleRenderer(container.NewStack(r.label, r.ring)), r}
}

type readerRenderer struct {
	fyne.WidgetRenderer
	r *reader
}

// Refresh implements fyne.WidgetRenderer.
func (x *readerRenderer) Refresh() {
	light(x.r.ring, x.r.focused)
	x.r.label.SetText(x.r.shown())
}

func (r *reader) shown() string {
	if len(r.sentences) == 0 {
		return r.name + ": " + r.voice.text(messages.WindowEmpty)
	}
	if r.lines {
		return strings.Join(r.sentences, "\n")
	}
	return strings.Join(r.sentences, " ")
}

// show puts sentences in place of what was there. While more of the same come, the place
// that is read stays.
func (r *reader) show(sentences []string) {
	if len(sentences) < len(r.sentences) || len(r.sentences) > 0 && len(sentences) > 0 && sentences[0] != r.sentences[0] {
		r.at, r.char = 0, 0
	}
	if len(sentences) == len(r.sentences) && strings.Join(sentences, " ") == strings.Join(r.sentences, " ") {
		return
	}
	r.sentences = sentences
	r.Refresh()
}

// Voice implements voiced.
func (r *reader) Voice() string {
	text := strings.Join(r.sentences, " ")
	if r.steps && len(r.sentences) > 0 {
		text = r.sentences[min(r.at, len(r.sentences)-1)]
	}
	if text == "" {
		text = r.voice.text(messages.WindowEmpty)
	}
	return list(r.name, r.voice.text(messages.RoleText), r.key, text)
}

// FocusGained implements fyne.Focusable.
func (r *reader) FocusGained() {
	r.focused = true
	r.Refresh()
	r.voice.place(r, r.Voice())
}

// FocusLost implements fyne.Focusable.
func (r *reader) FocusLost() {
	r.focused = false
	r.Refresh()
}

// Tapped implements fyne.Tappable: touch moves on by a sentence.
func (r *reader) Tapped(*fyne.PointEvent) {
	if r.focused {
		r.read(fyne.KeyDown, false)
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil {
		c.Focus(r)
	}
}

// TypedRune implements fyne.Focusable.
func (r *reader) TypedRune(rune) {}

// KeyUp implements desktop.Keyable.
func (r *reader) KeyUp(*fyne.KeyEvent) {}

// KeyDown implements desktop.Keyable. Keys with Control never reach TypedKey.
func (r *reader) KeyDown(ev *fyne.KeyEvent) {
	router := r.voice.router()
	if !router.down(ev, false) && router.held()&fyne.KeyModifierControl != 0 {
		r.read(ev.Name, true)
	}
}

// TypedKey implements fyne.Focusable; a key that is held reads on.
func (r *reader) TypedKey(ev *fyne.KeyEvent) {
	if !r.voice.router().owns(ev, false) {
		r.read(ev.Name, false)
	}
}

// read moves and says where it is.
func (r *reader) read(key fyne.KeyName, control bool) {
	if len(r.sentences) == 0 {
		if key == fyne.KeyUp || key == fyne.KeyDown {
			r.voice.echo(r.voice.text(messages.WindowEmpty))
		}
		return
	}
	r.at = min(r.at, len(r.sentences)-1)
	text := []rune(r.sentences[r.at])
	switch key {
	case fyne.KeyDown:
		r.at, r.char = min(r.at+1, len(r.sentences)-1), 0
	case fyne.KeyUp:
		r.at, r.char = max(r.at-1, 0), 0
	case fyne.KeyHome:
		r.at, r.char = 0, 0
	case fyne.KeyEnd:
		r.at, r.char = len(r.sentences)-1, 0
	case fyne.KeyLeft, fyne.KeyRight:
		if control {
			r.char = wordAt(text, r.char, key == fyne.KeyRight)
			r.voice.echo(wordFrom(text, r.char))
			return
		}
		if r.char++; key == fyne.KeyLeft {
			r.char -= 2
		}
		r.char = max(min(r.char, len(text)-1), 0)
		r.voice.echo(r.letter(text))
		return
	default:
		return
	}
	r.voice.echo(r.sentences[r.at])
}

func (r *reader) letter(text []rune) string {
	if len(text) == 0 {
		return r.voice.text(messages.WindowEmpty)
	}
	if text[r.char] == ' ' {
		return r.voice.text(messages.WindowSpace)
	}
	return string(text[r.char])
}

// wordAt is where the next word begins, or the one before.
func wordAt(text []rune, at int, forward bool) int {
	starts := []int{0}
	for i := 1; i < len(text); i++ {
		if text[i-1] == ' ' && text[i] != ' ' {
			starts = append(starts, i)
		}
	}
	found := 0
	for _, s := range starts {
		if forward && s > at {
			return s
		}
		if !forward && s < at || forward && s <= at {
			found = s
		}
	}
	return found
}

// wordFrom is the word that begins at a place.
func wordFrom(text []rune, at int) string {
	word, _, _ := strings.Cut(string(text[min(at, len(text)):]), " ")
	return word
}
