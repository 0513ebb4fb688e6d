#!/bin/bash
# scripts/race.sh: the race detector on the pure packages. It needs cgo, and with cgo
# the leafs pull in llama.cpp, whose C++ would be compiled once more for it. So it runs
# for those packages whose test program contains nothing of llama.cpp.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

# go list -test shows each package's test program as "PACKAGE.test".
packages=$(go list -tags headless -test -f '{{.ImportPath}} {{join .Deps " "}}' ./... |
	awk '$1 ~ /\.test$/ && !/ github\.com\/ollama\// { sub(/\.test$/, "", $1); print $1 }')
[ -n "$packages" ] || fail "no pure package has tests"
# shellcheck disable=SC2086 # one word a package
go test -race -tags headless $packages
