package messages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"descry/camera"
	"descry/inference"
	"descry/speech"
)

type ownWords struct{}

func (ownWords) Error() string                { return "secret detail" }
func (ownWords) Message() (id ID, args []any) { return QuestionTooLong, []any{7} }

func TestFor(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want ID
		args []any
	}{
		{"not a picture", camera.ErrNotPicture, NotPicture, nil},
		{"broken", camera.ErrBroken, BrokenPicture, nil},
		{"huge", camera.ErrTooLarge, TooLarge, []any{100}},
		{"empty file", camera.ErrEmpty, EmptyFile, nil},
		{"folder", camera.ErrDirectory, IsFolder, nil},
		{"format", camera.ErrFormat, Format, nil},
		{"folder without pictures", camera.ErrNoPictures, NoPictures, nil},
		{"elongated", inference.ErrElongated, Elongated, nil},
		{"no pixels", inference.ErrNoPixels, NoPixels, nil},
		{"no camera", camera.ErrNoDevice, NoCamera, nil},
		{"camera busy", camera.ErrBusy, CameraBusy, nil},
		{"camera denied", fmt.Errorf("%w: %w", camera.ErrDenied, syscall.EACCES), CameraDenied, nil},
		{"camera gone", fmt.Errorf("%w: %w", camera.ErrDisconnected, syscall.EIO), CameraGone, nil},
		{"camera stalled", camera.ErrStalled, CameraStalled, nil},
		{"camera without a format", camera.ErrNoFormat, CameraFormat, nil},
		{"missing", &fs.PathError{Op: "open", Path: "/secret", Err: syscall.ENOENT}, NotFound, nil},
		{"missing, by package os", os.ErrNotExist, NotFound, nil},
		{"permission", &fs.PathError{Op: "open", Path: "/secret", Err: syscall.EACCES}, NoPermission, nil},
		{"disk full", &fs.PathError{Op: "write", Path: "/secret", Err: syscall.ENOSPC}, DiskFull, nil},
		{"cancelled", context.Canceled, Stopped, nil},
		{"deadline", context.DeadlineExceeded, TooSlow, nil},
		{"family", inference.ErrUnknownFamily, UnknownFamily, nil},
		{"context", inference.ErrContextFull, ContextFull, nil},
		{"memory", inference.ErrOutOfMemory, OutOfMemory, nil},
		{"bad model", inference.ErrBadModel, BadModel, nil},
		{"no model", inference.ErrNoModel, NoModel, nil},
		{"no model before no file", errors.Join(fs.ErrNotExist, inference.ErrNoModel), NoModel, nil},
		{"closed", inference.ErrClosed, ModelClosed, nil},
		{"dead worker", inference.ErrWorkerDied, ModelDied, nil},
		{"a bad model killed it", fmt.Errorf("%w: %w", inference.ErrBadModel, inference.ErrWorkerDied), BadModel, nil},
		{"changed model", inference.ErrModelChanged, ModelChanged, nil},
		{"no voice before no file", errors.Join(speech.ErrNoVoice, fs.ErrNotExist), NoVoice, nil},
		{"no sound device", speech.ErrNoDevice, NoSound, nil},
		{"sound device lost", speech.ErrLost, SoundLost, nil},
		{"dead voice", speech.ErrDied, SpeechDied, nil},
		{"unsupported", errors.ErrUnsupported, Unsupported, nil},
		{"told by itself", ownWords{}, QuestionTooLong, []any{7}},
		{"unknown", errors.New("secret detail"), Failed, nil},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			got := For(English, fmt.Errorf("secret wrapping: %w", c.err))
			if want := Text(English, c.want, c.args...); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if strings.Contains(got, "secret") || strings.Contains(got, "%!") {
				t.Errorf("error text or a bad verb in %q", got)
			}
		})
	}
	if got := For(English, nil); got != "" {
		t.Errorf("no error gives %q", got)
	}
}

func TestProblem(t *testing.T) {
	for _, p := range []camera.Problem{camera.Dark, camera.Bright, camera.Blurred, camera.Covered, camera.Featureless} {
		t.Run(string(p), func(t *testing.T) {
			got := Problem(English, p)
			if got == Text(English, ProblemUnknown) || strings.Count(got, ". ") < 1 {
				t.Errorf("%q has no own sentence on what is wrong and one on what to do", got)
			}
		})
	}
	if got, want := Problem(English, camera.Dark), "It's very dark. Turn on a light or face the window."; got != want {
		t.Errorf("dark is %q, want %q", got, want)
	}
	if got := Problem(English, "upside down"); got != Text(English, ProblemUnknown) {
		t.Errorf("an unknown problem gives %q", got)
	}
}

