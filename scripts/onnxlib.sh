#!/bin/bash
# scripts/onnxlib.sh: puts libonnxruntime.so, on which the image encoder runs several
# times as fast, and libsherpa-onnx-c-api.so, by which neural voices speak, into
# build/lib/ollama beside the CPU libraries. They come ready-made in a Go module, of which
# nothing else is used; where the module has none for this machine, or can't be had,
# Descry does without.
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
	say "fetching ONNX Runtime for the image encoder, and sherpa-onnx for voices (a Go module, about 24 MB)"
	alive "fetching ONNX Runtime" go mod download "$module" || {
		say "ONNX Runtime could not be fetched; Descry does without, and takes longer for a picture"
		exit 0
	}
	dir=$(go list -mod=readonly -m -f '{{.Dir}}' "$module")
fi
dest=$DESCRY_ROOT/build/lib/ollama
for name in libonnxruntime.so libsherpa-onnx-c-api.so; do
	from=$dir/lib/$folder/$name
	[ -f "$from" ] || continue
	cmp -s "$from" "$dest/$name" && continue
	# By a rename: a Descry that is running keeps the file that it has mapped.
	mkdir -p "$dest"
	cp "$from" "$dest/.$name.$$"
	chmod 644 "$dest/.$name.$$"
	mv "$dest/.$name.$$" "$dest/$name"
done
