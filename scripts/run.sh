#!/bin/bash
# scripts/run.sh [PICTURE]: opens the built Descry's window; with a picture, or where there is no
# display, it has a picture described by the built-in model.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
if [ -z "${1:-}" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	say "opening the window; a description in the terminal instead: make run PICTURE=photo.jpg"
	exec "$(dirname "$here")/build/bin/descry"
fi
set -- "${1:-$(dirname "$here")/samples/triangle.png}"
say "describing $1 with the built-in model; another picture: make run PICTURE=photo.jpg"
exec "$(dirname "$here")/build/bin/descry" describe "$1"
