#!/bin/bash
# scripts/onnxlib.sh: puts libonnxruntime.so, on which the image encoder runs several
# times as fast, into build/lib/ollama beside the CPU libraries. It comes ready-made in a
# Go module, of which nothing else is used; where the module has none for this
# machine, or can't be had, Descry does without.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh" pure
cd "$DESCRY_ROOT"

module=github.com/k2-fsa/sherpa-onnx-go-linux
case $(go env GOARCH) in
amd64) folder=x86_64-unknown-linux-gnu ;;
arm64) folder=aarch64-unknown-linux-gnu ;;
*) exit 0 ;;
esac

dir=$(go list -mod=readonly -m -f '{{.Dir}}' "$module")
if [ -z "$dir" ]; then
	say "fetching ONNX Runtime for the image encoder (a Go module, about 24 MB)"
	alive "fetching ONNX Runtime" go mod download "$module" || {
		say "ONNX Runtime could not be fetched; Descry does without, and takes longer for a picture"
		exit 0
	}
	dir=$(go list -mod=readonly -m -f '{{.Dir}}' "$module")
fi
from=$dir/lib/$folder/libonnxruntime.so
dest=$DESCRY_ROOT/build/lib/ollama
[ -f "$from" ] || exit 0
cmp -s "$from" "$dest/libonnxruntime.so" && exit 0
# By a rename: a Descry that is running keeps the file that it has mapped.
mkdir -p "$dest"
cp "$from" "$dest/.libonnxruntime.so.$$"
chmod 644 "$dest/.libonnxruntime.so.$$"
mv "$dest/.libonnxruntime.so.$$" "$dest/libonnxruntime.so"
