package app

import (
	"syscall"
	"testing"
)

func TestKeepPrivate(t *testing.T) {
	KeepPrivate()
	KeepPrivate() // a second time lowers what is lowest already
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("a crash may leave %d bytes", limit.Cur)
	}
}
