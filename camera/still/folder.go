package still

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"descry/camera"
)

// Folder lists the pictures in the folder dir that Open can open, in natural order: img2
// before img10, capitals and small letters alike. The paths begin with dir. What they
// are is read from their first bytes, whatever their names say. Files that can't be
// read are listed too, so that their trouble is told. It does not look into folders
// inside, and ignores what is hidden; others is how many other files there are.
//
// Errors: camera.ErrNoPictures, fs.ErrNotExist and fs.ErrPermission from the system,
// and ctx.Err() when ctx ends.
func Folder(ctx context.Context, dir string) (pictures []string, others int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, 0, fmt.Errorf("still: %w", err)
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		path := filepath.Join(dir, e.Name())
		switch kind := kindOf(path, e); kind {
		case listed:
			pictures = append(pictures, path)
		case other:
			others++
		}
	}
	if len(pictures) == 0 {
		return nil, others, fmt.Errorf("still: %s: %w", dir, camera.ErrNoPictures)
	}
	slices.SortFunc(pictures, compareNatural)
	return pictures, others, nil
}

// kind is what Folder does with an entry.
type kind int

const (
	ignored kind = iota
	other
	listed
)

func kindOf(path string, e fs.DirEntry) kind {
	if strings.HasPrefix(e.Name(), ".") {
		return ignored
	}
	// A link counts as what it leads to. Opening anything but a regular file may wait.
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist): // a link to nothing, or just removed
		return other
	case err != nil:
		return listed
	case info.IsDir():
		return ignored
	case !info.Mode().IsRegular():
		return other
	}
	f, err := os.Open(path)
	if err != nil {
		return listed
	}
	defer f.Close()
	head := make([]byte, magicLength)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return listed
	}
	if _, ok := readers[sniff(head[:n])]; ok {
		return listed
	}
	return other
}

// compareNatural orders names as people count: runs of digits by their value, all else
// by its small letters. Names that are alike in that are ordered by their bytes, so
// that the order is always the same.
func compareNatural(a, b string) int {
	x, y := strings.ToLower(a), strings.ToLower(b)
	for x != "" && y != "" {
		n, m := digits(x), digits(y)
		if n > 0 && m > 0 {
			left, right := strings.TrimLeft(x[:n], "0"), strings.TrimLeft(y[:m], "0")
			if c := cmp.Or(cmp.Compare(len(left), len(right)), cmp.Compare(left, right)); c != 0 {
				return c
			}
			x, y = x[n:], y[m:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digits is the length of the digits that s begins with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }
