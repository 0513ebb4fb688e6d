//go:build !unix

package child

import "syscall"

// attributes: nothing particular on these systems.
func attributes() *syscall.SysProcAttr { return nil }
