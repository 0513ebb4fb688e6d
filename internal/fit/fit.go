// Package fit says how much memory a model takes and how much this machine has for it.
// It knows nothing of files and formats.
package fit

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Available is how many bytes can be taken without swapping, and whether the
// system tells: the kernel's own estimate (MemAvailable of /proc/meminfo, which
// counts the page cache, since that gives way), what the control groups of this
// process leave, or what its limit of address space does, whichever is least.
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
		lower(group(root, dir, names2))
	}
	for dir := oldGroup(root); dir != ""; dir = parent(dir) {
		lower(group(root, dir, names1))
	}
	lower(addressSpace(root))
	return least, known
}

// addressSpace is what the limit RLIMIT_AS leaves, which children inherit: they take at
// first what this process takes, being the same program.
func addressSpace(root fs.FS) (int64, bool) {
	limit, ok := field(root, "proc/self/limits", "Max address space", 1)
	if !ok { // "unlimited", as a rule
		return 0, false
	}
	used, ok := field(root, "proc/self/status", "VmSize:", 1024)
	return limit - used, ok
}

// groups is where version 2 of control groups is mounted (systemd's and every
// container runtime's place for it), oldGroups where version 1 is.
const (
	groups    = "sys/fs/cgroup"
	oldGroups = groups + "/memory"
)

// names are the files of a control group.
type names struct{ limit, used, cache string }

var (
	names2 = names{"memory.max", "memory.current", "file "}
	names1 = names{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_cache "}
)

// ownGroup is the folder of this process's own control group, empty where there
// is none of version 2.
func ownGroup(root fs.FS) string {
	return own(root, groups, func(line string) (string, bool) { return strings.CutPrefix(line, "0::") })
}

// oldGroup is the same for the memory controller of version 1: a line such as
// "5:cpu,memory:/name" (cgroups(7)).
func oldGroup(root fs.FS) string {
	return own(root, oldGroups, func(line string) (string, bool) {
		parts := strings.SplitN(line, ":", 3)
		if len(parts) < 3 || !slices.Contains(strings.Split(parts[1], ","), "memory") {
			return "", false
		}
		return parts[2], true
	})
}

func own(root fs.FS, top string, name func(line string) (string, bool)) string {
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if name, ok := name(line); ok {
			// The name may lead outside the tree: /../ is how a group above our own
			// namespace is shown.
			dir := path.Join(top, strings.TrimSpace(name))
			if dir == top || strings.HasPrefix(dir, top+"/") {
				return dir
			}
		}
	}
	return ""
}

func parent(dir string) string {
	if dir == groups || dir == oldGroups {
		return ""
	}
	return path.Dir(dir)
}

// group is what a control group leaves: its limit less what is in use, but for
// the page cache.
func group(root fs.FS, dir string, n names) (int64, bool) {
	limit, ok := number(root, dir+"/"+n.limit)
	if !ok { // "max", or the root group, which has no limit
		return 0, false
	}
	used, ok := number(root, dir+"/"+n.used)
	if !ok {
		return 0, false
	}
	cache, _ := field(root, dir+"/memory.stat", n.cache, 1)
	// The kernel counts what is in use, and of what, at different moments: there may be more
	// cache than is in use, and a limit that is none is so large that adding would overflow.
	return limit - max(used-cache, 0), true
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
