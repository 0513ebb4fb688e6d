package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// unplugged runs descry with the arguments it is given, in a process that the kernel
// kills with SIGSYS as soon as it, or one that it starts, asks for an internet socket, or
// for io_uring, which could open one unseen. Other sockets stay.
func unplugged() {
	runtime.LockOSThread() // the filter holds for this thread and what is run from it
	err := forbidInternet()
	if err == nil {
		var path string
		if path, err = exec.LookPath("descry"); err == nil {
			err = syscall.Exec(path, append([]string{"descry"}, os.Args[1:]...), os.Environ())
		}
	}
	fmt.Fprintln(os.Stderr, "unplugged:", err)
	os.Exit(125)
}

// forbidInternet sets the filter (seccomp(2)). Its jumps count instructions to leave out.
func forbidInternet() error {
	const number, family = 0, 16 // offsets in seccomp_data; the low half comes first here
	equal := func(k uint32, then, otherwise uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: k, Jt: then, Jf: otherwise}
	}
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: number},
		equal(unix.SYS_IO_URING_SETUP, 5, 0),
		equal(unix.SYS_SOCKET, 0, 3),
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: family},
		equal(unix.AF_INET, 2, 0),
		equal(unix.AF_INET6, 1, 0),
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_KILL_PROCESS},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	if _, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&program))); errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	return nil
}
