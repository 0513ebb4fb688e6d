#!/bin/bash
# scripts/bench.sh: the benchmarks of all packages, and the engine's with a model of a
# real shape. Their figures count only on a quiet machine, so the load is printed first.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

say "load average before the start: $(cut -d' ' -f1 /proc/loadavg) (quiet is under 0.3)"
shapes=$("$here/shapes.sh")
go test -run '^$' -bench . $(go list ./... | grep -v -e '/inference/llama$' -e '/app$')
go test -run '^$' -bench . -timeout 0 ./inference/llama -args -shapes "$shapes"
go test -run '^$' -bench . -benchtime 10x -timeout 0 ./app -args -shapes "$shapes"
