//go:build !linux

package models

// freeSpace is not known here; a full disk is noticed when it is full.
func freeSpace(string) (int64, bool) { return 0, false }
