package lockup

import (
	"fmt"
	"os"
	"unsafe"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/sys/unix"
)

// denied are the system calls that answer "not permitted": all that speak with other
// machines, start or touch other processes, or change the system. Names that a
// processor lacks are left out.
var denied = []string{
	"socket", "socketpair", "socketcall", "connect", "bind", "listen", "accept", "accept4",
	"sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg",
	"io_uring_setup", "io_uring_enter", "io_uring_register", // does any of these unseen by filters
	"execve", "execveat", "fork", "vfork",
	"ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp",
	"pidfd_open", "pidfd_getfd", "pidfd_send_signal", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
	"bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key",
	"mount", "umount2", "move_mount", "open_tree", "fsopen", "fsmount", "fsconfig", "fspick", "mount_setattr",
	"pivot_root", "chroot", "setns", "unshare", "open_by_handle_at",
	"init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff",
	"shmget", "shmat", "msgget", "semget", "mq_open", // memory and messages that others may share
}

// notThere makes a call answer as on a kernel that lacks it: the C library then takes
// the older one.
const notThere = seccomp.ActionErrno&^0xffff | seccomp.Action(unix.ENOSYS)

// denyCalls sets the filter of denied, and lets signals go to this process and new
// threads come into it only. clone3 hides its flags in memory, where no filter can
// look, so it is not there.
func denyCalls() error {
	info, err := arch.GetInfo("")
	if err != nil {
		return fmt.Errorf("lockup: %w", err)
	}
	here := func(names ...string) []string {
		var known []string
		for _, name := range names {
			if _, ok := info.SyscallNames[name]; ok {
				known = append(known, name)
			}
		}
		return known
	}
	other := []seccomp.Condition{{Argument: 0, Operation: seccomp.NotEqual, Value: uint64(os.Getpid())}}
	process := []seccomp.Condition{{Argument: 0, Operation: seccomp.BitsNotSet, Value: unix.CLONE_THREAD}}
	err = seccomp.LoadFilter(seccomp.Filter{
		NoNewPrivs: true, Flag: seccomp.FilterFlagTSync,
		Policy: seccomp.Policy{DefaultAction: seccomp.ActionAllow, Syscalls: []seccomp.SyscallGroup{
			{Action: seccomp.ActionErrno | seccomp.Action(unix.EPERM), Names: here(denied...), NamesWithCondtions: []seccomp.NameWithConditions{
				{Name: "kill", Conditions: other}, {Name: "tgkill", Conditions: other}, {Name: "clone", Conditions: process},
			}},
			{Action: notThere, Names: here("clone3")},
		}},
	})
	if err != nil {
		return fmt.Errorf("lockup: %w", err)
	}
	return nil
}

// denyForeign refuses the system calls of the processor's other modes, such as those of
// 32-bit programs, which have other numbers: go-seccomp-bpf lets them pass.
func denyForeign() error {
	info, err := arch.GetInfo("")
	if err != nil {
		return fmt.Errorf("lockup: %w", err)
	}
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 4}, // seccomp_data.arch
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: uint32(info.ID), Jt: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: uint32(notThere)},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return fmt.Errorf("lockup: seccomp: %w", errno)
	}
	return nil
}
