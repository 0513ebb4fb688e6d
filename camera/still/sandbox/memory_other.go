//go:build !unix

package sandbox

import "github.com/tetratelabs/wazero/experimental"

// slice is a module's memory in Go's own.
type slice struct{ all []byte }

func allocate(size, _ uint64) experimental.LinearMemory { return &slice{make([]byte, 0, size)} }

// Reallocate implements experimental.LinearMemory.
func (s *slice) Reallocate(size uint64) []byte {
	if more := int(size) - len(s.all); more > 0 {
		s.all = append(s.all, make([]byte, more)...)
	}
	return s.all
}

// Free implements experimental.LinearMemory.
func (s *slice) Free() { s.all = nil }
