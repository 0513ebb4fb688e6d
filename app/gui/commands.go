package gui

import (
	"context"
	"slices"
	"strings"

	"descry/app/assistant"
	"descry/app/messages"
)

// find gives a command of the table.
func find(name string) (assistant.Command, bool) {
	i := slices.IndexFunc(assistant.Commands, func(c assistant.Command) bool { return c.Name == name })
	if i < 0 {
		return assistant.Command{}, false
	}
	return assistant.Commands[i], true
}

// bind gives each command of the table its keys.
func (w *window) bind() {
	for _, c := range assistant.Commands {
		for _, key := range []string{c.Key, c.Second} {
			if chord, ok := parseChord(key); ok {
				w.keys.actions[chord] = func() { w.press(c.Name) }
			}
		}
	}
	stop, _ := parseChord("Escape")
	w.keys.actions[stop] = w.stop
}

// press is a key for a command. That for a question leads to where it is typed.
func (w *window) press(name string) {
	if name == "ask" {
		w.happen(opened{mainPage})
		w.focus(w.question)
		return
	}
	w.command(name)
}

// keyOf is the key of a command in words.
func (w *window) keyOf(name string) string {
	c, _ := find(name)
	return w.spoken(c.Key)
}

// spoken is a key in words: "Control Shift S".
func (w *window) spoken(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "Ctrl", w.text(messages.KeyControl)), "+", " ")
}

// command runs a command of the table.
func (w *window) command(name string) {
	c, ok := find(name)
	if !ok {
		return
	}
	in := assistant.Input{}
	source := w.source()
	switch name {
	case "describe", "check":
		in.Picture = source
	case "ask":
		in.Question = w.question.Text
		if w.looked != source || len(w.host.Assistant().Recent()) == 0 {
			in.Picture = source
		}
	case "say":
		if in.Text = w.question.Text; in.Text == "" {
			in.Text = strings.Join(w.state.said, " ")
		}
	}
	if in.Picture != "" {
		w.looked = source
	}
	in.Say = speaks(c) && !w.settings.Window.Mute
	w.narrator.Heard()
	w.happen(asked{name, in, in.Say})
}

// source is what is looked at: what was named, or the camera.
func (w *window) source() string {
	for _, s := range []string{strings.TrimSpace(w.picture.Text), w.settings.Window.Camera} {
		if s != "" {
			return s
		}
	}
	return "camera"
}

// speaks says whether a command speaks for itself.
func speaks(c assistant.Command) bool {
	return slices.ContainsFunc(c.Flags, func(f assistant.Flag) bool { return f.Name == "say" }) || c.Name == "say"
}

// begin starts a run, which ends the one before.
func (w *window) begin(b begin) {
	w.cancel()
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	c, _ := find(b.command)
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
