package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"descry/app/settings"
)

// readers are programs that read a terminal aloud or in braille, as Linux names their
// processes.
var readers = []string{"orca", "brltty", "espeakup", "speechd-up", "fenrir", "yasr", "emacspeak"}

// draws says whether progress may be a bar that is drawn again and again, which a screen
// reader would read in each of its states. Where nobody knows who listens there are whole
// lines: no terminal, a simple one, or one at the other end of a network.
func (s *session) draws() bool {
	f, ok := s.err.w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || s.settings.Progress == settings.ProgressLines {
		return false
	}
	if s.settings.Progress == settings.ProgressBar {
		return true
	}
	kind := os.Getenv("TERM")
	return kind != "" && kind != "dumb" && os.Getenv("SSH_CONNECTION") == "" && !listening("/proc")
}

// listening says whether a reader runs, by the processes below proc.
func listening(proc string) bool {
	names, _ := filepath.Glob(filepath.Join(proc, "[0-9]*", "comm")) // fails only for a bad pattern
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err == nil && slices.Contains(readers, strings.TrimSpace(string(text))) {
			return true
		}
	}
	return false
}
