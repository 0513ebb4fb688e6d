//go:build !headless && cgo && linux

// Package e2e uses the window as a person does: by keyboard, on a screen and a sound
// server of its own.
package e2e

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"descry/internal/need"
	"descry/speech/speechtest"
)

// program is Descry as scripts/build.sh makes it.
func program(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../build/bin/descry")
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stat(path)
	need.That(t, err == nil, "build/bin/descry, which make build makes")
	return path
}

// desk is a screen with a window manager, a sound server, and Descry's window.
type desk struct {
	t    *testing.T
	ear  *speechtest.Ear
	env  []string
	home string
	log  string // what was said, line by line
	cmd  *exec.Cmd
	quit chan error
	// begun is when Descry was started.
	begun time.Time
}

// sit makes a desk and opens the window on it. settings are those in the file.
func sit(t *testing.T, settings string) *desk {
	t.Helper()
	for _, p := range []string{"Xvfb", "openbox", "xdotool", "import", "espeak-ng"} {
		_, err := exec.LookPath(p)
		need.That(t, err == nil, p+", with which the window is tried")
	}
	d := &desk{t: t, ear: speechtest.Listen(t), home: t.TempDir(), quit: make(chan error, 1)}
	d.env = append(os.Environ(), d.ear.Env...)
	d.env = append(d.env, "DISPLAY="+d.screen(), "HOME="+d.home, "XDG_CONFIG_HOME="+filepath.Join(d.home, "config"),
		"XDG_CACHE_HOME="+filepath.Join(d.home, "cache"), "XDG_DATA_HOME="+filepath.Join(d.home, "data"),
		"LANG=C.UTF-8", "WAYLAND_DISPLAY=", "HF_HUB_OFFLINE=1", "PATH="+d.voice()+":"+os.Getenv("PATH"))
	d.start(exec.Command("openbox"))
	if settings != "" {
		file := filepath.Join(d.home, "config", "descry", "settings.json")
		d.must(os.MkdirAll(filepath.Dir(file), 0o700))
		d.must(os.WriteFile(file, []byte(settings), 0o600))
	}
	d.open()
	return d
}

// open starts Descry and waits for its window.
func (d *desk) open() {
	d.t.Helper()
	d.cmd = exec.Command(program(d.t))
	d.begun = time.Now()
	d.start(d.cmd)
	d.xdo("search", "--sync", "--onlyvisible", "--name", "^Descry$", "windowactivate", "--sync")
}

// screen starts an X server and names it.
func (d *desk) screen() string {
	r, w, err := os.Pipe()
	d.must(err)
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1024x900x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	d.start(cmd)
	_ = w.Close()
	defer r.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	d.must(err)
	return ":" + strings.TrimSpace(number)
}

// voice puts a program before espeak-ng that notes what it is to say.
func (d *desk) voice() string {
	dir := d.t.TempDir()
	d.log = filepath.Join(dir, "said")
	real, err := exec.LookPath("espeak-ng")
	d.must(err)
	script := fmt.Sprintf("#!/bin/sh\ncase \"$*\" in *--voices*|*--version*) exec %[2]s \"$@\";; esac\ntext=$(cat)\nprintf '%%s\\n' \"$text\" >> %[1]s\nprintf '%%s' \"$text\" | exec %[2]s \"$@\"\n", d.log, real)
	d.must(os.WriteFile(filepath.Join(dir, "espeak-ng"), []byte(script), 0o700))
	return dir
}

// start runs a program that ends with the test.
func (d *desk) start(cmd *exec.Cmd) {
	d.t.Helper()
	if cmd.Env == nil {
		cmd.Env = d.env
	}
	out := &strings.Builder{}
	cmd.Stdout, cmd.Stderr = out, out
	d.must(cmd.Start())
	done := make(chan struct{})
	go func() {
		err := cmd.Wait()
		if cmd == d.cmd {
			d.quit <- err
		}
		close(done)
	}()
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
		if d.t.Failed() && out.Len() > 0 {
			d.t.Logf("%s: %s", cmd.Path, out)
		}
	})
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// xdo is one xdotool command.
func (d *desk) xdo(args ...string) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = d.env
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Fatalf("xdotool %q: %v, %s; said: %q", args, err, out, d.said())
	}
}

// key presses keys, one after another.
func (d *desk) key(keys ...string) {
	d.t.Helper()
	d.xdo(append([]string{"key", "--clearmodifiers", "--delay", "60"}, keys...)...)
}

// write types a text.
func (d *desk) write(text string) { d.t.Helper(); d.xdo("type", "--delay", "15", text) }

// said is all that was said, line by line.
func (d *desk) said() []string {
	text, _ := os.ReadFile(d.log) // nothing was said yet
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// hears waits until words are said, after so many lines, and gives how many lines there
// are then.
func (d *desk) hears(after int, words string) int {
	d.t.Helper()
	for begun := time.Now(); time.Since(begun) < 30*time.Second; time.Sleep(20 * time.Millisecond) {
		lines := d.said()
		for i := min(after, len(lines)); i < len(lines); i++ {
			if strings.Contains(strings.ToLower(lines[i]), strings.ToLower(words)) {
				return i + 1
			}
		}
	}
	d.picture("failed")
	d.t.Fatalf("%q isn't said; said: %q", words, d.said())
	return 0
}

// sound waits for the first sound after a time.
func (d *desk) sound(after time.Time) time.Time {
	d.t.Helper()
	for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(5 * time.Millisecond) {
		if at := d.ear.Onset(after); !at.IsZero() {
			return at
		}
	}
	d.t.Fatal("there is no sound")
	return time.Time{}
}

// silent fails where there is sound later than 250 ms, five times what is promised, after a time.
func (d *desk) silent(after time.Time) {
	d.t.Helper()
	time.Sleep(800 * time.Millisecond)
	d.t.Logf("silence %v after the key", d.ear.Offset(d.begun).Sub(after))
	d.quiet(after)
}

// quiet is silent without a wait for what comes later.
func (d *desk) quiet(after time.Time) {
	d.t.Helper()
	time.Sleep(250 * time.Millisecond)
	if late := d.ear.Offset(d.begun).Sub(after); late > 250*time.Millisecond {
		d.t.Errorf("there was sound %v after the key", late)
	}
}

// picture keeps what is on the screen, where E2E_PICTURES names a folder.
func (d *desk) picture(name string) {
	folder := os.Getenv("E2E_PICTURES")
	if folder == "" {
		return
	}
	cmd := exec.Command("import", "-window", "root", filepath.Join(folder, name+".png"))
	cmd.Env = d.env
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Logf("no picture: %v, %s", err, out)
	}
}
