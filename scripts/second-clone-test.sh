#!/bin/bash
# scripts/second-clone-test.sh: what a second clone of the same user costs. It clones the
# checkout's HEAD into a folder of another name and asserts that none of llama.cpp is
# compiled again, that "make run" answers within 60 s there and the next within 5 s, and
# that the answer is right: the sample is a red triangle.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# answer LIMIT runs "make run" in the clone, which must name what is in the sample within LIMIT seconds.
answer() {
	local limit=$1 begin=$EPOCHREALTIME ms
	make -s -C "$tmp/clone" run >"$tmp/out" 2>"$tmp/err" || {
		tail -n 30 "$tmp/out" "$tmp/err" >&2
		fail "second clone: make run failed"
	}
	ms=$(((${EPOCHREALTIME/./} - ${begin/./}) / 1000))
	grep -qi "red triangle" "$tmp/out" || fail "second clone: make run said: $(cat "$tmp/out")"
	[ "$ms" -lt $((limit * 1000)) ] || {
		say "second clone: make run took $ms ms, limit $limit s"
		return 1
	}
	say "second clone: make run answered in $ms ms (limit $limit s): $(head -n 1 "$tmp/out")"
}

# compiled counts the files of llama.cpp that the go command compiled. With -x it prints
# the folder it goes to and the compilers it runs there, and nothing for what its cache
# holds. The program's own packages may be compiled; they lie elsewhere.
compiled() { awk '$1 == "cd" { dir = $2 } dir ~ /\/github\.com\/ollama\// && / -c / { n++ } END { print n + 0 }' "$1"; }

git clone -q --no-local "$DESCRY_ROOT" "$tmp/clone" || fail "second clone: HEAD could not be cloned"
GOFLAGS="$GOFLAGS -x" answer 60 || fail "second clone: the first answer is too slow"
! grep "compiling the CPU libraries" "$tmp/err" >&2 || fail "second clone: the CPU libraries were compiled again"
grep -q '^mkdir -p \$WORK' "$tmp/err" || fail "second clone: go build -x has printed nothing, so this test would see nothing"
count=$(compiled "$tmp/err")
[ "$count" -eq 0 ] || fail "second clone: $count files of llama.cpp were compiled again; has CGO_* or GOFLAGS changed?"
say "second clone: nothing of llama.cpp was compiled again"
# Another job on the machine may spoil one measurement, not three.
answer 5 || answer 5 || answer 5 || fail "second clone: an answer takes too long with everything built"
