//go:build unix && !linux

package child

import "syscall"

// attributes: signals from the terminal don't reach the child.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
