//go:build cgo

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDescribeFrame: the built-in model describes a frame of a webcam, by the whole program. That
// a webcam's frames come through the kernel bit by bit as this one is, TestGuestUSBPicture of
// camera/v4l2 shows.
func TestDescribeFrame(t *testing.T) {
	linkLibraries(t)
	frame, err := os.ReadFile(filepath.Join("camera", "v4l2", "testdata", "triangle.mjpg"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "frame.mjpg"), frame, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := descry(t, "describe", "replay:"+folder).Output()
	if err != nil || !strings.Contains(string(out), "red triangle") {
		t.Errorf("it says %q, %v", out, err)
	}
}
