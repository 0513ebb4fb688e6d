#!/bin/bash
# scripts/fuzz.sh TIME: runs every fuzz test of the pure packages for TIME (5s, 10m).
# An input that fails is kept by go test under the package's testdata/fuzz.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh" pure
cd "$DESCRY_ROOT"

export CGO_ENABLED=0
# Lines "FOLDER FUNCTION". One go test can fuzz one function only.
targets=$(go list -tags headless -f '{{$d := .Dir}}{{range .TestGoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{range .XTestGoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}' ./... |
	xargs -r grep -H '^func Fuzz' | sed 's|/[^/]*\.go:func \(Fuzz[A-Za-z0-9_]*\).*| \1|')
[ -n "$targets" ] || fail "there are no fuzz tests"
while read -r dir name; do
	say "fuzzing $name in ${dir#"$DESCRY_ROOT"/} for $1"
	go test -tags headless -run '^$' -fuzz "^$name\$" -fuzztime "$1" "$dir"
done <<<"$targets"
