package espeak

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"descry/internal/need"
	"descry/speech"
	"descry/speech/speechtest"
)

func open(t *testing.T) speech.Synthesizer {
	t.Helper()
	s, err := Open()
	need.That(t, !errors.Is(err, speech.ErrNoVoice), "espeak-ng, the voice under test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSynthesizer(t *testing.T) { speechtest.TestSynthesizer(t, open) }

func TestVoice(t *testing.T) {
	speechtest.TestVoice(t, func(t *testing.T) speech.Voice {
		v := speech.NewVoice(open(t), speechtest.Silent{})
		t.Cleanup(func() { _ = v.Close() })
		return v
	})
}

func TestNoProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Open(); !errors.Is(err, speech.ErrNoVoice) {
		t.Errorf("got %v", err)
	}
}

func TestNoLanguage(t *testing.T) {
	_, err := open(t).Synthesize(t.Context(), "A cup.", speech.Settings{Language: "xx-nowhere"})
	if !errors.Is(err, speech.ErrNoVoice) {
		t.Errorf("got %v", err)
	}
}

// TestStandIns are programs in espeak-ng's place that behave badly.
func TestStandIns(t *testing.T) {
	need.That(t, runtime.GOOS != "windows", "a shell")
	for _, c := range []struct{ name, script string }{
		{"says nothing and fails", "exit 3"},
		{"prints text", "echo no sound here"},
		{"breaks off in the header", "printf RIFF"},
		{"wrong format", `printf 'RIFF\0\0\0\0WAVEfmt \020\0\0\0\001\0\002\0\042\126\0\0\0\0\0\0\0\0\020\0data\0\0\0\0'`},
		{"fails after the header", `printf 'RIFF\0\0\0\0WAVEfmt \020\0\0\0\001\0\001\0\042\126\0\0\0\0\0\0\0\0\020\0data\0\0\0\0'; exit 4`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "espeak-ng")
			if err := os.WriteFile(path, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			pcm, err := (&Synthesizer{path}).Synthesize(t.Context(), "A cup.", speech.Settings{})
			if err == nil {
				_, err = io.ReadAll(pcm)
				_ = pcm.Close()
			}
			if err == nil {
				t.Error("no error")
			}
			if exit := (*exec.ExitError)(nil); strings.Contains(c.name, "fails") && !errors.As(err, &exit) {
				t.Errorf("not how it ended: %v", err)
			}
		})
	}
}

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		how  speech.Settings
		want string
	}{
		{speech.Settings{}, "-v en-us -s 175 -p 50"},
		{speech.Settings{Language: "de_DE", Rate: 300, Pitch: -20}, "-v de-de -s 300 -p 30"},
		{speech.Settings{Language: "../../tmp/x", Rate: 9999, Pitch: 9999}, "-v en-us -s 450 -p 99"},
		{speech.Settings{Language: "-f", Rate: 1, Pitch: -9999}, "-v en-us -s 80 -p 0"},
	} {
		if got := strings.Join(arguments(c.how), " "); got != "--stdin --stdout -b 1 "+c.want {
			t.Errorf("%+v: %s", c.how, got)
		}
	}
}
