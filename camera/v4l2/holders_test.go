package v4l2

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestInUse: which programs have a camera open, by a made-up /proc.
func TestInUse(t *testing.T) {
	proc := t.TempDir()
	process := func(pid int, comm string, open ...string) {
		dir := filepath.Join(proc, strconv.Itoa(pid))
		if err := os.MkdirAll(filepath.Join(dir, "fd"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "comm"), []byte(comm+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for i, path := range open {
			if err := os.Symlink(path, filepath.Join(dir, "fd", strconv.Itoa(i))); err != nil {
				t.Fatal(err)
			}
		}
	}
	me := os.Getpid()
	process(me, "descry", "/dev/video0")
	process(me+1, "cheese", "/dev/null", "/dev/video0", "/dev/video0")
	process(me+2, "cheese", "/dev/video0")
	process(me+3, "zo\x1bom", "/dev/video0", "/dev/video1")
	process(me+4, "sh", "/dev/video00")
	for path, want := range map[string]string{"/dev/video0": "cheese, zo om", "/dev/video1": "zo om", "/dev/video2": ""} {
		if got := inUse(proc, path); got != want {
			t.Errorf("%s is in use by %q, want %q", path, got, want)
		}
	}
	if got := inUse(filepath.Join(proc, "none"), "/dev/video0"); got != "" {
		t.Errorf("without /proc it is in use by %q", got)
	}
}
