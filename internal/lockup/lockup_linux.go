package lockup

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// apply begins with what writes to /proc, and takes away system calls last: the
// others still need some.
func apply(o Options) Report {
	private := keepPrivate()
	files := restrictFiles(o)
	calls := restrictCalls()
	r := Report{Private: private == nil, Files: files == nil, Network: calls == nil}
	if err := errors.Join(private, files, calls); err != nil {
		r.Problem = strings.ReplaceAll(err.Error(), "\n", "; ")
	}
	return r
}

// victim is the share of the machine's memory, in thousandths, that is added to what
// this process uses when the kernel looks for one to end (proc_pid_oom_score_adj(5)):
// enough that it is taken before any desktop, and not the 1000 that would have it
// taken whatever it uses.
const victim = "800"

// keepPrivate also makes this process the one that goes when memory runs out, which
// has to come first: a process that isn't dumpable doesn't own its files in /proc.
func keepPrivate() error {
	var errs []error
	if err := os.WriteFile("/proc/self/oom_score_adj", []byte(victim), 0o600); err != nil {
		errs = append(errs, fmt.Errorf("lockup: %w", err))
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		errs = append(errs, fmt.Errorf("lockup: core size: %w", err))
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		errs = append(errs, fmt.Errorf("lockup: dumpable: %w", err))
	}
	return errors.Join(errs...)
}

// restrictCalls takes away the system calls in denied, and those of foreign machines.
func restrictCalls() error {
	// Both filters are set from one thread, which the kernel then copies to all others.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("lockup: no new privileges: %w", err)
	}
	if err := denyForeign(); err != nil {
		return err
	}
	if err := denyCalls(); err != nil {
		return err
	}
	return everyThread()
}

// everyThread checks that the filters hold everywhere: the kernel's answer where a
// thread could not be reached is easily taken for success.
func everyThread() error {
	const tasks = "/proc/self/task"
	threads, err := os.ReadDir(tasks)
	if err != nil {
		return fmt.Errorf("lockup: %w", err)
	}
	for _, t := range threads {
		status, err := os.ReadFile(tasks + "/" + t.Name() + "/status")
		if err != nil {
			continue // it has ended
		}
		if !slices.Contains(strings.Split(string(status), "\n"), "Seccomp:\t2") {
			return fmt.Errorf("lockup: thread %s has no filter", t.Name())
		}
	}
	return nil
}
