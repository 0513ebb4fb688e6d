package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"descry/internal/need"
)

// TestSpeechdIsHeard: through speech-dispatcher, which is started for it, a text is heard, and
// the command ends when the sound does.
func TestSpeechdIsHeard(t *testing.T) {
	_, err := exec.LookPath("speech-dispatcher")
	need.That(t, err == nil, "speech-dispatcher, through which is spoken")
	s := speak(t, "say", "--voice", "speechd-usual", "There is a red cup on the table.")
	t.Cleanup(func() { // it would go on for a while
		for _, e := range s.ear.Env {
			dir, ok := strings.CutPrefix(e, "XDG_RUNTIME_DIR=")
			if !ok {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, "speech-dispatcher", "pid", "speech-dispatcher.pid"))
			if err != nil {
				t.Errorf("it didn't run: %v", err)
				continue
			}
			if pid, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && pid > 1 {
				_ = syscall.Kill(pid, syscall.SIGTERM)
			}
		}
	})
	on, off, ended := s.whole(t)
	t.Logf("%v of sound after %v", off.Sub(on), on.Sub(s.begun))
	if on.IsZero() || off.Sub(on) < time.Second || off.Sub(ended) > 200*time.Millisecond {
		t.Errorf("sound from %v to %v, the end at %v", on.Sub(s.begun), off.Sub(s.begun), ended.Sub(s.begun))
	}
}
