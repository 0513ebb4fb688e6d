//go:build !headless && cgo && linux

package e2e

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sample is the path of a picture that belongs to the project.
func sample(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../../samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFromStartToAnswer opens a picture file and asks about it, by keyboard alone.
func TestFromStartToAnswer(t *testing.T) {
	d := sit(t, `{"told":["notice.first-start"]}`)
	n := d.hears(0, "Describe, button")
	if on := d.sound(d.begun).Sub(d.begun); on > 5*time.Second {
		t.Errorf("the first sound came %v after the start", on)
	} else {
		t.Logf("the first sound came %v after the start", on)
	}
	d.picture("start")
	d.key("F2")
	n = d.hears(n, "path of a picture")
	d.picture("prompt")
	d.write(sample(t, "triangle.png"))
	d.key("Return")
	n = d.hears(n, "red triangle in")
	d.picture("answer")
	d.key("F6")
	n = d.hears(n, "question, edit")
	d.write("What colour is it?")
	d.key("Return")
	n = d.hears(n, "red")
	d.picture("asked")
	d.key("F5")
	n = d.hears(n, "red triangle in")
	d.key("Escape")
	d.silent(time.Now())
	d.key("ctrl+d") // and again, by the other key
	d.hears(n, "red triangle in")
}

// TestWelcome is the first start: step by step, and never again.
func TestWelcome(t *testing.T) {
	d := sit(t, "")
	n := d.hears(0, "Down Arrow goes on")
	d.picture("welcome")
	for _, step := range []string{"leaves it", "makes mistakes", "Describe: F5", "Ask: F6", "Stop: Escape", "Repeat: F7", "Help: F1", "camera"} {
		d.key("Down")
		n = d.hears(n, step)
	}
	d.key("Up")
	n = d.hears(n, "Help: F1")
	d.key("Escape", "Escape")
	n = d.hears(n, "Describe, button")
	d.key("ctrl+q")
	if err := <-d.quit; err != nil {
		t.Fatal(err)
	}
	d.open()
	if n = d.hears(n, "Describe, button"); n == 0 || strings.Contains(strings.Join(d.said()[n-1:], " "), "Down Arrow goes on") {
		t.Errorf("welcomed again: %q", d.said())
	}
}

// TestKeysAnywhere presses function after function, and looks at every page.
func TestKeysAnywhere(t *testing.T) {
	d := sit(t, `{"told":["notice.first-start"],"window":{"preview":true}}`)
	n := d.hears(0, "Describe, button")
	d.key("F2")
	n = d.hears(n, "path of a picture")
	d.write("replay:" + sample(t, "."))
	d.key("Return")
	n = d.hears(n, ".")
	time.Sleep(time.Second)
	d.picture("preview")
	d.key("F1")
	n = d.hears(n, "Digits and letters")
	d.picture("help")
	d.key("Escape", "Escape")
	n = d.hears(n, "Describe, button")
	d.key("F10")
	n = d.hears(n, "this is the page settings")
	d.picture("settings")
	d.key("Tab", "Tab", "Right")
	n = d.hears(n, "200")
	d.key("Escape", "Escape", "1")
	d.hears(n, ".")
	d.picture("digit")
}
