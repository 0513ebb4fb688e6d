#!/bin/bash
# scripts/clean-cache.sh: removes what the scripts have put into the user's cache folder,
# and only that: Descry itself keeps things there too.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh" names
shopt -s nullglob
rm -rf "$DESCRY_CACHE"/{include,cpu,go,vm}-* "$DESCRY_CACHE"/.{include,cpu,go,vm}-* "$DESCRY_CACHE"/.go.lock "$DESCRY_CACHE/shapes"
