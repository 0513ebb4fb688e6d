package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"descry/speech/speechtest"
)

// speaking is a command line that is heard by an Ear.
type speaking struct {
	*exec.Cmd
	out, problems bytes.Buffer
	ear           *speechtest.Ear
	begun         time.Time
	home          string
}

// speak prepares descry with a home of its own on a sound server of its own.
func speak(t *testing.T, args ...string) *speaking {
	t.Helper()
	if !cgoEnabled {
		t.Skip("skipped: built without cgo, so nothing can be played")
	}
	home := t.TempDir()
	s := &speaking{ear: speechtest.Listen(t), home: home, Cmd: exec.Command("descry", args...)}
	s.Env = append(os.Environ(), s.ear.Env...)
	s.Env = append(s.Env, "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_CACHE_HOME="+filepath.Join(home, "cache"))
	s.Stdout, s.Stderr = &s.out, &s.problems
	return s
}

func (s *speaking) start(t *testing.T) {
	t.Helper()
	s.begun = time.Now()
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
}

// sound waits for the first sound.
func (s *speaking) sound(t *testing.T) time.Time {
	t.Helper()
	for {
		switch at := s.ear.Onset(s.begun); {
		case !at.IsZero():
			return at
		case time.Since(s.begun) > 60*time.Second:
			_ = s.Process.Kill()
			t.Fatalf("nothing is heard; %s", s.problems.String())
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// whole runs the command to its end, and tells when the sound began and ended and when the command did.
func (s *speaking) whole(t *testing.T) (on, off, ended time.Time) {
	t.Helper()
	s.start(t)
	if err := s.Wait(); err != nil {
		t.Fatalf("%v: %s", err, s.problems.String())
	}
	ended = time.Now()
	time.Sleep(400 * time.Millisecond)
	return s.ear.Onset(s.begun), s.ear.Offset(s.begun), ended
}

// TestSayIsHeard: the command ends when the sound does.
func TestSayIsHeard(t *testing.T) {
	s := speak(t, "say", "There is a red cup on the table. It is hot.")
	on, off, ended := s.whole(t)
	t.Logf("first sound after %v, the last %v before the end", on.Sub(s.begun), ended.Sub(off))
	if length := off.Sub(on); length < 1500*time.Millisecond || length > 6*time.Second {
		t.Errorf("%v of sound", length)
	}
	if late := off.Sub(ended); late > 100*time.Millisecond {
		t.Errorf("sound %v after the end", late)
	}
	if wait := on.Sub(s.begun); wait > time.Second {
		t.Errorf("the first sound came after %v", wait)
	}
	if loud := speechtest.Loudest(s.ear.Between(on, off)); loud < 2000 {
		t.Errorf("the loudest sample is %d", loud)
	}
	gap := quiet(s.ear.Between(on, off))
	t.Logf("%v of silence between the sentences", gap)
	if gap > 5*200*time.Millisecond {
		t.Errorf("%v of silence between the sentences", gap)
	}
	if got := s.out.String(); got != "There is a red cup on the table.\nIt is hot.\n" {
		t.Errorf("shown: %q", got)
	}
}

// quiet is how long the longest silence in samples is.
func quiet(samples []int16) time.Duration {
	longest, n := 0, 0
	for i := range samples {
		n++
		if speechtest.Loudest(samples[i:i+1]) > 100 {
			n = 0
		}
		longest = max(longest, n)
	}
	return time.Duration(longest) * time.Second / speechtest.EarRate
}

// TestDescribeIsHeard describes a picture with the built-in model.
func TestDescribeIsHeard(t *testing.T) {
	linkLibraries(t)
	s := speak(t, "describe", "--say", filepath.Join("samples", "triangle.png"))
	s.start(t)
	if err := s.Wait(); err != nil {
		t.Fatalf("%v: %s", err, s.problems.String())
	}
	time.Sleep(400 * time.Millisecond)
	on, off := s.ear.Onset(s.begun), s.ear.Offset(s.begun)
	t.Logf("first sound after %v", on.Sub(s.begun))
	if length := off.Sub(on); on.IsZero() || length < 500*time.Millisecond {
		t.Errorf("%v of sound", length)
	}
	if !strings.Contains(s.out.String(), "triangle") {
		t.Errorf("shown: %q", s.out.String())
	}
}

// TestInterruptIsSilence: an interrupt ends the sound, and no process shows the text.
func TestInterruptIsSilence(t *testing.T) {
	const word = "zebraxylophone"
	s := speak(t, "say", "-")
	s.Stdin = strings.NewReader(strings.Repeat("There is a cup, and a "+word+", and ", 200))
	s.start(t)
	s.sound(t)
	shown, err := commandLines(word)
	if err != nil || len(shown) > 0 {
		t.Errorf("the text is in the process list: %q, %v", shown, err)
	}
	stopped := time.Now()
	if err := s.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := s.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("it ended with %v", err)
	}
	ended := time.Now()
	time.Sleep(600 * time.Millisecond)
	silent := s.ear.Offset(s.begun).Sub(stopped)
	t.Logf("silence after %v, the end after %v", silent, ended.Sub(stopped))
	if silent > 5*50*time.Millisecond {
		t.Errorf("there was sound %v after the interrupt", silent)
	}
}

// TestSayIsWorded: a voice is given words, the screen the text as it stands.
func TestSayIsWorded(t *testing.T) {
	for _, c := range []struct {
		name, text, said string
		flags            []string
	}{
		{"words", "It costs **$3.50** 👍", "It costs 3 dollars 50 cents thumbs up", nil},
		{"spelled", "Ab.", "capital A, b, dot", []string{"--spell"}},
		{"all marks", "A, b", "A comma, b", []string{"--punctuation", "all"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := speak(t, append(append([]string{"say"}, c.flags...), c.text)...)
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "espeak-ng"), []byte("#!/bin/sh\nexec cat > '"+dir+"/said'\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			s.Env = append(s.Env, "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
			s.start(t)
			if err := s.Wait(); err != nil {
				t.Fatalf("%v: %s", err, s.problems.String())
			}
			said, err := os.ReadFile(filepath.Join(dir, "said"))
			if err != nil || string(said) != c.said {
				t.Errorf("said %q, %v", said, err)
			}
			if got := s.out.String(); got != c.text+"\n" {
				t.Errorf("shown: %q", got)
			}
		})
	}
}

// TestSounds: what can't be described gives a sound and a sentence; without --sounds the
// sentence alone.
func TestSounds(t *testing.T) {
	for _, sounds := range []bool{true, false} {
		args := []string{"describe", "--say"}
		if sounds {
			args = append(args, "--sounds")
		}
		s := speak(t, append(args, "missing.png")...)
		dir := t.TempDir() // its voice says nothing
		if err := os.WriteFile(filepath.Join(dir, "espeak-ng"), []byte("#!/bin/sh\nexec cat > '"+dir+"/said'\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		s.Env = append(s.Env, "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
		s.start(t)
		if err := s.Wait(); err == nil {
			t.Error("no failure")
		}
		time.Sleep(300 * time.Millisecond)
		if heard := !s.ear.Onset(s.begun).IsZero(); heard != sounds {
			t.Errorf("with sounds %v, heard %v", sounds, heard)
		}
		if said, err := os.ReadFile(filepath.Join(dir, "said")); err != nil || !strings.Contains(string(said), "no such file") {
			t.Errorf("said %q, %v", said, err)
		}
	}
}

// TestDoctorIsSilent: the doctor tries voice and device, and nobody hears it.
func TestDoctorIsSilent(t *testing.T) {
	for _, c := range []struct{ name, settings, want string }{
		{"usual", `{}`, "Sound: the voice English (America) of espeak-ng speaks, on this device: "},
		{"chosen", `{"voice":"espeak-en-gb"}`, "Sound: the voice English (Great Britain) of espeak-ng"},
		{"gone", `{"voice":"espeak-qq"}`, "Problem: Sound: the voice that you chose, espeak-qq, is not here, so English (America) speaks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := speak(t, "doctor")
			file := filepath.Join(s.home, "config", "descry", "settings.json")
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(c.settings), 0o600)); err != nil {
				t.Fatal(err)
			}
			s.start(t)
			if err := s.Wait(); err != nil && s.ProcessState.ExitCode() != 1 { // another part may be ill
				t.Fatalf("%v: %s", err, s.problems.String())
			}
			if !strings.Contains(s.out.String(), "\n"+c.want) {
				t.Errorf("shown: %s", s.out.String())
			}
			time.Sleep(200 * time.Millisecond)
			if at := s.ear.Onset(s.begun); !at.IsZero() {
				t.Errorf("something is heard after %v", at.Sub(s.begun))
			}
		})
	}
}

// commandLines are those of all processes here that contain a word.
func commandLines(word string) (shown []string, err error) {
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, f := range files {
		// A process may end meanwhile.
		if text, err := os.ReadFile(f); err == nil && bytes.Contains(text, []byte(word)) {
			shown = append(shown, string(text))
		}
	}
	return shown, err
}
