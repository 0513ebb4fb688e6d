package gui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
)

// functions are the commands that the window does by itself.
func (w *window) functions() map[string]func() {
	return map[string]func(){
		"stop":     w.stop,
		"copy":     w.copy,
		"slower":   w.tune(rate, -rateStep, messages.WindowSlower),
		"faster":   w.tune(rate, rateStep, messages.WindowFaster),
		"softer":   w.tune(volume, -volumeStep, messages.WindowSofter),
		"louder":   w.tune(volume, volumeStep, messages.WindowLouder),
		"open":     func() { w.happen(opened{promptPage, "open"}) },
		"paste":    w.paste,
		"camera":   w.nextCamera,
		"help":     func() { w.happen(opened{helpPage, ""}) },
		"welcome":  func() { w.happen(opened{welcomePage, ""}) },
		"settings": func() { w.happen(opened{settingsPage, ""}) },
		"quit":     w.win.Close,
	}
}

// How much a key changes how the voice speaks, and what espeak-ng does by itself: 175 words a
// minute (espeak-ng(1), -s), and as loud as it is.
const (
	usualRate, rateStep     = 175, 25
	usualVolume, volumeStep = 100, 10
)

// rate and volume change how the voice speaks.
func rate(s *settings.Settings, by int) {
	s.Rate = stepped(s.Rate, usualRate, by, settings.MinRate, settings.MaxRate)
}

func volume(s *settings.Settings, by int) {
	s.Volume = stepped(s.Volume, usualVolume, by, settings.MinVolume, settings.MaxVolume)
}

// stepped is a value one step on, within its bounds; 0 stands for the usual one.
func stepped(value, usual, by, low, high int) int {
	if value == 0 {
		value = usual
	}
	return min(max(value+by, low), high)
}

// press is a key or a button for a command. Where something is to be typed first, it leads
// there.
func (w *window) press(name string) {
	c, ok := assistant.CommandNamed(name)
	if !ok {
		return
	}
	if act := w.functions()[name]; act != nil {
		act()
		return
	}
	switch name {
	case "ask":
		w.happen(opened{})
		w.focus(w.question)
	case "where", "say":
		w.happen(opened{promptPage, name})
	case "models":
		w.happen(opened{modelsPage, ""})
	default:
		w.run(c, "")
	}
}

// run runs a command with what was typed for it.
func (w *window) run(c assistant.Command, typed string) {
	in := assistant.Input{}
	if i := len(c.Args) - 1; typed != "" && i >= 0 {
		c.Args[i].Set(&in, typed)
	}
	if d, ok := assistant.ParseDetail(w.settings.Detail); ok && c.Name == "describe" {
		in.Detail = d
	}
	// A question about nothing is one about what is there to be seen.
	if c.Fresh || (c.Name == "ask" || c.Name == "check") && len(w.host.Assistant().Recent()) == 0 {
		in.Picture = w.source()
	}
	w.start(c.Name, in)
}

// start begins a run of a command, or of one below it: "models pull".
func (w *window) start(name string, in assistant.Input) {
	in.Say = aloud(name) && !w.settings.Window.Mute
	w.narrator.Heard()
	w.happen(asked{name, in, aloud(name) || w.settings.Window.Mute})
}

// command finds one of the table by its name, or one below it.
func command(name string) assistant.Command {
	first, sub, _ := strings.Cut(name, " ")
	c, _ := assistant.CommandNamed(first)
	for _, s := range c.Subs {
		if s.Name == sub {
			return s
		}
	}
	return c
}

// aloud says whether a command speaks what it has to say by itself; the window has the
// others said.
func aloud(name string) bool {
	return !slices.Contains([]string{"look", "check", "cameras", "models", "models use", "voices", "doctor", "bench"}, name)
}

// source is what is looked at: what was opened, or the camera.
func (w *window) source() string {
	if w.opened != "" {
		return w.opened
	}
	return w.camera()
}

