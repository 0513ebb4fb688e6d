package models

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// bzipped is a tar.bz2 of voice/model.onnx ("the voice") and voice/data/tokens.txt ("a 1\n"),
// made by Python's tarfile: Go has no writer for it.
const bzipped = "QlpoOTFBWSZTWbllRMkAAKP/gMuQABBAAfUAAAhAAG5vn0AMCCAAkg0po00GgABiHqekEkmpPKPQIaNPUZDIabafbQcowATikhF/PQwKwqhcTJCEMBVBdq/OsB8CQKIwIpRxFJs0W6SINadeQ77xfsSdAujh3IF+MWBoxSjNCnPgLQHK4YNYg5jGtuoIgPxdyRThQkLllRMk"

// tarOf makes an archive of headers; a plain file without a size has its name as content.
func tarOf(t *testing.T, headers ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		content := ""
		if h.Typeflag == tar.TypeReg {
			content = strings.Repeat(h.Name, max(1, int(h.Size)))
			h.Size = int64(len(content))
		}
		h.Mode = 0o777
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func file(name string) tar.Header { return tar.Header{Typeflag: tar.TypeReg, Name: name} }

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipOf(t *testing.T, mode fs.FileMode, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		h.SetMode(mode)
		e, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write([]byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// archived puts an archive into a store, as a download would.
func archived(t *testing.T, name string, b []byte) (*Store, Model) {
	t.Helper()
	s := newStore(t)
	m := Model{ID: "voice", Kind: Voice, Name: "A voice", Family: "Piper", Files: []File{
		{Role: "archive", Repo: "a/b", Name: name, Bytes: int64(len(b)), SHA256: sumOf(string(b))},
	}}
	if err := s.Add(t.Context(), m, fstest.MapFS{name: {Data: b}}, nil); err != nil {
		t.Fatal(err)
	}
	return s, m
}

func TestUnpack(t *testing.T) {
	bz, err := base64.StdEncoding.DecodeString(bzipped)
	if err != nil {
		t.Fatal(err)
	}
	plain := tarOf(t, tar.Header{Typeflag: tar.TypeDir, Name: "voice/"}, file("./voice/model.onnx"), file("voice/data/tokens.txt"))
	zipBomb := zipOf(t, 0o600, "voice/model.onnx")
	// The size in the directory at the end, where readers look: 1 GB.
	at := bytes.LastIndex(zipBomb, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(zipBomb[at+24:], 1<<30)
	lying := zipOf(t, 0o600, "voice/model.onnx")
	binary.LittleEndian.PutUint32(lying[bytes.LastIndex(lying, []byte("PK\x01\x02"))+24:], 3)
	many := slices.Repeat([]tar.Header{{Typeflag: tar.TypeDir, Name: "d/"}}, mostEntries+1)
	for _, c := range []struct {
		name, file string
		content    []byte
		good       bool
	}{
		{"tar", "v.tar", plain, true},
		{"tar.gz", "v.tar.gz", gzipped(t, plain), true},
		{"tar.bz2", "v.tar.bz2", bz, true},
		{"zip", "v.zip", zipOf(t, 0o755, "voice/model.onnx", "voice/data/tokens.txt"), true},
		{"another kind", "v.tar.xz", plain, false},
		{"not what its name says", "v.tar.gz", plain, false},
		{"cut off", "v.tar.gz", gzipped(t, plain)[:60], false},
		{"a page", "v.zip", []byte("<html>"), false},
		{"nothing in it", "v.tar", tarOf(t), false},
		{"path upwards", "v.tar", tarOf(t, file("voice/model.onnx"), file("../evil")), false},
		{"path upwards inside", "v.tar", tarOf(t, file("voice/../../evil")), false},
		{"absolute path", "v.tar", tarOf(t, file("/evil")), false},
		{"path of Windows", "v.tar", tarOf(t, file(`voice\..\evil`)), false},
		{"drive of Windows", "v.tar", tarOf(t, file("C:evil")), false},
		{"control characters", "v.tar", tarOf(t, file("evil\x1b[2J")), false},
		{"the folder itself", "v.tar", tarOf(t, file(".")), false},
		{"too deep", "v.tar", tarOf(t, file(strings.Repeat("a/", deepest)+"b")), false},
		{"link", "v.tar", tarOf(t, tar.Header{Typeflag: tar.TypeSymlink, Name: "voice", Linkname: "/tmp"}, file("voice/evil")), false},
		{"hard link", "v.tar", tarOf(t, tar.Header{Typeflag: tar.TypeLink, Name: "evil", Linkname: "/etc/passwd"}), false},
		{"device", "v.tar", tarOf(t, tar.Header{Typeflag: tar.TypeChar, Name: "evil"}), false},
		{"pipe", "v.tar", tarOf(t, tar.Header{Typeflag: tar.TypeFifo, Name: "evil"}), false},
		{"a file twice", "v.tar", tarOf(t, file("voice/a"), file("voice/a")), false},
		{"a file as a folder", "v.tar", tarOf(t, file("voice"), file("voice/a")), false},
		{"a folder as a file", "v.tar", tarOf(t, file("voice/a"), file("voice")), false},
		{"bomb", "v.tar.gz", gzipped(t, tarOf(t, tar.Header{Typeflag: tar.TypeReg, Name: "0123456789abcdef", Size: leastBound/16 + 1})), false},
		{"many entries", "v.tar.gz", gzipped(t, tarOf(t, many...)), false},
		{"zip: path upwards", "v.zip", zipOf(t, 0o600, "../evil"), false},
		{"zip: link", "v.zip", zipOf(t, fs.ModeSymlink|0o777, "evil"), false},
		{"zip: bomb", "v.zip", zipBomb, false},
		{"zip: longer than it says", "v.zip", lying, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, m := archived(t, c.file, c.content)
			err := s.Unpack(t.Context(), m, func(int64) {})
			if c.good != (err == nil) || !c.good && !errors.Is(err, ErrArchive) {
				t.Fatalf("got %v", err)
			}
			if c.good {
				unpacked(t, s)
				return
			}
			left := files(s)
			if _, err := s.Unpacked("voice"); !errors.Is(err, ErrNotInstalled) || len(left) != 1 || filepath.Base(left[0]) != c.file {
				t.Errorf("%v; left: %v", err, left)
			}
		})
	}
}

// files lists all files in and beside a store, but for its own.
func files(s *Store) (all []string) {
	_ = filepath.WalkDir(filepath.Dir(s.Dir()), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Base(path) != "model.json" && !strings.Contains(path, ".lock") {
			all = append(all, path)
		}
		return err
	})
	return all
}

// unpacked wants the two files of a voice, and nothing else.
func unpacked(t *testing.T, s *Store) {
	t.Helper()
	folder, err := s.Unpacked("voice")
	if there := files(s); err != nil || len(there) != 2 {
		t.Fatalf("%v; there: %v", err, there)
	}
	for _, name := range []string{"model.onnx", "data/tokens.txt"} {
		st, err := os.Stat(filepath.Join(folder, "voice", filepath.FromSlash(name)))
		if err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUnpackedStays: what was unpacked is checked, found again, repaired and removed.
func TestUnpackedStays(t *testing.T) {
	b := tarOf(t, file("voice/model.onnx"))
	s, m := archived(t, "v.tar", b)
	want := func(what string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	here := func() error { _, err := s.Unpacked("voice"); return err }
	ctx, cancel := context.WithCancel(t.Context())
	want("stopped", s.Unpack(ctx, m, func(int64) { cancel() }), context.Canceled)
	want("half of it", here(), ErrNotInstalled)
	want("unpacked", s.Unpack(t.Context(), m, func(int64) {}), nil)
	want("unpacked already", s.Unpack(t.Context(), m, func(int64) {}), nil)
	want("verify", s.Verify(t.Context(), "voice", nil), nil)

	model := filepath.Join(s.Dir(), "voice", "files", "voice", "model.onnx")
	want("spoil", os.WriteFile(model, []byte("voice/model.0nnx"), 0o600), nil)
	var sum *ChecksumError
	if err := s.Verify(t.Context(), "voice", nil); !errors.As(err, &sum) {
		t.Errorf("other bytes: %v", err)
	}
	want("spoil", os.Truncate(model, 3), nil)
	want("cut off", here(), ErrChanged)
	want("fetched again", s.Add(t.Context(), m, fstest.MapFS{"v.tar": {Data: b}}, nil), nil)
	want("unpacked again", s.Unpack(t.Context(), m, func(int64) {}), nil)
	want("verify", s.Verify(t.Context(), "voice", nil), nil)
	want("remove", s.Remove(t.Context(), "voice"), nil)
	if left, _ := filepath.Glob(filepath.Join(s.Dir(), "voice*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestUnpackChanged: an archive that was changed after it was checked is not used.
func TestUnpackChanged(t *testing.T) {
	s, m := archived(t, "v.tar", tarOf(t, file("voice/model.onnx")))
	path, err := s.Path("voice", "archive")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, tarOf(t, file("voice/model.evil")), 0o600); err != nil {
		t.Fatal(err)
	}
	var sum *ChecksumError
	if err := s.Unpack(t.Context(), m, func(int64) {}); !errors.As(err, &sum) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Unpacked("voice"); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("it is used: %v", err)
	}
}

// FuzzUnpack: whatever an archive is, nothing appears outside of its folder, no link in it,
// and an error leaves nothing that is used.
func FuzzUnpack(f *testing.F) {
	bz, err := base64.StdEncoding.DecodeString(bzipped)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bz, uint8(0))
	f.Add([]byte("PK\x03\x04"), uint8(3))
	f.Fuzz(func(t *testing.T, b []byte, kind uint8) {
		dir := t.TempDir()
		in, err := os.CreateTemp(dir, "archive")
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if _, err := in.Write(b); err != nil {
			t.Fatal(err)
		}
		if _, err := in.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(dir, "to"), 0o700); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(filepath.Join(dir, "to"))
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		name := []string{"a.tar.bz2", "a.tar.gz", "a.tar", "a.zip"}[kind%4]
		leaves, err := unpack(t.Context(), in, name, int64(len(b)), root, func(int64) {})
		if err != nil && !errors.Is(err, ErrArchive) {
			t.Errorf("%v", err)
		}
		beside, _ := os.ReadDir(dir)
		if len(beside) != 2 {
			t.Errorf("outside: %v", beside)
		}
		for _, l := range leaves {
			st, err := os.Lstat(filepath.Join(dir, "to", filepath.FromSlash(l.Name)))
			if err != nil || !st.Mode().IsRegular() || st.Size() != l.Bytes {
				t.Errorf("%q: %v", l.Name, err)
			}
		}
	})
}
