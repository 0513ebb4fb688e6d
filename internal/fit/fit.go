// Package fit says how much memory a model may take on this machine. It knows
// nothing of models.
package fit

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

// Available is how many bytes can be taken without swapping, and whether the
// system tells: the kernel's own estimate (MemAvailable of /proc/meminfo, which
// counts the page cache, since that gives way), or what the control groups of
// this process leave, whichever is less.
func Available() (int64, bool) { return available(os.DirFS("/")) }

func available(root fs.FS) (int64, bool) {
	least, known := int64(0), false
	lower := func(n int64, ok bool) {
		if ok && (!known || n < least) {
			least, known = max(n, 0), true
		}
	}
	lower(field(root, "proc/meminfo", "MemAvailable:", 1024))
	for dir := ownGroup(root); dir != ""; dir = parent(dir) {
		lower(group(root, dir))
	}
	return least, known
}

// groups is where version 2 of control groups is mounted (systemd's and every
// container runtime's place for it).
const groups = "sys/fs/cgroup"

// ownGroup is the folder of this process's own control group, empty where there
// is none of version 2.
func ownGroup(root fs.FS) string {
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "0::"); ok {
			// The name may lead outside the tree: /../ is how a group above our own
			// namespace is shown.
			dir := path.Join(groups, strings.TrimSpace(name))
			if dir == groups || strings.HasPrefix(dir, groups+"/") {
				return dir
			}
		}
	}
	return ""
}

func parent(dir string) string {
	if dir == groups {
		return ""
	}
	return path.Dir(dir)
}

// group is what a control group leaves: its limit less what is in use, but for
// the page cache.
func group(root fs.FS, dir string) (int64, bool) {
	limit, ok := number(root, dir+"/memory.max")
	if !ok { // "max", or the root group, which has no limit
		return 0, false
	}
	used, ok := number(root, dir+"/memory.current")
	if !ok {
		return 0, false
	}
	cache, _ := field(root, dir+"/memory.stat", "file ", 1)
	return limit - used + cache, true
}

func number(root fs.FS, name string) (int64, bool) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64)
	return n, err == nil
}

// field is the number behind a name at the beginning of a line, in units of unit bytes.
func field(root fs.FS, file, name string, unit int64) (int64, bool) {
	text, err := fs.ReadFile(root, file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		rest, ok := strings.CutPrefix(line, name)
		if !ok {
			continue
		}
		if fields := strings.Fields(rest); len(fields) > 0 {
			n, err := strconv.ParseInt(fields[0], 10, 64)
			return n * unit, err == nil
		}
	}
	return 0, false
}
