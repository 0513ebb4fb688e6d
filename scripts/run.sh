#!/bin/bash
# scripts/run.sh PICTURE: lets the built Descry describe a picture with its built-in model.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
say "describing $1 with the built-in model; another picture: make run PICTURE=photo.jpg"
exec "$(dirname "$here")/build/bin/descry" describe "$1"
