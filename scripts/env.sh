# scripts/env.sh: the one place where Go, the C flags and the cache folders are
# chosen. Source it from bash, from any folder:
#
#     . scripts/env.sh          everything, for builds with cgo
#     . scripts/env.sh pure     Go and the cache folder only (no module is fetched)
#     . scripts/env.sh names    nothing is set but the two folders; for scripts/setup.sh
#
# It exports
#
#     DESCRY_ROOT     the checkout
#     DESCRY_CACHE    what is built or fetched once for all checkouts of a user
#     GOTOOLCHAIN, PATH      so that "go" is Go 1.26 or newer
#     GOFLAGS         the user's own, and -trimpath
#     OLLAMA_DIR      the folder of the Go module that holds llama.cpp's sources
#     CGO_CPPFLAGS, CGO_CFLAGS, CGO_CXXFLAGS
#
# The flags are part of the key of Go's build cache: whoever changes one makes
# everybody compile llama.cpp's C++ again (minutes). They never name a path under
# the checkout, so that a second clone finds everything compiled. It is quick
# (under a second) once scripts/setup.sh has run; it says what is missing if not.

# The release that is fetched where Go is missing or older than go.mod asks for.
DESCRY_GO=1.26.8
# The oldest Go that can compile Descry, as in go.mod: 1.26.
DESCRY_GO_MINOR=26

DESCRY_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DESCRY_CACHE=${XDG_CACHE_HOME:-${HOME:?scripts/env.sh: neither XDG_CACHE_HOME nor HOME is set}/.cache}/descry
export DESCRY_ROOT DESCRY_CACHE

# descry_go_minor GO prints the minor number of a Go command (26 for go1.26.8), 0
# when there is none. It asks outside the checkout, where no go.mod can make an
# older Go refuse or fetch anything.
descry_go_minor() {
	local v
	v=$(cd / && GOTOOLCHAIN=local "$1" version 2>/dev/null)
	if [[ $v =~ go1\.([0-9]+) ]]; then echo "${BASH_REMATCH[1]}"; else echo 0; fi
}

# descry_find_go puts a suitable Go first on PATH. Three cases: one that is new
# enough; one from 1.21 on, which fetches the wanted release by itself; the one that
# scripts/setup.sh has put into the cache. Otherwise it fails without a word.
descry_find_go() {
	local minor cached=$DESCRY_CACHE/go-$DESCRY_GO/bin
	if ! command -v go >/dev/null && [ -x /usr/local/go/bin/go ]; then
		export PATH=$PATH:/usr/local/go/bin
	fi
	minor=$(descry_go_minor go)
	if [ "$minor" -ge "$DESCRY_GO_MINOR" ]; then
		export GOTOOLCHAIN=local
	elif [ "$minor" -ge 21 ]; then
		export GOTOOLCHAIN=go$DESCRY_GO
	elif [ -x "$cached/go" ]; then
		export PATH=$cached:$PATH GOTOOLCHAIN=local
	else
		return 1
	fi
}

# descry_flags adds -trimpath to the user's GOFLAGS. Where git cannot read the
# checkout (it belongs to another user, say), Go would refuse to build: then no
# revision is stamped.
descry_flags() {
	local flags
	flags=$(cd "$DESCRY_ROOT" && go env GOFLAGS) || return
	case " $flags " in *" -trimpath "*) ;; *) flags="$flags -trimpath" ;; esac
	case " $flags " in *" -buildvcs="*) ;; *)
		git -C "$DESCRY_ROOT" rev-parse HEAD >/dev/null 2>&1 || flags="$flags -buildvcs=false"
	esac
	GOFLAGS=${flags# }
	export GOFLAGS
}

# descry_modules sets OLLAMA_DIR and MALGO_DIR, fetching the two modules if needed.
descry_modules() {
	local mods=(github.com/ollama/ollama github.com/gen2brain/malgo) dirs
	dirs=$(cd "$DESCRY_ROOT" && go list -mod=readonly -m -f '{{.Dir}}' "${mods[@]}") || return
	if [ "$(printf '%s\n' "$dirs" | grep -c .)" -lt 2 ]; then
		echo "descry: fetching the sources of llama.cpp (a Go module, about 30 MB)" >&2
		(cd "$DESCRY_ROOT" && go mod download "${mods[@]}") || return
		dirs=$(cd "$DESCRY_ROOT" && go list -mod=readonly -m -f '{{.Dir}}' "${mods[@]}") || return
	fi
	{ read -r OLLAMA_DIR && read -r MALGO_DIR; } <<<"$dirs" || return
	export OLLAMA_DIR
}

# descry_include makes the folder with miniaudio/miniaudio.h, which Go module zips
# lack (they drop folders called vendor), and prints its path. It is not a link to
# malgo's copy but two lines: llama.cpp's mtmd-helper.cpp keeps all of miniaudio
# static but this one object, which would clash with malgo's own in one program.
# The folder's name is a hash of the text, since Go's cache does not look into
# headers outside of packages.
descry_include() {
	local text hash dir tmp
	text=$(printf '%s\n' \
		'#define ma_atomic_global_lock ma_atomic_global_lock_mtmd' \
		"#include \"$MALGO_DIR/miniaudio.h\"")
	hash=$(printf '%s\n' "$text" | sha256sum | cut -c1-16) || return
	dir=$DESCRY_CACHE/include-$hash
	if [ ! -f "$dir/miniaudio/miniaudio.h" ]; then
		mkdir -p "$DESCRY_CACHE" && tmp=$(mktemp -d "$DESCRY_CACHE/.include-XXXXXX") || return
		mkdir "$tmp/miniaudio" && printf '%s\n' "$text" >"$tmp/miniaudio/miniaudio.h" && chmod 755 "$tmp" || return
		# Another make may have been first: then its folder is as good as ours.
		mv -T "$tmp" "$dir" 2>/dev/null || rm -rf "$tmp"
		[ -f "$dir/miniaudio/miniaudio.h" ] || return
	fi
	printf '%s\n' "$dir"
}

# descry_cgo exports the C flags.
descry_cgo() {
	local include
	descry_modules && include=$(descry_include) || return
	export CGO_CPPFLAGS="-I$include -I$OLLAMA_DIR/llama/llama.cpp/include -I$OLLAMA_DIR/llama/llama.cpp/tools/mtmd -I$OLLAMA_DIR/ml/backend/ggml/ggml/include"
	export CGO_CFLAGS=-O2 CGO_CXXFLAGS=-O2
}

# descry_env does what the word asks for: all, pure or names.
descry_env() {
	[ "$1" != names ] || return 0
	if ! descry_find_go; then
		echo "descry: Go 1.$DESCRY_GO_MINOR or newer is missing; run: make setup" >&2
		return 1
	fi
	descry_flags || return
	if [ "$1" != pure ]; then
		descry_cgo || return
	fi
}

descry_env "${1:-all}"
