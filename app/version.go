package app

import "runtime/debug"

// Version is the program's version as the Go command stamped it: a tag, or a
// pseudo-version with the commit's date and hash; "(devel)" where it knew neither.
func Version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" {
		return b.Main.Version
	}
	return "(devel)"
}
