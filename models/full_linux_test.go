package models

import (
	"archive/tar"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"descry/internal/need"
)

// smallDisk runs the test that calls it again in a process that may mount a disk of its own,
// and returns true in there.
func smallDisk(t *testing.T) bool {
	t.Helper()
	const inside = "DESCRY_TEST_SMALL_DISK"
	if os.Getenv(inside) != "" {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inside+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	need.That(t, err == nil || errors.As(err, &exit), fmt.Sprintf("user namespaces, in which a small disk is mounted (%v)", err))
	t.Logf("in a namespace of its own:\n%s", out)
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("it failed: %v", err)
	}
	return false
}

// disk mounts, or makes larger, a disk of so many bytes.
func disk(t *testing.T, at string, flags uintptr, bytes int) {
	t.Helper()
	if err := syscall.Mount("tmpfs", at, "tmpfs", flags, fmt.Sprintf("size=%d", bytes)); err != nil {
		t.Fatal(err)
	}
	if flags&syscall.MS_REMOUNT == 0 {
		t.Cleanup(func() { _ = syscall.Unmount(at, syscall.MNT_DETACH) }) // or its folder can't be removed
	}
}

// TestUnpackFullDisk unpacks a voice on a disk that is full after every possible number of pages:
// each time nothing of it is used or left, but for the archive, which needs not be fetched again.
func TestUnpackFullDisk(t *testing.T) {
	if !smallDisk(t) {
		return
	}
	page := os.Getpagesize()
	long := func(name string) tar.Header { // content is the name, so many times
		return tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(3 * page / len(name))}
	}
	b := gzipped(t, tarOf(t, long("voice/model.onnx"), file("voice/data/tokens.txt"), long("voice/data/phontab")))
	m := Model{ID: "voice", Kind: Voice, Name: "A voice", Family: "Piper", Files: []File{
		{Role: "archive", Repo: "a/b", Name: "v.tar.gz", Bytes: int64(len(b)), SHA256: sumOf(string(b))},
	}}
	dir := t.TempDir()
	disk(t, dir, 0, 3*page) // enough for the archive and its record
	s, err := Open(filepath.Join(dir, "models"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Add(t.Context(), m, fstest.MapFS{"v.tar.gz": {Data: b}}, nil); err != nil {
		t.Fatal(err)
	}
	full := 0
	for pages := 3; ; pages++ {
		disk(t, dir, syscall.MS_REMOUNT, pages*page)
		err := s.Unpack(t.Context(), m, func(int64) {})
		if err == nil {
			break
		}
		full++
		if !errors.Is(err, ErrNoSpace) || pages > 30 {
			t.Fatalf("%d pages: %v", pages, err)
		}
		if _, err := s.Unpacked("voice"); !errors.Is(err, ErrNotInstalled) {
			t.Errorf("%d pages: it is used: %v", pages, err)
		}
		if left := entries(t, s.folder("voice")); left != "model.json v.tar.gz" {
			t.Errorf("%d pages: left: %s", pages, left)
		}
	}
	// Two files of three pages, one of one, and the new record beside the old one.
	if t.Logf("full %d times", full); full < 7 {
		t.Error("the disk was too large: a place where it can be full was left out")
	}
	if err := s.Verify(t.Context(), "voice", nil); err != nil {
		t.Error(err)
	}
	if left := entries(t, s.folder("voice")); left != "files model.json" {
		t.Errorf("left: %s", left)
	}
}

// entries are the names in a folder.
func entries(t *testing.T, folder string) string {
	t.Helper()
	all, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range all {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}
