// Package app puts the real parts together. It is the only place that builds
// them; it knows nothing of windows or of a command line's words.
package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"descry/app/assistant"
	"descry/app/settings"
	"descry/camera"
	"descry/camera/still"
	"descry/inference"
	"descry/internal/lockup"
	"descry/internal/screenreader"
	"descry/internal/turn"
)

// Options says what to build from.
type Options struct {
	Settings settings.Settings
	Layout   settings.Layout
	In       io.Reader // where the picture "-" is read from
	// Cameras are this system's; nil: this version can't open them.
	Cameras camera.Source
	// Progress hears of the loading of a model, 0 to 1; may be nil. It is called
	// by one goroutine at a time.
	Progress func(fraction float64)
	Log      *slog.Logger // durations and counts only; nil: none
}

// App is Descry put together: an assistant with the real parts behind it. Its
// methods may be called by several goroutines.
type App struct {
	options   Options
	file      sync.Mutex // who has it may change the settings file
	assistant *assistant.Assistant
	waits     *assistant.Waits
	// viewfinders have a lock of their own.
	viewfinders viewfinders
	turn        *turn.Turn       // who has it may use what follows
	engine      inference.Engine // nil: not opened yet
	speaker     speaker
	// text, projector and took tell of the loaded model.
	text, projector string
	took            time.Duration
	locked          lockup.Report // of the process that runs it
	eyes            eye           // what it was given to encode pictures
}

// Open builds the parts. Nothing that takes long or can fail happens before it is
// needed: a model is loaded for the first question.
func Open(o Options) *App {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Cameras = fitted(o.Cameras, o.Settings)
	a := &App{options: o, turn: turn.New(inference.ErrClosed)}
	a.speaker.settle(o.Settings)
	a.Sounds(o.Settings.Sounds)
	a.waits = assistant.NewWaits(o.Settings.Waits)
	a.speaker.reader = sync.OnceValue(func() bool { return screenreader.On(context.Background()) })
	a.assistant = assistant.New(assistant.Options{
		Engine:     a.open,
		Thresholds: thresholds(o.Settings.Thresholds),
		Language:   o.Settings.Language,
		Offer:      a.offer,
		Waits:      a.waits,
	})
	return a
}

// Assistant implements assistant.Host.
func (a *App) Assistant() *assistant.Assistant { return a.assistant }

// Folder implements assistant.Host.
func (a *App) Folder(ctx context.Context, name string) (assistant.Folder, error) {
	// What is wrong with a name is told when it is opened.
	if info, err := os.Stat(name); name == "-" || isLive(name) || err != nil || !info.IsDir() {
		return assistant.Folder{}, ctx.Err()
	}
	pictures, others, err := still.Folder(ctx, name)
	return assistant.Folder{Pictures: pictures, Others: others}, err
}

// Loaded names the pair of files that the engine runs, and how long they took to
// load; zero while none is. It waits while a model is being loaded.
func (a *App) Loaded() (text, projector string, took time.Duration) {
	if a.turn.Take(context.Background()) != nil {
		return "", "", 0 // closed
	}
	defer a.turn.Give()
	return a.text, a.projector, a.took
}

// lockup says what the process that runs the model has given away.
func (a *App) lockup() lockup.Report {
	if a.turn.Take(context.Background()) != nil {
		return lockup.Report{} // closed
	}
	defer a.turn.Give()
	return a.locked
}

// Close ends what runs and closes the parts, the last opened first. The App must
// not be used afterwards.
func (a *App) Close() error {
	a.assistant.Stop()
	if known, fresh := a.waits.Learned(); fresh {
		// Where it can't be saved, it is learned again the next time: no harm.
		_ = a.keep(func(s *settings.Settings) { s.Waits = known })
	}
	silent := a.speaker.shut()
	a.turn.Shut()
	defer a.turn.Give()
	err := errors.Join(silent, a.viewfinders.close())
	if a.engine == nil {
		return err
	}
	e := a.engine
	a.engine = nil
	return errors.Join(err, e.Close())
}

// thresholds are those of the assistant with a person's own in their place.
func thresholds(own *settings.Thresholds) assistant.Thresholds {
	t := assistant.DefaultThresholds
	if own == nil {
		return t
	}
	for _, v := range []struct {
		own float64
		to  *float64
	}{
		{own.Plain, &t.Plain},
		{own.Hedged, &t.Hedged},
		{own.Weak, &t.Weak},
		{own.YesPlain, &t.YesPlain},
		{own.YesHedged, &t.YesHedged},
	} {
		if v.own > 0 {
			*v.to = v.own
		}
	}
	return t
}
