// Package cli is the command line: the verbs of the table of commands, whose
// events it prints. It knows nothing of the parts behind them.
//
//	arguments ─ cobra ─ Input ─ Command.Run ─ events ─┬─ sentences ─ standard output
//	                                                  └─ notices, problems ─ standard error
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
)

// The exit statuses (spec.md). One that a signal caused is 128 and its number, as
// shells have it: 130 for an interrupt.
const (
	statusDone = iota
	statusFailed
	statusUsage
	statusDeclined // answered "I can't tell", with --strict
)

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Host is what the commands run on.
type Host interface {
	assistant.Host
	// Loaded names the model files that were loaded and how long that took; zero
	// while none is.
	Loaded() (text, projector string, took time.Duration)
	// Close ends what runs and frees all.
	Close() error
}

// Program is what the command line needs of the program around it.
type Program struct {
	Version string
	// Open builds the host; in is where the picture "-" is read from. It does
	// nothing that takes long: progress hears of the loading of a model, 0 to 1,
	// once one is needed.
	Open func(s settings.Settings, l settings.Layout, in io.Reader, progress func(fraction float64)) Host
}

// Main runs one command line, without the program's name, and returns the exit
// status. An interrupt ends it, or the whole process where something holds on.
func Main(args []string, std Streams, p Program) int {
	ctx, stop := interruptible(context.Background())
	defer stop()
	s := newSession(std, p)
	// A shell that asks for completions hears nothing of what is wrong with the
	// settings, so they are left alone.
	if len(args) == 0 || !strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		s.load()
	}
	status := s.main(ctx, args)
	if n, ok := interruption(ctx); ok {
		return n
	}
	return status
}

// NoWindow says that there is no window, and how to use the command line.
func NoWindow(std Streams, p Program) int {
	s := newSession(std, p)
	s.load()
	s.problem(s.text(messages.NoWindow))
	fmt.Fprintln(s.err)
	s.help(s.err, s.root(context.Background()))
	return statusUsage
}

// session is one command line at work.
type session struct {
	program  Program
	in       io.Reader
	out      *output
	err      *output
	layout   settings.Layout
	settings settings.Settings
	lasting  bool  // settings may be saved
	homeless error // the person's folders were not found
	status   int
	invited  bool        // it was said what can be typed
	typing   atomic.Bool // a person types
}

func newSession(std Streams, p Program) *session {
	return &session{program: p, in: std.In, out: &output{w: std.Out}, err: &output{w: std.Err}}
}

// main parses and runs the command line.
func (s *session) main(ctx context.Context, args []string) int {
	root := s.root(ctx)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var wrong *usageError
	switch {
	case errors.As(err, &wrong):
		s.problem(wrong.text + " " + s.text(messages.CLISeeHelp, wrong.see))
		return statusUsage
	case err != nil: // cobra's own, of which none is left that a person can cause
		s.problem(s.text(messages.Failed))
		return statusFailed
	case s.out.failed() != nil:
		s.problem(s.text(messages.OutputFailed))
		return statusFailed
	}
	return s.status
}

// text is a sentence in the person's language.
func (s *session) text(id messages.ID, args ...any) string {
	return messages.Text(s.settings.Language, id, args...)
}

// problem says what is wrong, or a notice, on a line of its own. A standard error
// that can't be written to has nobody who listens.
func (s *session) problem(sentence string) { fmt.Fprintln(s.err, messages.Clean(sentence)) }

// load reads the settings, says what is wrong with them, and goes on with what can
// be used. It comes first: even the help is in the person's language.
func (s *session) load() {
	l, err := settings.FindLayout()
	if err != nil {
		s.homeless = &noLayout{err}
		return
	}
	s.layout = l
	s.settings, err = settings.Load(l.Settings)
	s.lasting = err == nil
	var broken *settings.BrokenError
	var value *settings.ValueError
	file := messages.Clean(l.Settings)
	switch {
	case err == nil:
	case errors.As(err, &broken) && broken.Aside != "":
		s.lasting = true
		s.problem(s.text(messages.SettingsBroken, file, messages.Clean(broken.Aside)))
	case broken != nil:
		s.problem(s.text(messages.SettingsBrokenStays, file))
	case errors.As(err, &value):
		s.problem(s.text(messages.SettingsValues, list(value.Keys), file))
	default:
		s.problem(s.text(messages.SettingsUnread, file))
	}
}

// noLayout is the failure to find the person's folders (messages.Teller).
type noLayout struct{ error }

// Message implements messages.Teller.
func (*noLayout) Message() (messages.ID, []any) { return messages.NoLayout, nil }

// raise makes the exit status worse: failed before declined before done.
func (s *session) raise(status int) {
	if s.status != statusFailed && status != statusDone {
		s.status = status
	}
}