// camera is the one that a person chose, or the first that there is.
func (w *window) camera() string {
	if c := w.settings.Window.Camera; c != "" {
		return c
	}
	return "camera"
}

// look opens a source of pictures and has it described.
func (w *window) look(source string) {
	if w.opened = strings.TrimSpace(source); w.opened == w.camera() {
		w.opened = ""
	}
	w.host.Assistant().UseCamera(w.host.Camera(w.source()))
	w.press("describe")
}

// submit is what was typed on a prompt page.
func (w *window) submit(about, text string) {
	if name, ok := strings.CutPrefix(about, keysPrefix); ok {
		w.changeKeys(name, text)
		return
	}
	if about == "open" {
		w.look(text)
		return
	}
	if c, ok := assistant.CommandNamed(about); ok {
		w.run(c, text)
	}
}

// copy puts the answer into the clipboard.
func (w *window) copy() {
	if len(w.state.said) == 0 {
		w.happen(changed{w.text(messages.NothingSaid)})
		return
	}
	w.app.Clipboard().SetContent(strings.Join(w.state.said, " "))
	w.happen(changed{w.text(messages.WindowCopied)})
}

// paste looks at the file that the clipboard names.
func (w *window) paste() {
	text := strings.TrimSpace(w.app.Clipboard().Content())
	first, _, _ := strings.Cut(text, "\n")
	if first = strings.TrimSpace(strings.TrimPrefix(first, "file://")); first == "" {
		w.happen(changed{w.text(messages.WindowPasteEmpty)})
		return
	}
	w.look(first)
}

// dropped looks at the first of the files that were dropped on the window.
func (w *window) dropped(_ fyne.Position, files []fyne.URI) {
	if len(files) > 0 {
		w.look(files[0].Path())
	}
}

// nextCamera looks through the next camera from now on.
func (w *window) nextCamera() {
	w.narrator.Heard()
	w.work(func(ctx context.Context) func() {
		devices, err := w.host.Cameras(ctx)
		return func() {
			if err != nil {
				w.happen(changed{messages.For(w.settings.Language, err)})
				return
			}
			at := 0
			for i, d := range devices {
				if w.opened == "" && w.camera() == "camera:"+d.ID {
					at = (i + 1) % len(devices)
				}
			}
			w.opened = ""
			w.keep(func(s *settings.Settings) { s.Window.Camera = "camera:" + devices[at].ID })
			w.host.Assistant().UseCamera(w.host.Camera(w.source()))
			w.happen(changed{w.text(messages.WindowCamera, messages.Clean(devices[at].Name))})
		}
	})
}

// tune makes what changes how the voice speaks, and says so in the new way.
func (w *window) tune(change func(s *settings.Settings, by int), by int, id messages.ID) func() {
	return func() {
		if w.keep(func(s *settings.Settings) { change(s, by) }) {
			w.happen(changed{w.text(id)})
		}
	}
}

// keep changes the settings; what is wrong is told.
func (w *window) keep(change func(*settings.Settings)) bool {
	err := w.host.Keep(change)
	if err != nil {
		w.happen(changed{messages.For(w.settings.Language, err)})
		return false
	}
	change(&w.settings)
	return true
}

// work does something that takes a while, and then what it gives, by Fyne's goroutine.
func (w *window) work(do func(ctx context.Context) (then func())) {
	w.runs.Go(func() {
		if then := do(w.life); w.life.Err() == nil {
			w.post(then)
		}
	})
}

// begin starts a run, which ends the one before.
func (w *window) begin(b begin) {
	w.cancel()
	ctx, cancel := context.WithCancel(w.life)
	w.cancel = cancel
	c := command(b.command)
	w.runs.Go(func() {
		defer cancel()
		for e, err := range c.Run(ctx, w.host, b.input) {
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				text := messages.For(w.settings.Language, err)
				w.post(func() { w.happen(failed{b.run, text}) })
			default:
				w.post(func() { w.happen(happened{b.run, e}) })
			}
		}
		w.post(func() { w.happen(ended{b.run}) })
	})
}
