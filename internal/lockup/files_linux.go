package lockup

import (
	"errors"
	"fmt"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// system is what the C library, Go and ggml read of the system itself: libraries that are
// loaded late (libgcc_s, before a thread ends), and what machine this is.
var system = []string{
	"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
	"/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/loadavg", "/proc/stat", "/proc/sys/vm",
	"/sys/devices/system", "/sys/fs/cgroup", "/sys/kernel/mm/transparent_hugepage",
	"/dev/urandom", "/dev/zero",
}

// graphics is what drivers of graphics cards read besides.
var graphics = []string{
	"/sys", "/proc/driver", "/proc/devices", "/usr/share", "/etc/vulkan", "/etc/OpenCL", "/opt/rocm", "/run/udev/data",
}

// errNoLandlock: the kernel has none, or it was switched off when it started.
var errNoLandlock = errors.New("lockup: no Landlock in this kernel")

// restrictFiles lets open nothing but o and system. Signals are left to the system call
// filter: kernels before 6.15 count those between threads as leaving the enclosure.
func restrictFiles(o Options) error {
	if version, err := ll.LandlockGetABIVersion(); err != nil || version < 1 {
		return errNoLandlock
	}
	read := append(append([]string{}, system...), o.Read...)
	if len(o.Devices) > 0 {
		read = append(read, graphics...)
	}
	config, err := landlock.NewConfig(landlock.V11.HandledAccessFS, landlock.V11.HandledAccessNet)
	if err != nil {
		return fmt.Errorf("lockup: %w", err)
	}
	rules := []landlock.Rule{landlock.RWFiles("/dev/null").IgnoreIfMissing()}
	for _, path := range read {
		rules = append(rules, readable(path))
	}
	for _, path := range o.Devices {
		rules = append(rules, landlock.RWFiles(path).WithIoctlDev().IgnoreIfMissing())
	}
	if err := config.BestEffort().Restrict(rules...); err != nil {
		return fmt.Errorf("lockup: %w", err)
	}
	return nil
}

// readable is the rule for one path, which may be a file or a folder: the kernel refuses
// rights to folders on a file.
func readable(path string) landlock.Rule {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err == nil && st.Mode&unix.S_IFMT == unix.S_IFDIR {
		return landlock.RODirs(path).IgnoreIfMissing()
	}
	return landlock.ROFiles(path).IgnoreIfMissing()
}