func TestLanguages(t *testing.T) {
	tests := []struct{ name, lang, want string }{
		{"english", "en", "Stopped."},
		{"none", "", "Stopped."},
		{"locale", "en_GB.UTF-8", "Stopped."},
		{"tag", "en-US", "Stopped."},
		{"C locale", "C", "Stopped."},
		{"language without a catalogue", "tlh", "Stopped."},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if got := Text(c.lang, Stopped); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if got, want := Text("en", "no.such"), Text("en", Failed); got != want {
		t.Errorf("an unknown ID gives %q, want %q", got, want)
	}
	if got := Colour("en", camera.Grey); got != "grey" {
		t.Errorf("colour is %q", got)
	}
}

func TestCatalogue(t *testing.T) {
	for id, text := range catalogues[English] {
		if strings.TrimSpace(text) != text || text == "" {
			t.Errorf("%s: %q is empty or has white space around it", id, text)
		}
		if Clean(text) != text {
			t.Errorf("%s has control characters", id)
		}
		if strings.HasPrefix(string(id), "error.") && !strings.HasSuffix(text, ".") {
			t.Errorf("%s: %q is no whole sentence", id, text)
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ name, in, line, text string }{
		{"plain", "A cup.", "A cup.", "A cup."},
		{"newline and tab", "A\tcup.\nIt", "A cup. It", "A\tcup.\nIt"},
		{"carriage return", "A\r\nB\rC", "A B C", "A\nB\nC"},
		{"colour", "a\x1b[1;31mb\x1b[0mc", "abc", "abc"},
		{"title", "a\x1b]0;title\x07b", "ab", "ab"},
		{"title with string terminator", "a\x1b]0;title\x1b\\b", "ab", "ab"},
		{"title without an end", "a\x1b]0;rest\nb", "a b", "a\nb"},
		{"device control", "a\x1bPq#0\x1b\\b", "ab", "ab"},
		{"character set", "a\x1b(Bb", "ab", "ab"},
		{"reset", "a\x1bcb", "ab", "ab"},
		{"escape at the end", "a\x1b", "a", "a"},
		{"csi at the end", "a\x1b[", "a", "a"},
		{"unfinished csi", "a\x1b[12", "a", "a"},
		{"escape before a letter beyond ASCII", "a\x1bäb", "aäb", "aäb"},
		{"c1 csi", "a\u009b31mb", "ab", "ab"},
		{"c1 others", "a\u0090b\u009dc", "abc", "abc"},
		{"bell, backspace, null, delete", "a\x07\b\x00\x7fb", "ab", "ab"},
		{"bidirectional", "a\u202eb\u202c\u2066c\u2069\u200f", "abc", "abc"},
		{"zero width", "a\u200bb\ufeffc\u00add", "abcd", "abcd"},
		{"joiners stay", "می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧"},
		{"tags", "a\U000e0041b", "ab", "ab"},
		{"line separators", "a\u2028b\u2029c", "a b c", "a\nb\nc"},
		{"broken UTF-8", "a\xffb", "a\ufffdb", "a\ufffdb"},
		{"empty", "", "", ""},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.line {
				t.Errorf("Clean: %q, want %q", got, c.line)
			}
			if got := CleanText(c.in); got != c.text {
				t.Errorf("CleanText: %q, want %q", got, c.text)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[1;31mb\u202e\u009b31m\r\n\x1b]0;t\a")
	f.Fuzz(func(t *testing.T, s string) {
		line, text := Clean(s), CleanText(s)
		for _, r := range line {
			if hidden(r) {
				t.Fatalf("%q: %U is left", s, r)
			}
		}
		for _, r := range text {
			if hidden(r) && r != '\n' && r != '\t' {
				t.Fatalf("%q: %U is left", s, r)
			}
		}
		if again := Clean(line); again != line {
			t.Fatalf("%q: %q, and cleaned again %q", s, line, again)
		}
	})
}
