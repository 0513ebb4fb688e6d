package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

func sumOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

const textBytes, eyeBytes = "GGUF the words", "GGUF the eye"

// pairModel is a model whose files are the two strings above.
func pairModel() Model {
	return Model{ID: "pair", Kind: Vision, Name: "Pair", Family: "SmolVLM", Files: []File{
		{Role: RoleText, Repo: "a/b", Name: "text.gguf", Bytes: int64(len(textBytes)), SHA256: sumOf(textBytes)},
		{Role: RoleProjector, Repo: "a/b", Name: "eye.gguf", Bytes: int64(len(eyeBytes)), SHA256: sumOf(eyeBytes)},
	}}
}

func pairFiles() fstest.MapFS {
	return fstest.MapFS{"text.gguf": {Data: []byte(textBytes)}, "eye.gguf": {Data: []byte(eyeBytes)}}
}

func newStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "models"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAdd(t *testing.T) {
	wrong := pairFiles()
	wrong["eye.gguf"] = &fstest.MapFile{Data: []byte("GGUF the lie")}
	for _, c := range []struct {
		name string
		src  fstest.MapFS
		want error
		sum  bool
	}{
		{"by name", pairFiles(), nil, false},
		{"by ID", fstest.MapFS{"pair/text.gguf": {Data: []byte(textBytes)}, "pair/eye.gguf": {Data: []byte(eyeBytes)}}, nil, false},
		{"hub's cache", fstest.MapFS{"models--a--b/snapshots/c/text.gguf": {Data: []byte(textBytes)}, "eye.gguf": {Data: []byte(eyeBytes)}}, nil, false},
		{"file missing", fstest.MapFS{"text.gguf": {Data: []byte(textBytes)}}, ErrNotInstalled, false},
		{"wrong content", wrong, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			last := int64(0)
			err := s.Add(t.Context(), pairModel(), c.src, func(done, _ int64) { last = done })
			var sum *ChecksumError
			if errors.As(err, &sum) != c.sum || !c.sum && !errors.Is(err, c.want) {
				t.Fatalf("got %v", err)
			}
			path, err := s.Path("pair", RoleProjector)
			if c.want != nil || c.sum {
				if err == nil {
					t.Errorf("%s can be used", path)
				}
				return
			}
			if b, _ := os.ReadFile(path); string(b) != eyeBytes || last != int64(len(textBytes+eyeBytes)) {
				t.Errorf("content %q, progress %d", b, last)
			}
			if err := s.Verify(t.Context(), "pair", nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestChangedFiles(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(path string) error
		path   error
		verify bool // Verify finds the content good
	}{
		{"touched", func(p string) error { return os.Chtimes(p, time.Unix(1, 0), time.Unix(1, 0)) }, ErrChanged, true},
		{"cut", func(p string) error { return os.Truncate(p, 3) }, ErrChanged, false},
		{"other content, same length", func(p string) error { return os.WriteFile(p, []byte("GGUF the lies!"), 0o600) }, ErrChanged, false},
		{"gone", os.Remove, ErrNotInstalled, false},
		{"a folder in its place", func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o700)) }, ErrChanged, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			if err := s.Add(t.Context(), pairModel(), pairFiles(), nil); err != nil {
				t.Fatal(err)
			}
			path, err := s.Path("pair", RoleText)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.change(path); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Path("pair", RoleText); !errors.Is(err, c.path) {
				t.Errorf("Path: %v", err)
			}
			if err := s.Verify(t.Context(), "pair", nil); (err == nil) != c.verify {
				t.Errorf("Verify: %v", err)
			}
			if _, err := s.Path("pair", RoleText); (err == nil) != c.verify {
				t.Errorf("Path after it: %v", err)
			}
		})
	}
}

