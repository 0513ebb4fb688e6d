#!/bin/bash
# scripts/long.sh: what is too slow for every day and is run by hand before a release:
# tests behind the build tag "long", cameras in qemu for minutes, the engine with a model of a real shape, a second
# clone, and ten minutes of each fuzz test.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

"$here/ollama.sh" >/dev/null # a test stores a model with it
shapes=$("$here/shapes.sh" smolvlm-256m)
go test -tags long -timeout 0 ./...
go test -tags long -timeout 0 -count=1 ./inference/llama -args -shapes "$shapes"
go test -tags long -timeout 0 -count=1 -v -run Cancelled ./inference/onnx \
	-args -projector "$(printf '%s\n' "$shapes"/smolvlm-256m-mmproj-v*.gguf | tail -n 1)"
"$here/setup.sh" vm
"$here/vm.sh" long || [ $? -eq 3 ] # 3: there can be no such machine here
"$here/second-clone-test.sh"
"$here/fuzz.sh" 10m
say "make long passed in $SECONDS s"
