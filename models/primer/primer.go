// Package primer is the starter model that is built into the program: a pair of
// GGUF files of about 5 MB that we trained ourselves (see train). It knows nothing
// of running them.
package primer

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"descry/internal/atomicfile"
	"descry/models"
)

//go:embed primer-text.gguf
var textFile []byte

//go:embed primer-mmproj.gguf
var projectorFile []byte

// Name is what the model is called where a person hears of it.
const Name = "Primer"

// Install sees to it that the built-in pair lies under dir, and returns the two
// paths: llama.cpp maps models from files, so memory alone won't do. The pair lies
// in a folder named by its digest, so that two versions of the program don't fight
// over it. What is there and equal is kept; anything else is replaced, each file
// at once, so that a second process never sees half of one. It takes some
// milliseconds when nothing is to be written.
//
// Errors wrap models.ErrNoSpace, models.ErrNotWritable or the system's own.
func Install(dir string) (text, projector string, err error) {
	return install(dir, textFile, projectorFile)
}

func install(dir string, textBytes, projectorBytes []byte) (text, projector string, err error) {
	sum := sha256.New()
	sum.Write(textBytes)
	sum.Write(projectorBytes)
	dir = filepath.Join(dir, "primer-"+hex.EncodeToString(sum.Sum(nil)[:8]))
	text, projector = filepath.Join(dir, "primer-text.gguf"), filepath.Join(dir, "primer-mmproj.gguf")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", wrap(err)
	}
	if err := place(text, textBytes); err != nil {
		return "", "", wrap(err)
	}
	if err := place(projector, projectorBytes); err != nil {
		return "", "", wrap(err)
	}
	return text, projector, nil
}

// place writes the file unless it is there already. It compares the bytes
// themselves: that reads no more than a digest would.
func place(path string, want []byte) error {
	if st, err := os.Lstat(path); err == nil && st.Mode().IsRegular() && st.Size() == int64(len(want)) {
		if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, want) {
			return nil
		}
	}
	return atomicfile.Write(path, 0o600, func(w io.Writer) error {
		_, err := w.Write(want)
		return err
	})
}

// wrap names the cause in this room's own words, where it has them.
func wrap(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("primer: install: %w: %w", models.ErrNoSpace, err)
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("primer: install: %w: %w", models.ErrNotWritable, err)
	}
	return fmt.Errorf("primer: install: %w", err)
}