// A part that was left by a crash is never used, and a record without its file neither.
func TestHalfDone(t *testing.T) {
	s := newStore(t)
	c, err := s.Claim(t.Context(), "pair")
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Part(t.Context(), pairModel().Files[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write([]byte("GGUF th")); err != nil {
		t.Fatal(err)
	}
	p.SetTag(`"abc"`)
	p.Close()
	if _, err := s.Path("pair", RoleText); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("half a file can be used: %v", err)
	}
	p, err = c.Part(t.Context(), pairModel().Files[0])
	if err != nil || p.Size() != 7 || p.Tag() != `"abc"` || p.Sum() != sumOf("GGUF th") {
		t.Fatalf("%d bytes, tag %q, %v", p.Size(), p.Tag(), err)
	}
	if _, err := p.Write([]byte("e words")); err != nil {
		t.Fatal(err)
	}
	if err := p.Keep(pairModel(), sumOf(textBytes), "rev"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := s.Path("pair", RoleText); err != nil {
		t.Error(err)
	}
	if _, err := s.Path("pair", RoleProjector); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("the other file: %v", err)
	}
	if r := s.Installed(); len(r) != 1 || r[0].Files[0].Revision != "rev" {
		t.Errorf("installed: %+v", r)
	}
}

func TestLink(t *testing.T) {
	s, m := newStore(t), pairModel()
	elsewhere := filepath.Join(t.TempDir(), "sha256-x")
	if err := os.WriteFile(elsewhere, []byte(textBytes), 0o400); err != nil {
		t.Fatal(err)
	}
	c, err := s.Claim(t.Context(), "pair")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Link(t.Context(), m, m.Files[0], elsewhere, nil); err != nil {
		t.Fatal(err)
	}
	var sum *ChecksumError
	if err := c.Link(t.Context(), m, m.Files[1], elsewhere, nil); !errors.As(err, &sum) {
		t.Errorf("a wrong file was taken: %v", err)
	}
	c.Close()
	if path, err := s.Path("pair", RoleText); err != nil || path != elsewhere {
		t.Errorf("%s, %v", path, err)
	}
	if err := s.Remove(t.Context(), "pair"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(elsewhere); err != nil {
		t.Errorf("another program's file was removed: %v", err)
	}
	if err := s.Remove(t.Context(), "pair"); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("removed twice: %v", err)
	}
}

func TestClaim(t *testing.T) {
	s := newStore(t)
	var wait sync.WaitGroup
	inside, most := 0, 0
	var mu sync.Mutex
	for range 4 {
		wait.Go(func() {
			c, err := s.Claim(t.Context(), "pair")
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			inside++
			most = max(most, inside)
			mu.Unlock()
			mu.Lock()
			inside--
			mu.Unlock()
			c.Close()
		})
	}
	wait.Wait()
	if most != 1 {
		t.Errorf("%d had the right at once", most)
	}
	c, err := s.Claim(t.Context(), "pair")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Claim(ctx, "pair"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestBadIDs(t *testing.T) {
	s := newStore(t)
	for _, id := range []string{"", ".", "..", "../x", "a/b", ".lock", "a\x00b", strings.Repeat("a", 101), "ä"} {
		if _, err := s.Claim(t.Context(), id); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := s.Path(id, RoleText); !errors.Is(err, ErrNotInstalled) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		err, want error
	}{
		{&fs.PathError{Err: syscall.ENOSPC}, ErrNoSpace},
		{&fs.PathError{Err: syscall.EDQUOT}, ErrNoSpace},
		{&fs.PathError{Err: syscall.EACCES}, ErrNotWritable},
		{&fs.PathError{Err: syscall.EROFS}, ErrNotWritable},
	} {
		if err := wrap("write", c.err); !errors.Is(err, c.want) || !errors.Is(err, c.err) {
			t.Errorf("%v became %v", c.err, err)
		}
	}
	s := newStore(t)
	c, err := s.Claim(t.Context(), "pair")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	p, err := c.Part(t.Context(), pairModel().Files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.Room(1 << 60); !errors.Is(err, ErrNoSpace) {
		t.Errorf("room for an exabyte: %v", err)
	}
	if err := p.Room(10); err != nil {
		t.Error(err)
	}
}
