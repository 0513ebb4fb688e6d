//go:build cgo && linux

package onnx

/*
#cgo LDFLAGS: -ldl -lpthread
#include <stdlib.h>
#include "ort.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"path/filepath"
	"unsafe"
)

// session is a model in ONNX Runtime. One goroutine at a time uses it; stop may be
// called by another meanwhile.
type session struct{ c *C.dsc_session }

// failure takes over a message of C.
func failure(what string, text *C.char) error {
	if text == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(text))
	return fmt.Errorf("onnx: %s: %w", what, errors.New(C.GoString(text)))
}

// loadLibrary loads ONNX Runtime from a folder, once a process.
func loadLibrary(folder string) error {
	name := C.CString(filepath.Join(folder, Library))
	defer C.free(unsafe.Pointer(name))
	return failure("library", C.dsc_ort_load(name))
}

func openSession(path string, threads int) (*session, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	s := &session{}
	if err := failure("open", C.dsc_session_open(name, C.int(threads), &s.c)); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *session) close() {
	C.dsc_session_close(s.c)
	s.c = nil
}

// stop ends a run that is going on at its next node, and later ones at once, until it
// is lifted.
func (s *session) stop(on bool) {
	n := C.int(0)
	if on {
		n = 1
	}
	_ = failure("stop", C.dsc_session_stop(s.c, n)) // sets a flag: it can't fail
}

// run computes one tile: in is planar, out one row a token.
func (s *session) run(in []float32, side int, out []float32, tokens int) error {
	from := [4]C.int64_t{1, 3, C.int64_t(side), C.int64_t(side)}
	to := [3]C.int64_t{1, C.int64_t(tokens), C.int64_t(len(out) / tokens)}
	return failure("run", C.dsc_session_run(s.c, (*C.float)(&in[0]), &from[0], (*C.float)(&out[0]), &to[0]))
}
