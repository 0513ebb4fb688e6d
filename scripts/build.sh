#!/bin/bash
# scripts/build.sh: builds build/bin/descry and the CPU libraries beside it. The first
# time of a user compiles llama.cpp twice: as libraries for each generation of
# processors, and as the part that is linked into the program.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

"$here/cpulibs.sh"
"$here/onnxlib.sh"
# The go command keeps quiet for minutes while it compiles llama.cpp; Stale tells
# whether it has to.
if [ "$(go list -f '{{.Stale}}' github.com/ollama/ollama/llama)" = true ]; then
	say "compiling llama.cpp into the program: once for this user, about 4 minutes on 2 cores"
fi
if [ "$(go list -f '{{.Stale}}' fyne.io/fyne/v2/app)" = true ]; then
	say "compiling Fyne, which draws the window: once for this user, about 3 minutes on 2 cores"
fi
mkdir -p build/bin
# Built beside its place and renamed into it: a Descry that is running stays whole.
alive "compiling Descry" go build -o build/bin/.descry.$$ . || {
	rm -f build/bin/.descry.$$
	fail "Descry could not be compiled; the lines above say why"
}
mv build/bin/.descry.$$ build/bin/descry
