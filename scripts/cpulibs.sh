#!/bin/bash
# scripts/cpulibs.sh: puts libggml-base and libggml-cpu-*.so, the tensor routines in
# one library per generation of processors, into build/lib/ollama.
#
# They are compiled by CMake from the Go module's own sources, in the user's cache
# folder: once for all checkouts, two to three minutes on two cores. The cache entry
# is named after a hash of all that goes in and appears by a rename, so it is whole
# or absent; a lock keeps two makes from doing the same work twice.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"

# The graphics backends are switched off even where their tools are installed: they
# have their own target, and half a Vulkan installation would end the configuration.
# OpenMP: ggml's own threads wait for each other by spinning alone. Beside two other busy
# programs on two cores, two threads so wrote a fifteenth of the tokens that they write
# with OpenMP's, which sleep after a while (as they do in llama.cpp's own builds); cpulibs/barrier.c
# says when.
# $ORIGIN: the libraries find each other in whatever folder they are put.
cmake_flags=(
	-DCMAKE_BUILD_TYPE=Release
	-DCMAKE_CUDA_COMPILER=NOTFOUND -DCMAKE_HIP_COMPILER=NOTFOUND
	-DCMAKE_DISABLE_FIND_PACKAGE_Vulkan=ON
	-DGGML_CCACHE=OFF -DGGML_OPENMP=ON
	'-DCMAKE_INSTALL_RPATH=$ORIGIN' -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON
)

# progress shows every twentieth of ninja's "[n/m] …" lines and keeps all in the log.
progress() {
	awk -v log_file="$1" '
		{ print >log_file; fflush(log_file) }
		match($1, /^\[[0-9]+\/[0-9]+\]$/) {
			split(substr($1, 2, length($1) - 2), n, "/")
			step = int(20 * n[1] / n[2])
			if (step > shown) { shown = step; printf "descry: compiling the CPU libraries: %d%% (%d of %d files)\n", 5 * step, n[1], n[2]; fflush() }
		}' >&2
}

# compile TMP builds the libraries in TMP/build and gathers them in TMP/lib. CFLAGS and
# the like of the caller stay outside, or the hash would not name what was built.
compile() {
	local tmp=$1 ggml=$OLLAMA_DIR/ml/backend/ggml/ggml
	unset CFLAGS CXXFLAGS CPPFLAGS LDFLAGS
	local name objects=''
	for name in vector q8_0_vnni barrier; do
		"${CC:-cc}" -O2 -fopenmp -fPIC -fvisibility=hidden -I"$ggml/include" -I"$ggml/src" -I"$ggml/src/ggml-cpu" \
			-c "$here/cpulibs/$name.c" -o "$tmp/$name.o"
		objects+="$tmp/$name.o "
	done
	cmake -S "$OLLAMA_DIR" -B "$tmp/build" -G Ninja "${cmake_flags[@]}" -DCMAKE_MODULE_LINKER_FLAGS="$objects-Wl,--wrap=llamafile_sgemm,--wrap=GOMP_barrier,--wrap=GOMP_parallel" >"$tmp/cmake.log" 2>&1 || {
		tail -n 30 "$tmp/cmake.log" >&2
		return 1
	}
	ninja -C "$tmp/build" ggml-cpu 2>&1 | progress "$tmp/ninja.log" || {
		tail -n 30 "$tmp/ninja.log" >&2
		return 1
	}
	# Two of the three names of libggml-base are links to the third; only the one that
	# the other libraries ask for is kept, as a file of its own.
	mkdir "$tmp/lib"
	cp -L "$tmp"/build/lib/ollama/libggml-cpu*.so "$tmp/build/lib/ollama/libggml-base.so.0" "$tmp/lib/"
}

# key prints the hash of the sources' version, the compiler, CMake, the flags and the
# recipe above (as bash has read it, so that comments do not count).
key() {
	{
		basename "$OLLAMA_DIR"
		echo "CC=${CC:-} CXX=${CXX:-}"
		"${CC:-cc}" --version
		"${CXX:-c++}" --version
		cmake --version
		printf '%s\n' "${cmake_flags[@]}"
		cat "$here"/cpulibs/*.[ch]
		declare -f compile
	} | sha256sum | cut -c1-16
}

# ensure_entry compiles the cache entry if it is not there.
ensure_entry() {
	local entry=$1 begin=$SECONDS
	[ ! -d "$entry" ] || return 0
	mkdir -p "$DESCRY_CACHE"
	exec 9>"$entry.lock"
	flock -n 9 || {
		say "another make is compiling the CPU libraries; waiting for it"
		alive "waiting" flock 9
	}
	if [ ! -d "$entry" ]; then
		say "compiling the CPU libraries from llama.cpp's sources: once for this user, about 3 minutes on 2 cores"
		tmp=$(mktemp -d "$DESCRY_CACHE/.cpu-XXXXXX")
		trap 'rm -rf "$tmp"' EXIT
		compile "$tmp" || fail "the CPU libraries could not be compiled; the lines above say why"
		chmod 755 "$tmp/lib"
		mv -T "$tmp/lib" "$entry"
		rm -rf "$tmp"
		trap - EXIT
		say "compiled the CPU libraries in $((SECONDS - begin)) s"
	fi
	rm -f "$entry.lock"
	exec 9>&-
}

# install_entry copies the entry into the checkout, each file by a rename: a Descry that
# is running keeps the file that it has mapped. Copies, not links, so that nothing that
# is done to the checkout can spoil the cache.
install_entry() {
	local entry=$1 dest=$DESCRY_ROOT/build/lib/ollama stamp=$DESCRY_ROOT/build/lib/cpulibs.key file name
	if [ "$(cat "$stamp" 2>/dev/null)" = "$(basename "$entry")" ]; then
		local whole=yes
		for file in "$entry"/*; do [ -f "$dest/${file##*/}" ] || whole=no; done
		[ $whole = no ] || return 0
	fi
	mkdir -p "$dest"
	for file in "$dest"/libggml-cpu*.so "$dest"/libggml-base.so*; do
		name=${file##*/}
		[ -f "$entry/$name" ] || rm -f "$file"
	done
	for file in "$entry"/*; do
		name=${file##*/}
		cp "$file" "$dest/.$name.$$"
		mv "$dest/.$name.$$" "$dest/$name"
	done
	basename "$entry" >"$stamp"
}

entry=$DESCRY_CACHE/cpu-$(key)
ensure_entry "$entry"
install_entry "$entry"
