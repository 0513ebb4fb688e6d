package child

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// TakeStdio gives the process's stdin and stdout to the frames alone. From then on file
// descriptor 0 is empty and what libraries print to descriptor 1 goes to stderr: a
// printed line would break the frames. A child's main calls it before all else.
// Closing in ends a read that waits.
func TakeStdio() (in, out *os.File, err error) {
	if in, err = take(0, "child stdin"); err != nil {
		return nil, nil, err
	}
	if out, err = take(1, "child stdout"); err != nil {
		return nil, nil, err
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, nil, fmt.Errorf("child: %w", err)
	}
	defer null.Close()
	if err := unix.Dup3(int(null.Fd()), 0, 0); err != nil {
		return nil, nil, fmt.Errorf("child: stdin: %w", err)
	}
	if err := unix.Dup3(2, 1, 0); err != nil {
		return nil, nil, fmt.Errorf("child: stdout: %w", err)
	}
	return in, out, nil
}

// take copies a descriptor, not to be inherited, and lets Go's poller wait for it.
func take(fd int, name string) (*os.File, error) {
	n, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil, fmt.Errorf("child: %s: %w", name, err)
	}
	if err := unix.SetNonblock(n, true); err != nil {
		return nil, fmt.Errorf("child: %s: %w", name, err)
	}
	return os.NewFile(uintptr(n), name), nil
}
