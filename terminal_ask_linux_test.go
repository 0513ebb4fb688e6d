package main

import (
	"bytes"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"descry/inference/inferencetest"
)

// TestAskOnTerminal: without a question, questions are read from the terminal, a line each,
// to its end; the question stands on standard error, answers alone in the output.
func TestAskOnTerminal(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "picture.png")
	f, err := os.Create(picture)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, inferencetest.Card(320, 240, 7)), f.Close()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, typed string
		args        []string
		status      int
		out         []string
		err         int // how often the question was asked for
	}{
		{"measured", "What colours are there?\nHow bright is it?\n\x04", nil, 0, []string{"The picture is good", "olour", "light"}, 3},
		{"another look", "\n\x04", nil, 0, []string{"The picture is good"}, 2},
		{"as JSON", "How bright is it?\n\x04", []string{"--json"}, 0, []string{`"question":"How bright is it?"`}, 2},
		{"interrupted", "\x03", nil, 130, []string{"The picture is good"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys, stdin := terminal(t)
			cmd := descry(t, append([]string{"ask", picture}, c.args...)...)
			var out bytes.Buffer
			cmd.Stdin, cmd.Stdout = stdin, &out
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			// Its own terminal sends the interrupt.
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := strings.SplitAfter(c.typed, "\n")
			problems, asked := "", 0
			for b := make([]byte, 256); ; {
				n, err := stderr.Read(b)
				problems += string(b[:n])
				for ; asked < strings.Count(problems, "Question:") && asked < len(lines); asked++ {
					if _, err := keys.WriteString(lines[asked]); err != nil {
						t.Fatal(err)
					}
				}
				if err != nil {
					break
				}
			}
			_ = cmd.Wait() // the status is compared
			if got := cmd.ProcessState.ExitCode(); got != c.status {
				t.Errorf("status %d, want %d: %s", got, c.status, problems)
			}
			for _, want := range c.out {
				if !strings.Contains(out.String(), want) {
					t.Errorf("output %q lacks %q", out.String(), want)
				}
			}
			if n := strings.Count(problems, "Question:"); n != c.err {
				t.Errorf("asked for %d questions, want %d: %q", n, c.err, problems)
			}
		})
	}
}
