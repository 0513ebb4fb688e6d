// Package atomicfile writes files that are whole or not there: whatever happens,
// a reader finds the old content or the new. It knows nothing of what is in them.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes or replaces the file at path by what write writes, with the
// permissions perm. The content goes to a temporary file in the same folder,
// which must exist, reaches the disk, and is then renamed. On an error, of write
// or of the system, path is as it was and nothing is left over; the error wraps
// the cause. (Only when the folder itself can't be synced is the new file there in
// spite of an error.) A symbolic link at path is replaced, not followed.
func Write(path string, perm fs.FileMode, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("atomicfile: %w", err)
	}
	renamed := false
	defer func() {
		if !renamed { // an error, which is the one to tell, or a panic of write
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return fmt.Errorf("atomicfile: writing %s: %w", path, err)
	}
	// Errors of a full disk may come as late as Sync or Close.
	if err := errors.Join(f.Chmod(perm), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("atomicfile: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("atomicfile: %w", err)
	}
	renamed = true
	return syncFolder(dir)
}
