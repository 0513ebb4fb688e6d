#!/bin/bash
# scripts/check.sh: what must be clean before a push: format, vet and staticcheck (with
# and without cgo), the arrows between the rooms, five seconds of each fuzz test.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

say "gofumpt"
unformatted=$(go tool gofumpt -l .)
[ -z "$unformatted" ] || fail "not formatted, run go tool gofumpt -w on: $unformatted"
for script in scripts/*.sh .ci/run; do bash -n "$script"; done
say "vet"
CGO_ENABLED=0 go vet -tags headless ./...
alive "vetting with cgo" go vet ./...
say "staticcheck"
CGO_ENABLED=0 go tool staticcheck -tags headless ./...
alive "running staticcheck with cgo" go tool staticcheck ./...
say "arrows"
CGO_ENABLED=0 go test -tags headless -count=1 -run '^TestArrows' .
"$here/fuzz.sh" 5s
