package app

import "syscall"

// KeepPrivate sees to it that a crash of this process, or of its children, leaves
// no core file: it would hold pictures, questions and answers. A limit that can't
// be lowered is one that is 0 already.
func KeepPrivate() {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
