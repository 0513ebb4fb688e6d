//go:build !headless

package main

import (
	"bytes"
	"os"
	"testing"
)

// TestLinkedWindowIsQuiet: the command line prints nothing of its own on account of the
// window that is linked, whatever the locale.
func TestLinkedWindowIsQuiet(t *testing.T) {
	for _, locale := range []string{"", "C", "POSIX", "xx_YY.nonsense"} {
		cmd := descry(t, "--version")
		cmd.Env = append(os.Environ(), "LANG="+locale, "LC_ALL="+locale)
		var problems bytes.Buffer
		cmd.Stderr = &problems
		if err := cmd.Run(); err != nil || problems.Len() > 0 {
			t.Errorf("locale %q: %v, %s", locale, err, problems.String())
		}
	}
}

// TestNoDisplay: without a display there is no window, which is told in words.
func TestNoDisplay(t *testing.T) {
	cmd := descry(t)
	cmd.Env = append(os.Environ(), "DISPLAY=", "WAYLAND_DISPLAY=")
	var problems bytes.Buffer
	cmd.Stderr = &problems
	if err := cmd.Run(); err == nil || !bytes.Contains(problems.Bytes(), []byte("window")) {
		t.Errorf("%v, %s", err, problems.String())
	}
}
