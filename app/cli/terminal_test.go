package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"descry/app/assistant"
)

func TestListening(t *testing.T) {
	proc := t.TempDir()
	add := func(pid, name string) {
		if err := os.MkdirAll(filepath.Join(proc, pid), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(proc, pid, "comm"), []byte(name+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	add("1", "systemd")
	add("sys", "orca")
	if listening(proc) {
		t.Error("a reader was found where there is none")
	}
	add("20", "brltty")
	if !listening(proc) {
		t.Error("the reader was not found")
	}
}

// TestBar: what is drawn gives way to whole lines, and goes away at the end.
func TestBar(t *testing.T) {
	var out bytes.Buffer
	s := &session{err: &output{w: &out}}
	l := pulling{draws: true}
	l.report(s, assistant.Progress{Done: 10, Total: 100})
	if got := out.String(); !strings.Contains(got, "10%") || strings.Contains(got, "\n") {
		t.Errorf("drawn: %q", got)
	}
	out.Reset()
	s.problem("A whole line.")
	if got := out.String(); got != erase+"A whole line.\n" {
		t.Errorf("a line after it: %q", got)
	}
	out.Reset()
	s.problem("Another one.")
	if got := out.String(); got != "Another one.\n" {
		t.Errorf("a line after a line: %q", got)
	}
	for _, done := range []int64{50, 0, 200} { // another file, which began anew
		l.report(s, assistant.Progress{Done: done, Total: 200})
	}
	s.err.clear()
	if got := out.String(); !strings.HasSuffix(got, erase) || strings.Count(got, "\n") != 1 {
		t.Errorf("the end: %q", got)
	}
	out.Reset()
	s.err.clear()
	if out.Len() > 0 {
		t.Errorf("cleared twice: %q", out.String())
	}
}
