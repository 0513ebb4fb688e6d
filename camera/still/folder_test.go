package still

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"descry/camera"
)

func TestCompareNatural(t *testing.T) {
	for _, c := range []struct {
		name string
		want []string // in order
	}{
		{"numbers", []string{"img2.png", "img10.png", "img100.png"}},
		{"capitals", []string{"a.png", "B.png", "c.png"}},
		{"zeros in front", []string{"img1", "img02", "img2", "img10"}},
		{"only zeros", []string{"0", "00", "1"}},
		{"numbers too long for a machine", []string{"99999999999999999999998", "99999999999999999999999"}},
		{"several numbers", []string{"2024-2-1", "2024-2-10", "2024-10-1"}},
		{"nothing first", []string{"", "1", "a"}},
		{"number before letter", []string{"a", "a1", "ab"}},
		{"same but for capitals", []string{"IMG1", "Img1", "img1"}},
		{"other alphabets", []string{"äpfel 2", "ÄPFEL 10"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := slices.Clone(c.want)
			slices.Reverse(got)
			slices.SortFunc(got, compareNatural)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzCompareNatural(f *testing.F) {
	f.Add("img2", "img10", "IMG02")
	f.Add("a", "", "\xff0")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if compareNatural(a, b) != -compareNatural(b, a) {
			t.Errorf("%q and %q: %d, %d", a, b, compareNatural(a, b), compareNatural(b, a))
		}
		if (compareNatural(a, b) == 0) != (a == b) {
			t.Errorf("%q and %q are equal", a, b)
		}
		if compareNatural(a, b) < 0 && compareNatural(b, c) < 0 && compareNatural(a, c) >= 0 {
			t.Errorf("%q, %q, %q go round", a, b, c)
		}
	})
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	put := func(name, data string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"img10.jpg", "IMG2.JPG", "letter.doc", "img1"} {
		put(name, "\xff\xd8\xff\xe0") // a picture by its content, whatever it is called
	}
	put("notes.jpg", "dear diary")
	put("drawing.svg", "<svg/>") // a picture that can't be opened
	put("empty.png", "")
	put(".hidden.jpg", "\xff\xd8\xff\xe0")
	if err := os.Mkdir(filepath.Join(dir, "inside.jpg"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("img1", filepath.Join(dir, "img3")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nothing", filepath.Join(dir, "img4")); err != nil {
		t.Fatal(err)
	}
	got, others, err := Folder(t.Context(), dir)
	var want []string
	for _, name := range []string{"img1", "IMG2.JPG", "img3", "img10.jpg", "letter.doc"} {
		want = append(want, filepath.Join(dir, name))
	}
	if err != nil || others != 4 || !slices.Equal(got, want) {
		t.Errorf("%q, %d others, error %v", got, others, err)
	}
	if _, _, err := Folder(t.Context(), filepath.Join(dir, "inside.jpg")); !errors.Is(err, camera.ErrNoPictures) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, _, err := Folder(t.Context(), filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Folder(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("of a context that has ended: %v", err)
	}
}
