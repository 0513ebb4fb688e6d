// Package espeak makes speech by the program espeak-ng, one process a sentence. It
// knows nothing of sound devices.
package espeak

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"descry/speech"
)

// program is found in PATH.
const program = "espeak-ng"

// Synthesizer is a speech.Synthesizer. Texts reach the program by its standard input
// alone, so that no process list shows them.
type Synthesizer struct{ path string }

var (
	_ speech.Synthesizer = (*Synthesizer)(nil)
	_ speech.Lister      = (*Synthesizer)(nil)
)

// Open finds the program; speech.ErrNoVoice: there is none.
func Open() (*Synthesizer, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return nil, fmt.Errorf("espeak: %w: %w", speech.ErrNoVoice, err)
	}
	return &Synthesizer{path}, nil
}

// Close implements speech.Synthesizer. Each PCM is closed by its reader.
func (*Synthesizer) Close() error { return nil }

// Synthesize implements speech.Synthesizer. A language that espeak-ng doesn't have
// gives speech.ErrNoVoice.
func (s *Synthesizer) Synthesize(ctx context.Context, text string, how speech.Settings) (speech.PCM, error) {
	pcm, err := s.render(ctx, text, how)
	if errors.Is(err, speech.ErrNoVoice) && how.Voice != "" && how.Language != "" {
		how.Voice = "" // another voice is better than none
		pcm, err = s.render(ctx, text, how)
	}
	return pcm, err
}

func (s *Synthesizer) render(ctx context.Context, text string, how speech.Settings) (speech.PCM, error) {
	arguments, err := arguments(how)
	if err != nil {
		return speech.PCM{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	r := &rendering{cancel: cancel}
	r.cmd = exec.CommandContext(ctx, s.path, arguments...)
	r.cmd.Stdin = strings.NewReader(speakable(text))
	r.cmd.Stderr = &r.complaint
	out, err := r.cmd.StdoutPipe()
	if err == nil {
		err = r.cmd.Start()
	}
	if err != nil {
		cancel()
		return speech.PCM{}, fmt.Errorf("espeak: %w", err)
	}
	r.out = out
	rate, err := header(out)
	switch {
	case errors.Is(err, io.EOF): // nothing that can be said, or a failure that Close tells
		if err := r.end(); err != nil {
			return speech.PCM{}, errors.Join(ctx.Err(), err)
		}
		return speech.PCM{ReadCloser: io.NopCloser(strings.NewReader("")), Rate: 22050}, nil
	case err != nil:
		return speech.PCM{}, errors.Join(ctx.Err(), err, r.Close())
	}
	return speech.PCM{ReadCloser: struct {
		io.Reader
		io.Closer
	}{&trimmed{r: r}, r}, Rate: rate}, nil
}

// speakable takes out what espeak-ng would obey instead of saying it: control
// characters, of which Ctrl-A begins commands, and [[ that begins phonemes.
func speakable(text string) string {
	return strings.ReplaceAll(speech.Printable(text), "[[", "[ [")
}

// header reads the RIFF header up to the samples and returns their rate. io.EOF:
// there is not even a beginning.
func header(r io.Reader) (rate int, err error) {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, fmt.Errorf("espeak: %w", err)
	}
	if string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return 0, fmt.Errorf("espeak: no sound but %q", head[:])
	}
	for {
		var chunk [8]byte
		if _, err := io.ReadFull(r, chunk[:]); err != nil {
			return 0, fmt.Errorf("espeak: %w", err)
		}
		size := binary.LittleEndian.Uint32(chunk[4:])
		switch string(chunk[:4]) {
		case "data": // its size is not known yet, and given as large
			if rate == 0 {
				return 0, errors.New("espeak: samples without a format")
			}
			return rate, nil
		case "fmt ":
			if rate, err = format(r, size); err != nil {
				return 0, err
			}
		default:
			if _, err := io.CopyN(io.Discard, r, int64(size)); err != nil {
				return 0, fmt.Errorf("espeak: %w", err)
			}
		}
	}
}

// format reads the chunk that says what samples are: PCM (1), mono, 16 bits.
func format(r io.Reader, size uint32) (rate int, err error) {
	if size < 16 || size > 64 {
		return 0, fmt.Errorf("espeak: a format of %d bytes", size)
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(r, b); err != nil {
		return 0, fmt.Errorf("espeak: %w", err)
	}
	u16 := binary.LittleEndian.Uint16
	rate = int(binary.LittleEndian.Uint32(b[4:]))
	if u16(b) != 1 || u16(b[2:]) != 1 || u16(b[14:]) != 16 || rate < 8000 || rate > 48000 {
		return 0, fmt.Errorf("espeak: samples of another kind: % x", b)
	}
	return rate, nil
}

// rendering is a process that writes samples.
type rendering struct {
	cmd       *exec.Cmd
	out       io.ReadCloser
	cancel    context.CancelFunc
	complaint bytes.Buffer // what it wrote to stderr; complete after Wait
	ended     bool
	err       error
}

// Read implements io.Reader. At the end it says how the process ended.
func (r *rendering) Read(b []byte) (int, error) {
	if r.ended {
		return 0, orEOF(r.err)
	}
	n, err := r.out.Read(b)
	if errors.Is(err, io.EOF) && n == 0 {
		return 0, orEOF(r.end())
	}
	return n, err
}

func orEOF(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}

// end waits for the process, once.
func (r *rendering) end() error {
	if r.ended {
		return r.err
	}
	r.ended = true
	defer r.cancel()
	if err := r.cmd.Wait(); err != nil {
		text := bytes.TrimSpace(r.complaint.Bytes())
		if bytes.Contains(text, []byte("voice")) {
			err = fmt.Errorf("%w: %w", speech.ErrNoVoice, err)
		}
		r.err = fmt.Errorf("espeak: %w: %.200q", err, text)
	}
	return r.err
}

// Close implements io.Closer: it kills the process if it still runs, and waits.
func (r *rendering) Close() error {
	r.cancel()
	_ = r.end() // killed, as a rule; what was wrong before was told by Read
	return nil
}
