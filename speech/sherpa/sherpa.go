// Package sherpa makes speech with neural voices (Piper, Kokoro, Kitten) by the library
// sherpa-onnx, which is opened at run time. It knows nothing of sound devices, and of where
// voices come from.
//
// The library ends the process on what it doesn't like. So all is checked before, and it belongs
// into a child all the same.
package sherpa

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"descry/internal/turn"
	"descry/speech"
)

// Library is the file's name. It finds ONNX Runtime beside it.
const Library = "libsherpa-onnx-c-api.so"

const (
	// usualRate is about how fast these voices speak by themselves, in words a minute.
	usualRate = 175
	// patience is how long a voice may take to load before another one says the text.
	patience = time.Second
	// mostLoaded voices are kept, the last ones used: 100 to 700 MB each.
	mostLoaded = 2
)

// Voice is one that is here.
type Voice struct {
	// ID is as Settings.Voice takes it. A plus and a number after it choose a speaker, 0 the first.
	ID string
	// Folder holds its files, as Inspect wants them.
	Folder string
}

// Synthesizer is a speech.Synthesizer of all neural voices that are here.
type Synthesizer struct {
	library string
	voices  func() []Voice
	turn    *turn.Turn // who has it may use loads
	loads   []*load    // the last used is the last
	ctx     context.Context
	end     context.CancelFunc
	wg      sync.WaitGroup // of loadings and renderings; who has the turn adds to it
}

// load is a voice that is being loaded, or was.
type load struct {
	id   string
	done chan struct{}
	// Valid after done.
	model *model
	files Files
	err   error
	turn  *turn.Turn // who has it may use model
}

var (
	_ speech.Synthesizer = (*Synthesizer)(nil)
	_ speech.Preparer    = (*Synthesizer)(nil)
)

// Available says whether the library lies in a folder, and this build can open it.
func Available(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, Library))
	return builtIn && err == nil
}

// New makes a Synthesizer with the library of a folder. voices tells which are here, anew for
// each text.
func New(library string, voices func() []Voice) *Synthesizer {
	s := &Synthesizer{library: library, voices: voices, turn: turn.New(speech.ErrClosed)}
	s.ctx, s.end = context.WithCancel(context.Background())
	return s
}

// Prepare implements speech.Preparer: it loads the voice that would speak, without waiting.
func (s *Synthesizer) Prepare(ctx context.Context, how speech.Settings) {
	if v, _, err := s.choose(how); err == nil {
		_, _ = s.load(ctx, v) // Synthesize tells what is wrong
	}
}

// Synthesize implements speech.Synthesizer. Where none of the voices is asked for, and where the
// text's language is known and its voice still loads, it is speech.ErrNoVoice: let another speak.
func (s *Synthesizer) Synthesize(ctx context.Context, text string, how speech.Settings) (speech.PCM, error) {
	if err := ctx.Err(); err != nil {
		return speech.PCM{}, err
	}
	v, speaker, err := s.choose(how)
	if err != nil {
		return speech.PCM{}, err
	}
	l, err := s.load(ctx, v)
	if err != nil {
		return speech.PCM{}, err
	}
	if err := l.wait(ctx, how.Language != ""); err != nil {
		return speech.PCM{}, err
	}
	r := newRendering(ctx, s.ctx, l, text, how, min(speaker, l.files.Speakers-1))
	if err := s.start(ctx, r.work); err != nil {
		return speech.PCM{}, errors.Join(err, r.Close())
	}
	if err := r.begin(); err != nil {
		return speech.PCM{}, errors.Join(err, r.Close())
	}
	return speech.PCM{ReadCloser: r, Rate: r.rate}, nil
}

// start has something done of which Close waits for the end.
func (s *Synthesizer) start(ctx context.Context, work func()) error {
	if err := s.turn.Take(ctx); err != nil {
		return err
	}
	defer s.turn.Give()
	s.wg.Go(work)
	return nil
}

// choose finds the voice that was asked for; or if it speaks another language than the
// text's, one that speaks it. Who asked for none gets none.
func (s *Synthesizer) choose(how speech.Settings) (v Voice, speaker int, err error) {
	id, number, _ := strings.Cut(how.Voice, "+")
	if n, err := strconv.Atoi(number); err == nil && n > 0 {
		speaker = n
	}
	family, _, _ := strings.Cut(id, "-")
	if !slices.Contains([]string{"piper", "kokoro", "kitten"}, family) {
		return v, 0, fmt.Errorf("sherpa: %w: %q", speech.ErrNoVoice, how.Voice)
	}
	all := s.voices()
	language := how.Speaks()
	speaks := func(v Voice) bool { return (speech.Settings{Voice: v.ID}).Speaks() == language }
	if i := slices.IndexFunc(all, func(v Voice) bool { return v.ID == id }); i >= 0 && speaks(all[i]) {
		return all[i], speaker, nil
	}
	if i := slices.IndexFunc(all, speaks); i >= 0 && how.Language != "" {
		return all[i], 0, nil
	}
	return v, 0, fmt.Errorf("sherpa: %w: %q for %q", speech.ErrNoVoice, how.Voice, how.Language)
}

// load starts the loading of a voice, unless it is or is being loaded.
func (s *Synthesizer) load(ctx context.Context, v Voice) (*load, error) {
	if err := s.turn.Take(ctx); err != nil {
		return nil, err
	}
	defer s.turn.Give()
	if i := slices.IndexFunc(s.loads, func(l *load) bool { return l.id == v.ID && !l.failed() }); i >= 0 {
		l := s.loads[i]
		s.loads = append(slices.Delete(s.loads, i, i+1), l)
		return l, nil
	}
	s.loads = slices.DeleteFunc(s.loads, (*load).failed)
	for len(s.loads) >= mostLoaded {
		s.wg.Go(s.loads[0].close) // it may be in use for a while, and nobody waits for its memory
		s.loads = s.loads[1:]
	}
	l := &load{id: v.ID, done: make(chan struct{}), turn: turn.New(speech.ErrClosed)}
	s.loads = append(s.loads, l)
	s.wg.Go(func() { l.open(s.library, v.Folder) })
	return l, nil
}

func (l *load) open(library, folder string) {
	defer close(l.done)
	if l.err = loadLibrary(library); l.err != nil {
		l.err = fmt.Errorf("%w: %w", speech.ErrNoVoice, l.err)
		return
	}
	if l.files, l.err = Inspect(folder); l.err == nil {
		l.model, l.err = openModel(l.files)
	}
	if l.err != nil {
		l.err = fmt.Errorf("%w: %w", speech.ErrNoVoice, l.err)
	}
}

// failed says whether it was loaded in vain: the next time may be better.
func (l *load) failed() bool {
	select {
	case <-l.done:
		return l.err != nil
	default:
		return false
	}
}

// wait waits until the voice is loaded; not for long where another one may speak.
func (l *load) wait(ctx context.Context, other bool) error {
	var late <-chan time.Time
	if other {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return ctx.Err()
	case <-late:
		return fmt.Errorf("sherpa: %w yet: %q is being loaded", speech.ErrNoVoice, l.id)
	}
}

func (l *load) close() {
	<-l.done
	if l.turn.Shut() && l.model != nil {
		l.model.close()
	}
	l.turn.Give()
}

// Close implements speech.Synthesizer. It waits for a loading and for a phrase.
func (s *Synthesizer) Close() error {
	s.end()
	if s.turn.Shut() {
		for _, l := range s.loads {
			l.close()
		}
	}
	s.turn.Give()
	s.wg.Wait()
	return nil
}
