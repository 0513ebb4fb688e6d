#!/bin/bash
# scripts/vm.sh [long] [-test.FLAG=VALUE…]: the guest tests of camera/v4l2, against a real kernel. Boots
# Debian's kernel in qemu, without KVM, with vivid, the kernel's own test camera, and a USB
# webcam made of software (camera/v4l2/uvccam), and runs the Go test program there as root. Passes only if the guest said so and
# the tests were really run. With "long", those that take minutes. Exit status 3: there can be no such machine here.
#
# In the cache, by the kernel's version: vm-HASH/vmlinuz and vm-HASH/base.gz, the initial file
# system without the test program, which is put behind it for each run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"
guest=$DESCRY_ROOT/test/v4l2vm

# The seconds that all may take, the build tags, and which tests are run.
limit=170 tags=vm tests=-test.run=Guest
if [ "${1-}" = long ]; then
	shift
	limit=1500 tags=vm,long tests=-test.run=GuestLong
fi

# never says why there can be no virtual machine here, and ends the script.
never() {
	say "$*"
	exit 3
}

[ "$(uname -m)" = x86_64 ] || never "the virtual machine is for x86_64 only"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# debian_kernel prints the package of the kernel that Debian has now, and its version:
# older ones leave the archive, so that none can be named here.
debian_kernel() {
	local package
	command -v apt-cache >/dev/null || return 1
	package=$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
	[ -n "$package" ] || return 1
	echo "$package $(apt-cache policy "$package" | sed -n 's/^ *Candidate: //p')"
}

# fetch_kernel PACKAGE FOLDER makes a folder of vmlinuz and base.gz. tar fails if the package
# lacks a module that is listed.
fetch_kernel() {
	local root=$work/base
	mkdir -p "$work/kernel" "$root"/{bin,dev,modules,proc,sys,tmp}
	# APT's own user may not write where this one may; it isn't needed.
	(cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$1") || fail "the package $1 could not be fetched"
	{
		echo './boot/vmlinuz-*'
		sed 's| .*||; s|.*|*/&.ko|' "$guest/modules"
	} >"$work/patterns"
	dpkg-deb --fsys-tarfile "$work"/linux-image-*.deb |
		tar -x -C "$work/kernel" --wildcards -T "$work/patterns" \
			--transform='s|.*/vmlinuz-.*|vmlinuz|;s|.*/\(.*\.ko\)$|\1|'
	mv "$work"/kernel/*.ko "$root/modules"
	cp "$guest/modules" "$root/modules/list"
	cp "$guest/init" "$root/init"
	cp "$(command -v busybox)" "$root/bin/busybox"
	(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0 | gzip -6) >"$work/kernel/base.gz"
	mkdir -p "$DESCRY_CACHE"
	# Another run may have been first: then its folder is as good as ours.
	mv -T "$work/kernel" "$2" 2>/dev/null || [ -f "$2/base.gz" ] || fail "$2 could not be written"
}

read -r package version < <(debian_kernel) || never "apt knows no package linux-image-amd64, as Debian's does after apt-get update"
hash=$({ cat "$guest/modules" "$guest/init" && declare -f fetch_kernel && echo "$package $version"; } | sha256sum | cut -c1-16)
kernel=$DESCRY_CACHE/vm-$hash
if [ ! -f "$kernel/base.gz" ]; then
	say "fetching $package $version (about 70 MB) for the virtual machine"
	alive "fetching the kernel" fetch_kernel "$package" "$kernel"
fi

# go4vl needs cgo; the guest has no libc, so it is linked in.
mkdir "$work/root"
go vet -tags $tags ./camera/v4l2
CGO_ENABLED=1 alive "building the test program" go test -c -o "$work/root/probe" \
	-tags $tags,netgo,osusergo -ldflags '-s -w -linkmode external -extldflags -static' ./camera/v4l2
(cd "$work/root" && echo probe | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$work/probe.gz"
cat "$kernel/base.gz" "$work/probe.gz" >"$work/initrd.gz"

say "booting $package in qemu"
status=0
timeout --foreground $limit qemu-system-x86_64 \
	-machine q35 -cpu max -accel tcg -smp 1 -m 768 \
	-nodefaults -no-user-config -display none -serial stdio -no-reboot \
	-kernel "$kernel/vmlinuz" -initrd "$work/initrd.gz" \
	-append "console=ttyS0 quiet loglevel=4 panic=-1 -- -test.v -test.timeout=$((limit - 20))s ${*:-$tests}" \
	-device isa-debug-exit,iobase=0x501,iosize=2 \
	</dev/null | tr -d '\r' | tee "$work/log" || status=${PIPESTATUS[0]}
case $status in
33) ;;
35) fail "the tests failed in the virtual machine" ;;
124) fail "the virtual machine ran out of time" ;;
*) fail "the virtual machine ended without a verdict (qemu's status $status)" ;;
esac
passed=$(grep -c -e '^--- PASS' "$work/log") || fail "no test was run in the virtual machine"
# With tests chosen by hand, whatever was run counts.
[ $# -gt 0 ] || [ "$limit" -gt 170 ] || grep -q -e '^--- PASS: TestGuestSource' "$work/log" || fail "the tests passed, but the sources' own was not among them"
! grep -q -e '^ *--- SKIP' "$work/log" || fail "a test was skipped in the virtual machine"
say "passed in the virtual machine, $passed tests, $SECONDS s in all"
