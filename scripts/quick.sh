#!/bin/bash
# scripts/quick.sh: every test that needs no C compiler, in under a minute.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh" pure
cd "$DESCRY_ROOT"
CGO_ENABLED=0 go test -tags headless ./...
