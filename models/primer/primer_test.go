package primer

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"descry/internal/gguf"
	"descry/models"
)

func TestInstall(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	text, projector, err := Install(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		path string
		want []byte
	}{{text, textFile}, {projector, projectorFile}} {
		if got, err := os.ReadFile(f.path); err != nil || !bytes.Equal(got, f.want) {
			t.Errorf("%s: %d bytes, %v; want %d", filepath.Base(f.path), len(got), err, len(f.want))
		}
	}
}

func TestBuiltInPairIsWholeAndSmall(t *testing.T) {
	const limit = 12 << 20 // what may be built into the program
	if n := len(textFile) + len(projectorFile); n > limit {
		t.Errorf("the pair has %d bytes, more than %d", n, limit)
	}
	for _, f := range []struct {
		name string
		data []byte
		arch string
	}{{"text", textFile, ""}, {"projector", projectorFile, "clip"}} {
		h, err := gguf.Read(bytes.NewReader(f.data), int64(len(f.data)))
		if err != nil {
			t.Errorf("%s: %v", f.name, err)
			continue
		}
		if arch := h.String("general.architecture"); arch == "" || f.arch != "" && arch != f.arch {
			t.Errorf("%s: architecture %q", f.name, arch)
		}
	}
}

func TestInstallRepairs(t *testing.T) {
	a, b := []byte("the text model"), []byte("the projector")
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, path string) error
	}{
		{"cut short", func(_ *testing.T, path string) error { return os.Truncate(path, 3) }},
		{"same size, other bytes", func(_ *testing.T, path string) error { return os.WriteFile(path, []byte("THE TEXT MODEL"), 0o600) }},
		{"gone", func(_ *testing.T, path string) error { return os.Remove(path) }},
		{"a link to elsewhere", func(t *testing.T, path string) error {
			other := filepath.Join(t.TempDir(), "other")
			return errors.Join(os.Remove(path), os.WriteFile(other, a, 0o600), os.Symlink(other, path))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			text, _, err := install(dir, a, b)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(t, text); err != nil {
				t.Fatal(err)
			}
			again, _, err := install(dir, a, b)
			if err != nil || again != text {
				t.Fatalf("got %s, %v; want %s", again, err, text)
			}
			if got, err := os.ReadFile(text); err != nil || !bytes.Equal(got, a) {
				t.Errorf("got %q, %v", got, err)
			}
			if st, err := os.Lstat(text); err != nil || !st.Mode().IsRegular() {
				t.Errorf("not a plain file: %v, %v", st.Mode(), err)
			}
		})
	}
}

func TestInstallReuses(t *testing.T) {
	dir := t.TempDir()
	text, _, err := install(dir, []byte("a"), []byte("b"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(text)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := install(dir, []byte("a"), []byte("b")); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(text); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file was written again (%v)", err)
	}
	other, _, err := install(dir, []byte("a2"), []byte("b"))
	if err != nil || filepath.Dir(other) == filepath.Dir(text) {
		t.Errorf("another version got the same folder %s (%v)", other, err)
	}
}

func TestInstallByTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			text, _, err := install(dir, textFile, []byte("b"))
			if err != nil {
				t.Error(err)
				return
			}
			if got, err := os.ReadFile(text); err != nil || !bytes.Equal(got, textFile) {
				t.Errorf("saw %d bytes, %v", len(got), err)
			}
		})
	}
	wg.Wait()
}

func TestInstallErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Install(file); !errors.Is(err, models.ErrNotWritable) {
		t.Errorf("a file in the folder's place: %v", err)
	}
	for _, c := range []struct {
		name  string
		cause error
		want  error
	}{
		{"disk full", syscall.ENOSPC, models.ErrNoSpace},
		{"quota", syscall.EDQUOT, models.ErrNoSpace},
		{"read-only disk", syscall.EROFS, models.ErrNotWritable},
		{"no permission", syscall.EACCES, models.ErrNotWritable},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := wrap(fmt.Errorf("write: %w", &os.PathError{Op: "write", Path: "x", Err: c.cause}))
			if !errors.Is(err, c.want) || !errors.Is(err, c.cause) {
				t.Errorf("got %v", err)
			}
		})
	}
}
