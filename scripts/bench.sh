#!/bin/bash
# scripts/bench.sh: "descry bench" with models of published shapes and random weights, one
# JSON object each, then the benchmarks of all packages. Their figures count only on a
# quiet machine, so the load is printed first.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

say "load average before the start: $(cut -d' ' -f1 /proc/loadavg) (quiet is under 0.3)"
shapes=$("$here/shapes.sh")
for shape in smolvlm-256m smolvlm-500m qwen2-vl-2b qwen2-vl-2b-q4; do
	build/bin/descry bench --json --shape "$shape"
done
go test -run '^$' -bench . $(go list ./... | grep -v -e '/inference/llama$' -e '/app$')
go test -run '^$' -bench . -timeout 0 ./inference/llama -args -shapes "$shapes"
go test -run '^$' -bench . -benchtime 10x -timeout 0 ./app -args -shapes "$shapes"
