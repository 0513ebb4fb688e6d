"""Photographs of what the primer doesn't know: it must decline them. A third, by file name, and whole sources are held out."""
import functools
import glob
import hashlib
import os
import re

import numpy as np
from PIL import Image

from names import CACHE, SIZE
from strokes import lines

DRAWN = {"chessboard_GRAY.png", "chessboard_RGB.png", "color.png", "logo.png", "phantom.png", "horse.png"}
PRINT = {"page.png", "text.png"}
# Whole sources that training never sees: the photographs of scikit-learn, and the wallpapers of Lomiri.
SOURCES = {"scikit-image": False, "scikit-learn": True, "plasma": False, "mate": False, "ukui": False, "gnome": False, "lomiri": True}


def paths():
    """(source, path) of every photograph that the packages hold."""
    import skimage
    import sklearn
    for e in ("png", "jpg"):
        for p in glob.glob(os.path.dirname(skimage.__file__) + "/data/*." + e):
            if os.path.basename(p) not in DRAWN:
                yield "scikit-image", p
    for p in glob.glob(os.path.dirname(sklearn.__file__) + "/datasets/images/*.jpg"):
        yield "scikit-learn", p
    share = CACHE + "/root/usr/share/"
    for folder in glob.glob(share + "wallpapers/*"):  # one of the many sizes
        sizes = glob.glob(folder + "/contents/images/*")
        if sizes:
            yield "plasma", max(sizes, key=os.path.getsize)
    for p in glob.glob(share + "backgrounds/mate/*/*"):
        if "_3840x" not in p and "_5640x" not in p and "Arc-Colors" not in p:  # twins; one without a licence of its own
            yield "mate", p
    for p in glob.glob(share + "backgrounds/gnome/*.webp"):
        if "vnc" not in p and "symbolic" not in p:  # all but blank
            yield "gnome", p
    for p in glob.glob(share + "backgrounds/*.*"):
        yield "lomiri" if "_by_" in p else "ukui", p


def held_out(source, name):
    """By the digest of the file name: one in three. Twins (left and right eye, day and night) stay together."""
    name = re.sub(r"(_left|_right|-[dl])\.", ".", name)
    return SOURCES[source] or hashlib.sha256(name.encode()).digest()[0] % 3 == 0


@functools.lru_cache(None)
def photographs(held):
    """name -> picture of at most 640 pixels; made once, then read from the cache."""
    os.makedirs(CACHE + "/photographs", exist_ok=True)
    kept = {}
    for source, path in sorted(paths()):
        name = f"{source}-{path.split('/')[-4] + os.path.splitext(path)[1] if source == 'plasma' else os.path.basename(path)}"
        if held_out(source, name) != held:
            continue
        small = f"{CACHE}/photographs/{name}.png"
        if not os.path.exists(small):
            im = Image.open(path).convert("RGB")
            im.thumbnail((640, 640))
            im.save(small + ".tmp", "png")
            os.replace(small + ".tmp", small)
        im = Image.open(small).convert("RGB")
        if min(im.size) >= 128:
            kept[name] = im
    return kept


def crop(rng, im, least=.35):
    """A random part of any aspect, squeezed to the square as the program squeezes a frame."""
    w, h = (max(24, int(n * rng.uniform(least, 1))) for n in im.size)
    x, y = int(rng.integers(0, im.width - w + 1)), int(rng.integers(0, im.height - h + 1))
    im = im.resize((SIZE, SIZE), Image.BILINEAR, (x, y, x + w, y + h), reducing_gap=2)
    return im.transpose(Image.FLIP_LEFT_RIGHT) if rng.random() < .5 else im


def any_of(rng, held, printed=False):
    pool = [p for n, p in photographs(held).items() if (n.split("-")[-1] in PRINT) == printed]
    return pool[rng.integers(len(pool))] if pool else None


def photograph(rng, held):
    """A crop; for training also recoloured, mixed or side by side, because there are so few photographs."""
    im = crop(rng, any_of(rng, held))
    if held:
        return im
    r = rng.random()
    if r < .2:
        im = Image.blend(im, crop(rng, any_of(rng, held)), rng.uniform(.2, .8))
    elif r < .35:
        cut = int(rng.integers(50, SIZE - 50))
        im.paste(crop(rng, any_of(rng, held)), (cut, 0) if rng.random() < .5 else (0, cut))
    elif r < .5:
        im = im.rotate(rng.uniform(-25, 25), Image.BILINEAR).crop((25, 25, SIZE - 25, SIZE - 25)).resize((SIZE, SIZE))
    arr = np.asarray(im, np.float32)
    if rng.random() < .4:
        arr = arr[..., rng.permutation(3)]
    if rng.random() < .3:
        arr = 255 * (arr / 255) ** rng.uniform(.5, 1.8)
    if rng.random() < .3:
        arr = arr * rng.uniform(.6, 1.1, 3)
    if rng.random() < .1:
        arr = np.broadcast_to(arr.mean(2, keepdims=True), arr.shape)
    return Image.fromarray(np.uint8(np.clip(arr, 0, 255)))


def page(rng, held):
    """Lines of small print on paper, or the printed picture of scikit-image."""
    scan = any_of(rng, held, printed=True)
    return crop(rng, scan) if scan and rng.random() < .25 else lines(rng)


if __name__ == "__main__":
    for held in (False, True):
        print("held out" if held else "training", len(photographs(held)), *photographs(held))
