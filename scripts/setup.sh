#!/bin/bash
# scripts/setup.sh [pure | vm]: installs what is missing to build Descry, and nothing else.
# "pure" asks for Go only, which is all that "make quick" needs, "vm" for qemu too. With everything
# in place it prints nothing, asks for nothing and takes a tenth of a second.
#
# Debian and Ubuntu: apt, with sudo where the user is not root. Elsewhere it names
# what is missing. Go: see descry_find_go in env.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"

# need PACKAGE TEST…: notes the Debian package where the test command fails.
missing=()
need() {
	local package=$1
	shift
	"$@" >/dev/null 2>&1 || missing+=("$package")
}

# header FILE: whether the C++ compiler's own search path has it. Debian has one
# include folder for all; elsewhere CPATH or the like may lead to another.
header() { [ -f "/usr/include/$1" ] || echo "#include <$1>" | c++ -E -x c++ - ; }

# plugin: whether ALSA's plugin for PulseAudio is there, for whatever processor.
plugin() { compgen -G '/usr/lib*/alsa-lib/libasound_module_pcm_pulse.so' || compgen -G '/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so'; }

# swrast: whether Mesa's renderer for machines without a graphics card is there.
swrast() { compgen -G '/usr/lib*/dri/swrast_dri.so' || compgen -G '/usr/lib/*/dri/swrast_dri.so'; }

# certificates: whether the roots are there by which Go trusts the module proxy.
certificates() { [ -s /etc/ssl/certs/ca-certificates.crt ] || [ -s /etc/pki/tls/certs/ca-bundle.crt ] || [ -s /etc/ssl/cert.pem ] || [ -n "${SSL_CERT_FILE:-}" ]; }

# install_missing installs the noted packages, in one go.
install_missing() {
	[ ${#missing[@]} -gt 0 ] || return 0
	say "missing on this machine: ${missing[*]}"
	command -v apt-get >/dev/null || fail "there is no apt-get here; install what these Debian packages hold, then try again"
	local root=()
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || fail "neither root nor sudo; ask an administrator for: apt install ${missing[*]}"
		root=(sudo)
		say "installing them with sudo, which may ask for your password"
	fi
	local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
	"${apt[@]}" update || say "apt-get update failed; trying with the lists that are here"
	"${apt[@]}" install --no-install-recommends "${missing[@]}" || fail "apt could not install: ${missing[*]}"
	missing=()
}

# fetch_go puts the wanted Go into the cache with the help of an older one: as a Go
# module, which the old one fetches and checks against the checksum database. Its
# files lack their run bits in that form. The rename at the end makes it whole or absent.
fetch_go() {
	local arch json dir target=$DESCRY_CACHE/go-$DESCRY_GO
	arch=$(cd / && go env GOARCH)
	say "Go here is too old ($(cd / && go version | cut -d' ' -f3)); fetching Go $DESCRY_GO (about 70 MB) into $target"
	mkdir -p "$DESCRY_CACHE"
	exec 9>"$DESCRY_CACHE/.go.lock"
	flock 9
	if [ ! -x "$target/bin/go" ]; then
		tmp=$(mktemp -d "$DESCRY_CACHE/.go-XXXXXX")
		trap 'chmod -R u+w "$tmp" && rm -rf "$tmp"' EXIT # module folders are read-only
		json=$(cd / && GOFLAGS=-mod=mod GO111MODULE=on GONOSUMDB=none GOMODCACHE=$tmp/mod \
			alive "fetching Go" go mod download -json "golang.org/toolchain@v0.0.1-go$DESCRY_GO.linux-$arch") ||
			fail "Go $DESCRY_GO could not be fetched: $(sed -n 's/.*"Error": //p' <<<"$json")"
		dir=$(sed -n 's/^\s*"Dir": "\(.*\)",\?$/\1/p' <<<"$json")
		chmod -R u+w "$tmp"
		chmod -R a+x "$dir/bin" "$dir/pkg/tool"
		rm -rf "$target"
		mv "$dir" "$target"
		rm -rf "$tmp"
		trap - EXIT
	fi
	exec 9>&-
}

# Only Go, and what Go needs to fetch modules.
. "$here/env.sh" names
if ! descry_find_go; then
	need golang-go command -v go
fi
need ca-certificates certificates
if [ "${1:-}" != pure ]; then
	need gcc command -v gcc
	need g++ command -v g++
	need libc6-dev header stdio.h
	need cmake command -v cmake
	need ninja-build command -v ninja
	need nlohmann-json3-dev header nlohmann/json.hpp
	need libstb-dev header stb/stb_image.h
	# Sound: oto is compiled against ALSA, which reaches sound servers by its plugins;
	# espeak-ng is the voice, PulseAudio what the tests hear it with.
	need libasound2-dev header alsa/asoundlib.h
	need pkg-config command -v pkg-config
	need libasound2-plugins plugin
	need espeak-ng command -v espeak-ng
	need pulseaudio command -v pulseaudio
	need pulseaudio-utils command -v parec
	# The window: Fyne is compiled against OpenGL and X11 (GLFW's headers), and tried on a
	# screen in memory, with a window manager and a hand on the keyboard.
	need libgl1-mesa-dev header GL/gl.h
	need xorg-dev header X11/extensions/Xrandr.h
	need libxkbcommon-dev header xkbcommon/xkbcommon.h
	need xvfb command -v Xvfb
	need xauth command -v xauth
	need xdotool command -v xdotool
	need openbox command -v openbox
	need imagemagick command -v import
	need libgl1-mesa-dri swrast
	# The server through which screen readers speak, for the tests of speech/ssip.
	# For tests: the bus on which desktops tell of a screen reader, and the server through which it speaks.
	need dbus-daemon command -v dbus-daemon
	need speech-dispatcher command -v speech-dispatcher
	need speech-dispatcher-espeak-ng test -e /etc/speech-dispatcher/modules/espeak-ng.conf
fi
# The virtual machine with cameras (scripts/vm.sh).
if [ "${1:-}" = vm ]; then
	need qemu-system-x86 command -v qemu-system-x86_64
	need seabios test -e /usr/share/seabios/bios-256k.bin
	need busybox-static dpkg -s busybox-static
	need cpio command -v cpio
fi
install_missing
hash -r
if ! descry_find_go; then
	command -v go >/dev/null || fail "Go is still missing; install Go 1.$DESCRY_GO_MINOR or newer from go.dev/dl"
	fetch_go
	descry_find_go || fail "Go $DESCRY_GO was fetched but does not run"
fi
# From Go 1.21 on the go command fetches the wanted release by itself, silently and
# at its first use: let that happen here, where it can be announced.
if [ "$GOTOOLCHAIN" != local ] && ! (cd / && GOPROXY=off go version) >/dev/null 2>&1; then
	say "Go here is older than 1.$DESCRY_GO_MINOR; it now fetches Go $DESCRY_GO by itself (about 70 MB)"
	(cd / && alive "fetching Go" go version) || fail "Go $DESCRY_GO could not be fetched"
fi
