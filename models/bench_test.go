package models

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkDigest compares Verify's hashing with sha256sum's on the same file, in turn.
func BenchmarkDigest(b *testing.B) {
	path := filepath.Join(b.TempDir(), "f")
	if err := os.WriteFile(path, make([]byte, 512<<20), 0o600); err != nil {
		b.Fatal(err)
	}
	ours, theirs := time.Duration(0), time.Duration(0)
	for b.Loop() {
		start := time.Now()
		if _, _, err := digest(b.Context(), path, func(int64) {}); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		start = time.Now()
		if err := exec.CommandContext(b.Context(), "sha256sum", path).Run(); err != nil {
			b.Skipf("no sha256sum: %v", err)
		}
		theirs += time.Since(start)
	}
	b.ReportMetric(float64(512<<20)*float64(b.N)/1e6/ours.Seconds(), "MB/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "of-sha256sum")
}
