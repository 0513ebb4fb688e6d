//go:build cgo && linux

package sherpa

/*
#cgo LDFLAGS: -ldl -lpthread
#include <stdlib.h>
#include "tts.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"path/filepath"
	"unsafe"
)

// builtIn says whether this build can open the library.
const builtIn = true

// model is a voice in sherpa-onnx. One goroutine at a time uses it.
type model struct{ c *C.dsc_tts }

// kinds are the families as the binding has them.
var kinds = map[Family]C.int{Piper: C.DSC_PIPER, Kokoro: C.DSC_KOKORO, Kitten: C.DSC_KITTEN}

// loadLibrary loads sherpa-onnx from a folder, once a process.
func loadLibrary(folder string) error {
	name := C.CString(filepath.Join(folder, Library))
	defer C.free(unsafe.Pointer(name))
	text := C.dsc_tts_load(name)
	if text == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(text))
	return fmt.Errorf("sherpa: library: %w", errors.New(C.GoString(text)))
}

// openModel takes files that were inspected: others end the process.
func openModel(f Files) (*model, error) {
	var c [4]*C.char
	for i, name := range []string{f.Model, f.Voices, f.Tokens, f.Data} {
		if name != "" {
			c[i] = C.CString(name)
			defer C.free(unsafe.Pointer(c[i]))
		}
	}
	t := C.dsc_tts_open(kinds[f.Family], c[0], c[1], c[2], c[3])
	if t == nil {
		return nil, fmt.Errorf("sherpa: %q can't be opened", f.Model)
	}
	return &model{t}, nil
}

// say makes samples of a text without zero bytes.
func (m *model) say(text string, speaker int, speed float32) []float32 {
	t := C.CString(text)
	defer C.free(unsafe.Pointer(t))
	var n C.int32_t
	samples := C.dsc_tts_say(m.c, t, C.int32_t(speaker), C.float(speed), &n)
	defer C.free(unsafe.Pointer(samples))
	return append([]float32(nil), unsafe.Slice((*float32)(unsafe.Pointer(samples)), int(n))...)
}

func (m *model) close() {
	C.dsc_tts_close(m.c)
	m.c = nil
}
