#!/bin/bash
# scripts/shapes.sh: prints the folder with models of real shapes and random weights,
# which the benchmarks and long tests use; made once, kept in the user's cache.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh" pure
cd "$DESCRY_ROOT"
mkdir -p "$DESCRY_CACHE/shapes"
CGO_ENABLED=0 go run ./test/shapes -shape smolvlm-256m -vocabulary inference/testdata/conformance/smolvlm/text.gguf -dir "$DESCRY_CACHE/shapes" >&2
printf '%s\n' "$DESCRY_CACHE/shapes"
