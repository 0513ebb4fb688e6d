// Package onnx runs image encoders on ONNX Runtime, several times as fast as clip: it
// writes the encoder's graph from the GGUF file that the person has, keeps it in the
// cache folder, and is a thin binding to the library. It knows nothing of text models,
// families or prompts.
package onnx

import (
	"fmt"
	"io/fs"
	"os"

	"descry/internal/gguf"
)

// Precision is what the matrices are multiplied in.
type Precision string

const (
	// F32 gives what clip gives, to the fourth digit.
	F32 Precision = "f32"
	// Int8 takes half the time and a quarter of the memory, for an error that Better judges.
	Int8 Precision = "int8"
)

// Library is the name of ONNX Runtime's file in the folder of the backend libraries:
// version 1.17.1, from the module sherpa-onnx-go-linux.
const Library = "libonnxruntime.so"

// small is the size in bytes of an image encoder's file below which clip is fast
// enough: the starter model's takes 12 ms a picture.
const small = 16 << 20

// Worth says whether the encoder in the projector's file is large enough to be worth a
// conversion.
func Worth(projector string) bool {
	st, err := os.Stat(projector)
	return err == nil && st.Size() >= small
}

// readProjector opens the file and reads the sizes of its tower. The caller closes f.
func readProjector(path string) (f *os.File, w *weights, t tower, err error) {
	f, err = os.Open(path)
	if err != nil {
		return nil, nil, t, fmt.Errorf("onnx: %w", err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			f = nil
		}
	}()
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = fs.ErrInvalid
	}
	if err != nil {
		return f, nil, t, fmt.Errorf("onnx: %w", err)
	}
	h, err := gguf.Read(f, st.Size())
	if err != nil {
		return f, nil, t, fmt.Errorf("onnx: %w", err)
	}
	w = newWeights(h, f)
	t, err = readTower(w)
	return f, w, t, err
}
