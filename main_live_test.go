package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// TestCheckLive: one line a change while a camera is watched, and an interrupt ends it.
func TestCheckLive(t *testing.T) {
	folder := t.TempDir()
	f, err := os.Create(filepath.Join(folder, "1.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, image.NewGray(image.Rect(0, 0, 320, 240))), f.Close()); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		flags []string
		right func(line []byte) bool
	}{
		"text": {nil, func(line []byte) bool {
			return string(line) == "It's very dark. Turn on a light, or point the camera away from the dark."
		}},
		"JSON": {[]string{"--json"}, func(line []byte) bool {
			var got struct {
				Hint  string `json:"hint"`
				Check struct {
					Problems []string `json:"problems"`
				} `json:"check"`
			}
			return json.Unmarshal(line, &got) == nil && got.Hint == "dark" && len(got.Check.Problems) > 0
		}},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := descry(t, append([]string{"check", "--live", "replay:" + folder}, c.flags...)...)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			if !lines.Scan() || !c.right(lines.Bytes()) {
				t.Errorf("it says %q", lines.Text())
			}
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			for lines.Scan() {
				t.Errorf("and then %q", lines.Text())
			}
			var exit *exec.ExitError
			if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
				t.Errorf("ended with %v", err)
			}
		})
	}
}
