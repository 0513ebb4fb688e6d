package child

import "syscall"

// attributes: the kernel kills the child when the thread that started it ends,
// and signals from the terminal don't reach it.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
