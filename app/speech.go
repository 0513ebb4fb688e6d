package app

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sync"

	"descry/app/assistant"
	"descry/app/messages"
	"descry/app/settings"
	"descry/models"
	"descry/speech"
	"descry/speech/audio"
	"descry/speech/espeak"
	"descry/speech/helper"
	"descry/speech/sherpa"
	"descry/speech/ssip"
	"descry/speech/wording"
)

// speechRoom is the ROOM of the child that speaks.
const speechRoom = "speech"

// longestText is how much of standard input is spoken, in bytes: about two weeks.
const longestText = 16 << 20

// speaker is a queue on a voice in a child, made when somebody is about to speak.
type speaker struct {
	mu     sync.Mutex
	voice  *helper.Voice // nil: nothing was said yet
	queue  *speech.Queue
	closed bool
	usual  speech.Settings // the person's own
	sounds bool            // earcons are heard
	reader func() bool     // whether a screen reader runs
}

// Speaker implements assistant.Host: somebody is about to speak.
func (a *App) Speaker() assistant.Speaker {
	a.speech() // the child starts while the model loads
	return (*tongue)(a)
}

// tongue is an App as an assistant.Speaker.
type tongue App

// Speak implements assistant.Speaker.
func (t *tongue) Speak(ctx context.Context, u speech.Utterance) *speech.Spoken {
	u.Settings = (*App)(t).manner(u.Settings)
	return (*App)(t).speech().Speak(ctx, u)
}

// Signal implements assistant.Speaker.
func (t *tongue) Signal(e speech.Earcon) {
	if v := t.speaker.signaller(); v != nil {
		v.Signal(e)
	}
}

// manner is how something is said, with the person's own ways where nothing else is asked for.
func (a *App) manner(how speech.Settings) speech.Settings {
	usual := a.speaker.manner()
	if how.Voice == "" { // or the language is that of the voice that was asked for
		how.Voice, how.Language = usual.Voice, cmp.Or(how.Language, usual.Language, messages.English)
		if how.Voice == "" && a.speaker.reader() {
			how.Voice = speechdVoice // one voice at a time; who chose another has it
		}
	}
	how.Rate = cmp.Or(how.Rate, usual.Rate)
	how.Pitch = cmp.Or(how.Pitch, usual.Pitch)
	how.Volume = cmp.Or(how.Volume, usual.Volume)
	how.Punctuation = cmp.Or(how.Punctuation, usual.Punctuation)
	return how
}

// settle makes the settings the person's own way of speaking.
func (s *speaker) settle(c settings.Settings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.usual = speech.Settings{
		Language: c.Language, Voice: c.Voice, Rate: c.Rate, Pitch: c.Pitch, Volume: c.Volume, Punctuation: c.Punctuation,
	}
}

func (s *speaker) manner() speech.Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.usual
}

// speech starts the child that speaks, the first time.
func (a *App) speech() *speech.Queue {
	s := &a.speaker
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue == nil {
		s.voice = helper.Open(helper.Options{
			Executable: a.options.Layout.Executable, Args: speechArgs(a.options.Layout), Log: a.options.Log,
		})
		s.queue = speech.NewQueue(wording.Voice(s.voice))
		s.voice.Prepare(context.Background(), s.usual) // a neural voice takes a second to load
		if s.closed {
			_ = s.close() // Speak then tells that it is
		}
	}
	return s.queue
}

// opened is the voice, if something was to be said already; nil otherwise.
func (s *speaker) opened() *helper.Voice {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.voice
}

// signaller is the voice, if earcons are to be heard from it; nil otherwise.
func (s *speaker) signaller() *helper.Voice {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.sounds {
		return nil
	}
	return s.voice
}

// tryVoice has nothing said, to learn whether anything could be.
func (a *App) tryVoice(ctx context.Context, how speech.Settings) error {
	a.speech()
	return a.speaker.opened().Try(ctx, how)
}

// shut ends what is being said, and the child.
func (s *speaker) shut() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.close()
}

func (s *speaker) close() error {
	if s.queue == nil {
		return nil
	}
	return errors.Join(s.queue.Close(), s.voice.Close())
}

// Text implements assistant.Host. Standard input comes line by line.
func (a *App) Text(ctx context.Context, argument string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if argument != "-" {
			yield(argument, nil)
			return
		}
		r := bufio.NewReader(io.LimitReader(a.options.In, longestText))
		for {
			line, err := r.ReadString('\n')
			switch {
			case ctx.Err() != nil:
				yield("", ctx.Err())
				return
			case line != "" && !yield(line, nil):
				return
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield("", fmt.Errorf("app: reading the text: %w", err))
				return
			}
		}
	}
}

// serveSpeech is the child's side. Its arguments are those of speechArgs.
func serveSpeech(in, out *os.File, args []string) error {
	return helper.Serve(context.Background(), in, out, func(ctx context.Context) (speech.Voice, error) {
		v, err := voice(ctx, args)
		return &dispatched{server: ssip.Open(""), own: v, failed: err}, nil
	})
}

// speechArgs tell the child where the neural voices and their library are.
func speechArgs(l settings.Layout) []string {
	return []string{"worker", speechRoom, l.Models, l.Library}
}

// voice opens the voices on the sound device: neural ones, if one was asked for, and
// espeak-ng. What is missing is found in the order in which a person can do something about it.
func voice(ctx context.Context, args []string) (speech.Voice, error) {
	if len(args) != 2 {
		return nil, fmt.Errorf("app: %d arguments", len(args))
	}
	store, err := models.Open(args[0])
	if err != nil {
		return nil, err
	}
	rungs := []speech.Synthesizer{sherpa.New(args[1], func() []sherpa.Voice { return neuralVoices(store) })}
	switch s, err := espeak.Open(); {
	case err == nil:
		rungs = append(rungs, s)
	case len(neuralVoices(store)) == 0:
		return nil, err
	}
	all := speech.Ladder(rungs...)
	p, err := audio.Open(ctx)
	if err != nil {
		return nil, errors.Join(err, all.Close())
	}
	return speech.NewVoice(all, p), nil
}
