#!/bin/bash
# scripts/test.sh: all tests, from the quick to the slow, so that a mistake shows early.
# Each stage prints its name and its time; the first that fails ends the run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

times=()
stage() {
	local name=$1 begin=$SECONDS
	shift
	say "stage $name"
	"$@" || fail "stage $name failed after $((SECONDS - begin)) s"
	times+=("$name $((SECONDS - begin)) s")
	say "stage $name passed in $((SECONDS - begin)) s"
}

# full: the tests with cgo, llama.cpp and the CPU libraries, but those of the window, which had
# a stage of their own. The limit is for one package.
full() { alive "testing with the real engine" go test -timeout 20m $(go list ./... | grep -v /test/e2e$); }

# cameras: real cameras in a virtual machine. Where there can be none, that is said; CI, which has
# one, takes it for a failure.
cameras() {
	local status=3
	if command -v apt-get >/dev/null; then
		status=0
		"$here/setup.sh" vm && "$here/vm.sh" || status=$?
	fi
	if [ "$status" -eq 3 ] && [ -z "${CI:-}" ]; then
		say "SKIPPED: the tests with cameras need Debian on x86_64"
		return 0
	fi
	return "$status"
}

# window: the real window, by keyboard, on a screen and a sound server of its own.
window() { alive "using the window" go test -count=1 -timeout 10m ./test/e2e; }

stage quick "$here/quick.sh"
stage build "$here/build.sh"
stage check "$here/check.sh"
stage race "$here/race.sh"
stage cameras cameras
stage window window
stage full full
stage second-clone "$here/second-clone-test.sh"
say "all stages passed in $SECONDS s:"
for t in "${times[@]}"; do say "  $t"; done
