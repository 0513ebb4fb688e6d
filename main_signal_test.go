package main

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// hang is how long a process may take to end before the test gives it up.
const hang = 20 * time.Second

// descry starts the program in a home of its own.
func descry(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hang)
	t.Cleanup(cancel)
	home := t.TempDir()
	cmd := exec.CommandContext(ctx, "descry", args...)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home)
	return cmd
}

// noise is a picture that doesn't compress: its file is larger than a pipe's buffer.
func noise(t *testing.T) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(random.Uint32())
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSignalEndsAtOnce(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		signal syscall.Signal
		want   int
	}{
		{"interrupt", []string{"check", "-"}, syscall.SIGINT, 130},
		{"interrupt with JSON", []string{"describe", "--json", "-"}, syscall.SIGINT, 130},
		{"request to end", []string{"check", "-"}, syscall.SIGTERM, 143},
		{"terminal closed", []string{"check", "-"}, syscall.SIGHUP, 129},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := descry(t, c.args...)
			var out bytes.Buffer
			cmd.Stdout = &out
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			// All but the end: when the last of it is in the pipe, descry has read the
			// rest, so it is at work, and waits for more.
			data := noise(t)
			if _, err := in.Write(data[:len(data)-100]); err != nil {
				t.Fatal(err)
			}
			sent := time.Now()
			if err := cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			err = cmd.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != c.want {
				t.Errorf("ended with %v, want status %d", err, c.want)
			}
			if took := time.Since(sent); took > hang/2 {
				t.Errorf("took %v", took)
			}
			if out.Len() > 0 {
				t.Errorf("printed %q", out.Bytes())
			}
		})
	}
}

func TestClosedPipeEndsWithoutAWord(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	cmd := descry(t, "--help")
	var problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = w, &problems
	err = cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("ended with %v", err)
	}
	if s, ok := exit.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGPIPE {
		t.Errorf("ended with %v, want SIGPIPE", err)
	}
	if problems.Len() > 0 {
		t.Errorf("said %q", problems.Bytes())
	}
}
