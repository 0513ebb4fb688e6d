//go:build !unix

package atomicfile

// syncFolder does nothing: these systems don't sync folders.
func syncFolder(string) error { return nil }
