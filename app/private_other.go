//go:build !linux

package app

// KeepPrivate has nothing to do where a crash leaves no core file by default.
func KeepPrivate() {}
