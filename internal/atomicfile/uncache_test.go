package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"descry/internal/atomicfile"
)

// Whatever the system does, the file stays what it is; one that isn't there is no matter.
func TestUncache(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	atomicfile.Uncache(path)
	if err := os.WriteFile(path, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	atomicfile.Uncache(path)
	if got, err := os.ReadFile(path); err != nil || len(got) != 1<<20 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
