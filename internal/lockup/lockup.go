// Package lockup takes from this process what it doesn't need: the network, other
// programs, and all files but a few. It knows nothing of what the process does.
package lockup

// Options says what the process keeps.
type Options struct {
	// Read are files, and folders with all in them, that may be read. What is
	// missing is left out.
	Read []string
	// Devices are device files, and folders of them, that may also be written to and
	// controlled (ioctl), as graphics drivers do.
	Devices []string
}

// Report says what holds for this process from now on, for ever and for all its
// threads.
type Report struct {
	Network bool // no socket can be made, no other process started or touched (seccomp)
	Files   bool // nothing can be opened but what Options names and the C library needs (Landlock)
	Private bool // no core dump, and other processes of the user can't look into the memory
	// Problem is why one of them doesn't hold, for developers; empty where all do.
	Problem string
}

// Whole says whether all of it holds.
func (r Report) Whole() bool { return r.Network && r.Files && r.Private }

// Apply locks this process up as far as the kernel can. It can't be undone, and a second
// call can only take more away. It is to be called when all libraries are loaded
// that may lie outside of the system's folders.
func Apply(o Options) Report { return apply(o) }
