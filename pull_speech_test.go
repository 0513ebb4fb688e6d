package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"descry/speech/speechtest"
)

// pullAloud prepares a pull that is spoken, from a hub that takes about so long.
func pullAloud(t *testing.T, takes time.Duration, args ...string) (*speaking, *pulling) {
	t.Helper()
	if !cgoEnabled {
		t.Skip("skipped: built without cgo, so nothing can be played")
	}
	p := newPulling(t)
	pieces := (len(p.files[hubText])+len(p.files[hubProjector]))>>16 + 1
	p.hub.Slow(takes / time.Duration(pieces))
	s := &speaking{ear: speechtest.Listen(t), Cmd: exec.Command("stocked", args...)}
	s.Env = append(p.env, s.ear.Env...)
	s.Stdout, s.Stderr = &s.out, &s.problems
	return s, p
}

// TestPullIsHeard: fetching is heard from its beginning to its end, and ends when the sound does.
func TestPullIsHeard(t *testing.T) {
	for _, c := range []struct {
		name         string
		takes, sound time.Duration
		args         []string
	}{
		{"model", 4 * time.Second, 4 * time.Second, []string{"models", "pull", "--say", "--rate", "300", "eyes"}},
		{"voice", 0, 2 * time.Second, []string{"voices", "pull", "--say", "--rate", "300", "piper-en_US-test"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := pullAloud(t, c.takes, c.args...)
			on, off, ended := s.whole(t)
			t.Logf("%v of sound from %v on, the last %v before the end", off.Sub(on), on.Sub(s.begun), ended.Sub(off))
			if off.Sub(on) < c.sound || off.Sub(ended) > 100*time.Millisecond || ended.Sub(off) > 2*time.Second {
				t.Error("it wasn't heard all the time")
			}
			if !strings.Contains(s.out.String(), "is here and whole") {
				t.Errorf("shown: %q", s.out.String())
			}
		})
	}
}

// TestPullInterruptIsSilence: an interrupt ends the sound and the fetching, and what has come
// stays for the next time.
func TestPullInterruptIsSilence(t *testing.T) {
	s, p := pullAloud(t, time.Minute, "models", "pull", "--say", "eyes")
	s.start(t)
	s.sound(t)
	stopped := time.Now()
	if err := s.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := s.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("it ended with %v: %s", err, s.problems.String())
	}
	ended := time.Now()
	time.Sleep(600 * time.Millisecond)
	silent := s.ear.Offset(s.begun).Sub(stopped)
	t.Logf("silence after %v, the end after %v", silent, ended.Sub(stopped))
	if silent > 5*50*time.Millisecond {
		t.Errorf("there was sound %v after the interrupt", silent)
	}
	if left, _ := filepath.Glob(filepath.Join(p.data, "eyes", "*.part")); len(left) != 1 {
		t.Errorf("left for the next time: %v", left)
	}
}
