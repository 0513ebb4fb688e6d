package v4l2

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// holders are the programs that have a file open, as proc (/proc) tells, but for this one:
// those of this user, or of all for root. Each is named once.
func holders(proc, path string) (programs []string) {
	processes, _ := os.ReadDir(proc)
	for _, p := range processes {
		pid, err := strconv.Atoi(p.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		fds := filepath.Join(proc, p.Name(), "fd")
		open, _ := os.ReadDir(fds) // not allowed, or it has ended: nothing is known of it
		for _, fd := range open {
			if target, err := os.Readlink(filepath.Join(fds, fd.Name())); err != nil || target != path {
				continue
			}
			name := spoken(attribute(filepath.Join(proc, p.Name()), "comm"))
			if name != "" && !slices.Contains(programs, name) {
				programs = append(programs, name)
			}
			break
		}
	}
	return programs
}

// inUse names the programs that have a camera, where they are known.
func inUse(proc, path string) string { return strings.Join(holders(proc, path), ", ") }
