package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFolderStreams: the first picture's result comes before the last picture is looked
// at, and an interrupt between them ends the run with 130.
func TestFolderStreams(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{
		{"text", []string{"check"}},
		{"JSON", []string{"check", "--json"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			const pictures = 500
			folder := t.TempDir()
			first := filepath.Join(folder, "1.png")
			if err := os.WriteFile(first, noise(t), 0o600); err != nil {
				t.Fatal(err)
			}
			for i := 2; i <= pictures; i++ {
				if err := os.Link(first, filepath.Join(folder, fmt.Sprint(i, ".png"))); err != nil {
					t.Fatal(err)
				}
			}
			cmd := descry(t, append(c.args, folder)...)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(out)
			line, err := lines.ReadString('\n')
			if err != nil || !strings.Contains(line, first) {
				t.Errorf("first line %q, error %v", line, err)
			}
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			rest, err := io.ReadAll(lines)
			if err != nil {
				t.Error(err)
			}
			err = cmd.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 130 {
				t.Errorf("ended with %v", err)
			}
			if n := strings.Count(string(rest), ".png"); n > pictures/2 {
				t.Errorf("%d results after the interrupt", n)
			}
		})
	}
}
