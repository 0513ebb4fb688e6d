package gui

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
)

// choices are the settings, as widgets.
func (w *window) choices() []fyne.CanvasObject {
	s := &w.settings
	voice := w.choice(messages.WindowVoice, []string{""}, func() string { return s.Voice }, func(s *settings.Settings, v string) { s.Voice = v })
	camera := w.choice(messages.WindowCameraName, []string{""}, func() string { return s.Window.Camera }, func(s *settings.Settings, v string) { s.Window.Camera = v })
	w.fill(voice, camera)
	return []fyne.CanvasObject{
		w.toggle(messages.WindowOwnVoice, func(s *settings.Settings) *bool { return &s.Window.Mute }, true),
		voice,
		w.number(messages.WindowRate, func(s *settings.Settings) *int { return &s.Rate }, usualRate, rateStep, settings.MinRate, settings.MaxRate),
		w.number(messages.WindowVolume, func(s *settings.Settings) *int { return &s.Volume }, usualVolume, volumeStep, settings.MinVolume, settings.MaxVolume),
		w.toggle(messages.WindowSounds, func(s *settings.Settings) *bool { return &s.Window.Quiet }, true),
		w.choice(messages.WindowEcho, append([]string{""}, settings.Echoes()...), func() string { return s.Window.Echo }, func(s *settings.Settings, v string) { s.Window.Echo = v }),
		w.choice(messages.WindowDetail, []string{"brief", "", "full"}, func() string { return s.Detail }, func(s *settings.Settings, v string) { s.Detail = v }),
		camera,
		w.toggle(messages.WindowPreview, func(s *settings.Settings) *bool { return &s.Window.Preview }, false),
		w.choice(messages.WindowTheme, append([]string{""}, settings.Themes()...), func() string { return s.Window.Theme }, func(s *settings.Settings, v string) { s.Window.Theme = v }),
		w.number(messages.WindowTextSize, func(s *settings.Settings) *int { return &s.Window.TextSize }, settings.MinTextSize, 25, settings.MinTextSize, settings.MaxTextSize),
		w.button("models"),
		w.control(messages.RoleButton, w.text(messages.WindowKeys), "", func() { w.happen(opened{keysPage, ""}) }),
	}
}

// choice is one value of several. What a value is called is a message of its own, or the
// value.
func (w *window) choice(name messages.ID, values []string, get func() string, set func(*settings.Settings, string)) *control {
	c := w.control(messages.RoleChoice, w.text(name), "", nil)
	c.values = values
	c.value = func() string { return w.called(name, get()) }
	c.step = func(by int) {
		at := max(slices.Index(c.values, get()), 0) + by + len(c.values)
		w.set(func(s *settings.Settings) { set(s, c.values[at%len(c.values)]) })
	}
	return c
}

// called is what a value of a setting is called.
func (w *window) called(name messages.ID, value string) string {
	if text, ok := messages.Value(w.settings.Language, name, value); ok {
		return text
	}
	return messages.Clean(strings.TrimPrefix(value, "camera:"))
}

// toggle is on or off. inverted: the setting says that it is off.
func (w *window) toggle(name messages.ID, of func(*settings.Settings) *bool, inverted bool) *control {
	c := w.control(messages.RoleSwitch, w.text(name), "", nil)
	c.value = func() string {
		if *of(&w.settings) != inverted {
			return w.text(messages.WindowOn)
		}
		return w.text(messages.WindowOff)
	}
	c.step = func(int) { w.set(func(s *settings.Settings) { *of(s) = !*of(s) }) }
	return c
}

// number is one between two bounds.
func (w *window) number(name messages.ID, of func(*settings.Settings) *int, usual, step, low, high int) *control {
	c := w.control(messages.RoleChoice, w.text(name), "", nil)
	c.value = func() string { return strconv.Itoa(stepped(*of(&w.settings), usual, 0, low, high)) }
	c.step = func(by int) {
		w.set(func(s *settings.Settings) { *of(s) = stepped(*of(s), usual, by*step, low, high) })
	}
	return c
}

// set changes a setting and what follows from it.
func (w *window) set(change func(*settings.Settings)) {
	before := w.settings.Window
	if !w.keep(change) {
		return
	}
	after := w.settings.Window
	if before.Theme != after.Theme || before.TextSize != after.TextSize {
		w.app.Settings().SetTheme(newLook(after))
	}
	if before.Camera != after.Camera {
		w.host.Assistant().UseCamera(w.host.Camera(w.source()))
	}
	w.narrator.Mute(after.Mute)
	w.host.Sounds(!after.Quiet)
	w.watch()
}

// fill lets voices and cameras be chosen, once it is known which there are.
func (w *window) fill(voice, camera *control) {
	w.work(func(ctx context.Context) func() {
		voices, cameras := []string{""}, []string{""}
		for e, err := range w.host.Models().Voices(ctx, true) {
			if l, ok := e.(assistant.Listed); ok && err == nil && l.Installed {
				voices = append(voices, l.ID)
			}
		}
		devices, _ := w.host.Cameras(ctx) // none are no choice; looking tells why
		for _, d := range devices {
			cameras = append(cameras, "camera:"+d.ID)
		}
		return func() { voice.values, camera.values = voices, cameras }
	})
}

// changeKeys gives a command other keys.
func (w *window) changeKeys(name, text string) {
	changed, problem := assistant.ChangeKeys(w.settings.Language, w.settings.Keys, name, text)
	if problem != "" {
		w.happen(noted{problem})
		return
	}
	if !w.keep(func(s *settings.Settings) { s.Keys = changed }) {
		return
	}
	w.keys.keys, _ = assistant.EffectiveKeys(w.settings.Keys)
	w.main = w.build()
	w.back = nil
	b, _ := w.keys.keys.Of(name)
	w.happen(opened{keysPage, ""})
	w.happen(noted{b.Help(w.settings.Language)})
}
