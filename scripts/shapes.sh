#!/bin/bash
# scripts/shapes.sh [SHAPE…]: prints the folder with models of published shapes and
# random weights, all where none is named; made once, kept in the user's cache. It is
# the folder that "descry bench" uses.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh" pure
cd "$DESCRY_ROOT"
CGO_ENABLED=0 alive "writing models" go run ./test/shapes -dir "$DESCRY_CACHE/shapes" "$@" >&2
printf '%s\n' "$DESCRY_CACHE/shapes"
