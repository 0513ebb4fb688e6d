//go:build !linux

package atomicfile

// Uncache does nothing: only Linux's cache is known to need it.
func Uncache(string) {}
