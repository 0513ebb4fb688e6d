package onnx

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMemory: what is estimated before a conversion is what it writes.
func TestMemory(t *testing.T) {
	folder := t.TempDir()
	for _, p := range []Precision{F32, Int8} {
		if err := Convert(t.Context(), folder, fixture, p); err != nil {
			t.Fatal(err)
		}
		st, err := os.Stat(filepath.Join(folder, p.data()))
		if err != nil {
			t.Fatal(err)
		}
		n, err := Memory(fixture, p)
		if ratio := float64(n.Mapped) / float64(st.Size()); err != nil || ratio < 0.9 || ratio > 1.1 || n.Total() != n.Mapped+n.Work || n.Work < library {
			t.Errorf("%s: %+v, a file of %d bytes, %v", p, n, st.Size(), err)
		}
	}
	one, _ := Memory(fixture, F32)
	if both, err := Memory(fixture, F32, Int8); err != nil || both.Work != 2*one.Work || both.Mapped <= one.Mapped {
		t.Errorf("both: %+v, %v", both, err)
	}
	if _, err := Memory("../testdata/conformance/internvl3/mmproj.gguf", F32); err == nil {
		t.Error("another family")
	}
}
