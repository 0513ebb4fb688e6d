// Package quiet keeps the standard logger silent, from before any library can use it. What
// libraries log there is for nobody: Fyne complains of the locale C each time that a program
// starts which only links it, and a log might name a person's files. Descry's own logs are
// slog's. The package knows nothing of who imports it: that is enough.
package quiet

import (
	"io"
	"log"
)

// Go initialises packages in the order of their paths, as soon as all that they import is
// (Go's specification, "Program initialization"): this one, which imports next to nothing,
// comes before fyne.io/fyne/v2/lang, whose init logs.
var _ = silence()

func silence() bool {
	log.SetOutput(io.Discard)
	return true
}
