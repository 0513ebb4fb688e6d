// Package need lets a test say what it needs of the machine beyond Go: it skips where
// that is missing, and fails on a continuous integration, which has to have it. It
// knows nothing about what is needed, and is for tests only.
package need

import "os"

// T is the part of testing.TB that is used here; *testing.T, *testing.B and
// *testing.F have it.
type T interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// That goes on if ok. Otherwise it ends the test t with what is missing and why that
// matters: as skipped, or as failed where the environment variable CI is neither
// empty nor "false" (.ci/run sets it).
func That(t T, ok bool, missing string) {
	t.Helper()
	that(t, ok, missing, os.Getenv("CI"))
}

func that(t T, ok bool, missing, ci string) {
	t.Helper()
	switch {
	case ok:
	case ci == "" || ci == "false":
		t.Skipf("skipped, this machine lacks: %s", missing)
	default:
		t.Fatalf("CI is set, so this must be there: %s", missing)
	}
}
