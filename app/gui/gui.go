// Package gui is the window: every function by key, by touch and by ear. It knows
// nothing of the parts behind the commands.
//
//	key, touch ─ router ─ event ─ next ─ state ─ widgets
//	                               └ effects ─ Command.Run, narrator
package gui

import (
	"errors"
	"io"
	"strings"

	"fyne.io/fyne/v2"

	"descry/app/messages"
	"descry/app/settings"
)

// Program is what the window needs of the program around it.
type Program struct {
	Version string
	// Open builds the host. It does nothing that takes long: progress hears of the loading
	// of a model, 0 to 1.
	Open func(s settings.Settings, l settings.Layout, in io.Reader, progress func(fraction float64)) Host
}

// Main shows the window until it is closed, and returns the exit status.
func Main(a fyne.App, p Program) int {
	l, err := settings.FindLayout()
	if err != nil {
		return 1
	}
	s, trouble := load(l)
	s.Sounds = !s.Window.Quiet
	var report func(fraction float64) // set before anything is loaded
	host := p.Open(s, l, strings.NewReader(""), func(fraction float64) { report(fraction) })
	defer func() { _ = host.Close() }()
	host.Speaker() // it starts while the window is made
	w := newWindow(a, a.NewWindow(messages.Text(s.Language, messages.WindowTitle)), host, s)
	report = func(fraction float64) { w.post(func() { w.happen(loaded{int(100 * fraction)}) }) }
	a.Lifecycle().SetOnStarted(func() { w.begins(trouble) })
	a.Lifecycle().SetOnExitedForeground(func() { w.seen = false; w.watch() })
	a.Lifecycle().SetOnEnteredForeground(func() { w.seen = true; w.watch() })
	w.runs.Go(func() { _ = host.Warm(w.life) }) // the first question tells what is wrong
	w.win.ShowAndRun()
	w.close()
	return 0
}

// begins tells what the window is, and puts the focus on the first widget.
func (w *window) begins(trouble string) {
	w.state.status = known(messages.WindowReady)
	w.refresh()
	w.greeting = w.text(messages.WindowHello)
	w.win.Canvas().Focus(w.describe)
	if trouble != "" {
		w.happen(noted{trouble})
	}
	w.greets()
}

// close ends what runs. The window is gone already.
func (w *window) close() {
	w.end()
	w.narrator.Silence()
	w.runs.Wait()
}

// load reads the settings, and says what is wrong with them.
func load(l settings.Layout) (settings.Settings, string) {
	s, err := settings.Load(l.Settings)
	var broken *settings.BrokenError
	var value *settings.ValueError
	say := func(id messages.ID, args ...any) (settings.Settings, string) {
		return s, messages.Text(s.Language, id, args...)
	}
	file := messages.Clean(l.Settings)
	switch {
	case err == nil:
		return s, ""
	case errors.As(err, &broken) && broken.Aside != "":
		return say(messages.SettingsBroken, file, messages.Clean(broken.Aside))
	case broken != nil:
		return say(messages.SettingsBrokenStays, file)
	case errors.As(err, &value):
		return say(messages.SettingsValues, strings.Join(value.Keys, ", "), file)
	}
	return say(messages.SettingsUnread, file)
}
