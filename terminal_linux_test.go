package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a pair of ends of a new terminal: what is written to the second is read
// from the first (pts(4)).
func terminal(t *testing.T) (reader, writer *os.File) {
	t.Helper()
	reader, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close() })
	if err := unix.IoctlSetPointerInt(int(reader.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(reader.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	writer, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = writer.Close() })
	return reader, writer
}

// TestBarOnTerminal: progress is drawn on a terminal, and whole lines elsewhere, on a
// simple one, over a network, and where the person wants them.
func TestBarOnTerminal(t *testing.T) {
	pair := filepath.Join("models", "primer", "primer-")
	for _, c := range []struct {
		name, variable, settings string
		bar                      bool
	}{
		{"terminal", "", `{"progress":"bar"}`, true},
		{"simple terminal", "TERM=dumb", `{}`, false},
		{"over a network", "SSH_CONNECTION=a", `{}`, false},
		{"the person wants lines", "", `{"progress":"lines"}`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			reader, writer := terminal(t)
			cmd := descry(t, "models", "import", pair+"text.gguf", pair+"mmproj.gguf")
			cmd.Env = append(cmd.Env, "TERM=xterm", "SSH_CONNECTION=", "XDG_DATA_HOME="+t.TempDir(), c.variable)
			folder := filepath.Join(t.TempDir(), "descry")
			cmd.Env = append(cmd.Env, "XDG_CONFIG_HOME="+filepath.Dir(folder))
			if err := errors.Join(os.Mkdir(folder, 0o700), os.WriteFile(filepath.Join(folder, "settings.json"), []byte(c.settings), 0o600)); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, writer
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			_ = writer.Close() // the child has its own
			seen, err := io.ReadAll(reader)
			if err != nil && !errors.Is(err, syscall.EIO) { // the end of a terminal
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Fatalf("%v: %s", err, seen)
			}
			drawn := strings.Contains(string(seen), "\x1b[2K") && !strings.Contains(string(seen), "percent.")
			lines := strings.Contains(string(seen), "100 percent.") && !strings.Contains(string(seen), "\x1b")
			if drawn != c.bar || lines == c.bar || !strings.Contains(out.String(), "is imported") {
				t.Errorf("seen %q, out %q", seen, out.String())
			}
		})
	}
}
