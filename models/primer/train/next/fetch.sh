#!/usr/bin/env bash
# Fetches the packages that the primer's pictures come from, and unpacks them below the folder $1. Nothing is installed.
# Their licences are in licences.md.
set -euo pipefail
packages="tuxpaint-stamps-default sweethome3d-furniture fonts-noto-color-emoji fonts-dejavu-core fonts-dejavu-extra
fonts-liberation2 gnome-backgrounds plasma-workspace-wallpapers mate-backgrounds lomiri-wallpapers-16.04
lomiri-wallpapers-20.04 ukui-wallpapers"
mkdir -p "$1/debs" "$1/root" "$1/furniture"
cd "$1/debs"
for p in $packages; do
	ls "$p"_*.deb >/dev/null 2>&1 || apt-get download --quiet=2 "$p"
	[ -e "$p.unpacked" ] || { dpkg -x "$p"_*.deb ../root && touch "$p.unpacked"; }
done
for f in ../root/usr/share/sweethome3d/furniture/*.sh3f; do
	name=$(basename "$f" .sh3f)
	[ -e "../furniture/$name" ] || python3 -m zipfile -e "$f" "../furniture/$name"
done
