package worker

import (
	"os"
	"strconv"
)

// openFiles is where a process finds what it has open. Opening an entry opens the very
// file, even where its name is gone or another file's (proc_pid_fd(5)).
const openFiles = "/proc/self/fd/"

// firstInherited is the number of a child's first descriptor after the standard streams.
const firstInherited = 3

// here names the files for this process.
func (h held) here() (text, projector string) {
	return openFiles + strconv.Itoa(int(h.text.Fd())), openFiles + strconv.Itoa(int(h.projector.Fd()))
}

// there names them for the child.
func (held) there() (text, projector string) {
	return openFiles + strconv.Itoa(firstInherited), openFiles + strconv.Itoa(firstInherited+1)
}

// inherited are the files that the child has open from its start.
func (h held) inherited() []*os.File { return []*os.File{h.text, h.projector} }
