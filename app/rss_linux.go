package app

import "syscall"

// childrenPeak is the most memory, in bytes, that one of the children of this process
// which have ended had: getrusage(2).
func childrenPeak() int64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u) != nil {
		return 0
	}
	return u.Maxrss * 1024
}
