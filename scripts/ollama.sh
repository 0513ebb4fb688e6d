#!/bin/bash
# scripts/ollama.sh: prints the path of ollama, compiled once from the Go module whose
# llama.cpp Descry uses, with Descry's CPU libraries beside it. For comparisons and tests;
# needs "make build" before.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

peers=$DESCRY_CACHE/peers
mkdir -p "$peers/bin" "$peers/lib/ollama"
if [ ! -x "$peers/bin/ollama" ]; then
	(cd / && GOBIN=$peers/bin alive "compiling ollama" go install "github.com/ollama/ollama@$(basename "$OLLAMA_DIR" | cut -d@ -f2)") >&2
fi
cp build/lib/ollama/*.so* "$peers/lib/ollama/"
printf '%s\n' "$peers/bin/ollama"
