"""Pictures the primer must not claim to know: photographs and pages of print."""
import functools
import glob
import os

import numpy as np
from PIL import Image

from names import SIZE
from strokes import lines, pick

DRAWN = {"chessboard_GRAY.png", "chessboard_RGB.png", "color.png", "logo.png", "phantom.png", "horse.png"}
PRINT = {"page.png", "text.png"}
TEST = {"chelsea.png", "coffee.png", "rocket.jpg", "flower.jpg", "coins.png", "gravel.png", "page.png"}


@functools.lru_cache(None)
def photos(held_out=False):
    """The photographs inside the scikit-image and scikit-learn packages; a fixed part is held out."""
    import skimage
    import sklearn
    paths = [p for e in ("png", "jpg") for p in glob.glob(os.path.dirname(skimage.__file__) + "/data/*." + e)]
    paths += glob.glob(os.path.dirname(sklearn.__file__) + "/datasets/images/*.jpg")
    kept = {}
    for path in sorted(paths):
        name = os.path.basename(path)
        im = Image.open(path)
        if min(im.size) >= 128 and name not in DRAWN and (name in TEST) == held_out:
            kept[name] = im.convert("RGB")
    return kept


def crop(rng, im):
    """A random part of any aspect, squeezed to the square as the program squeezes a frame."""
    w, h = (int(n * rng.uniform(.35, 1)) for n in im.size)
    x, y = int(rng.integers(0, im.width - w + 1)), int(rng.integers(0, im.height - h + 1))
    im = im.crop((x, y, x + w, y + h)).resize((SIZE, SIZE), Image.LANCZOS)
    return im.transpose(Image.FLIP_LEFT_RIGHT) if rng.random() < .5 else im


def photo(rng, held_out):
    """A crop; for training also recoloured, mixed or tiled, because there are so few photographs."""
    pool = [p for n, p in photos(held_out).items() if n not in PRINT]
    im = crop(rng, pick(rng, pool))
    if held_out:
        return im
    r = rng.random()
    if r < .2:
        im = Image.blend(im, crop(rng, pick(rng, pool)), rng.uniform(.2, .8))
    elif r < .35:
        cut = int(rng.integers(50, SIZE - 50))
        box = (cut, 0) if rng.random() < .5 else (0, cut)
        im.paste(crop(rng, pick(rng, pool)), box)
    arr = np.asarray(im, np.float32)
    if rng.random() < .5:
        arr = arr[..., rng.permutation(3)]
    if rng.random() < .3:
        arr = 255 * (arr / 255) ** rng.uniform(.5, 1.8)
    if rng.random() < .3:
        arr = arr * rng.uniform(.6, 1.1, 3)
    return Image.fromarray(np.uint8(np.clip(arr, 0, 255)))


def page(rng, held_out):
    """Lines of small print on paper, or the printed picture of scikit-image."""
    scans = [p for n, p in photos(held_out).items() if n in PRINT]
    if scans and rng.random() < (.8 if held_out else .25):
        return crop(rng, pick(rng, scans))
    return lines(rng)
