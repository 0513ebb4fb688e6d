"""Drawn pictures the primer must not claim to know: textures and pages of print."""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from drawing import FONTS, font, jitter, pick, upscaled
from names import SIZE
from photographs import any_of, crop


def texture(rng):
    """Fractal noise, dead leaves, shards or scribbles."""
    style = rng.integers(5)
    if style == 0:
        arr = sum(upscaled(rng, 2 ** o) * rng.uniform(.3, 1) / o for o in range(1, 7))
        arr = (arr - arr.min()) / (np.ptp(arr) + 1e-6) * 255
        if rng.random() < .5:
            arr = arr.mean(2, keepdims=True) * rng.uniform(.5, 1, 3)
        return Image.fromarray(np.uint8(np.clip(arr, 0, 255)))
    im = Image.new("RGB", (SIZE, SIZE), tuple(int(v) for v in rng.integers(0, 256, 3)))
    d = ImageDraw.Draw(im)
    tint = rng.integers(0, 256, 3)
    for _ in range(int(rng.integers(30, 160))):
        x, y = rng.uniform(-20, SIZE + 20, 2)
        r = 60 * rng.random() ** 2 + 3
        col = rng.integers(0, 256, 3)
        if style == 4:  # one hue, as furniture and rooms have
            col = tint * .8 + (col - 128) * .3
        col = tuple(int(v) for v in np.clip(col, 0, 255))
        if style in (1, 4) and rng.random() < .6:
            d.ellipse((x - r, y - r, x + r, y + r * rng.uniform(.5, 1)), fill=col)
        elif style in (2, 4):
            d.polygon([(x + rng.uniform(-r, r), y + rng.uniform(-r, r)) for _ in range(5)], fill=col)
        else:
            d.line([tuple(rng.uniform(0, SIZE, 2)) for _ in range(3)], fill=col, width=int(rng.integers(1, 9)))
    return im.filter(ImageFilter.GaussianBlur(rng.uniform(0, 4)))


def page(rng, held_out):
    """Lines of small print on paper, or the printed picture of scikit-image."""
    scan = any_of(rng, held_out, printed=True)
    if scan and rng.random() < .25:
        return crop(rng, scan)
    paper = jitter(rng, (235, 232, 225))
    if rng.random() < .2:
        paper = tuple(255 - v for v in paper)
    im = Image.new("RGB", (SIZE, SIZE), paper)
    d, size = ImageDraw.Draw(im), int(rng.integers(9, 22))
    ink = jitter(rng, (30, 30, 30) if sum(paper) > 380 else (225, 225, 225))
    face = font(pick(rng, FONTS), size)
    left, y = int(rng.integers(0, 25)), int(rng.integers(0, 20))
    while y < SIZE:
        line = " ".join("".join(chr(97 + c) for c in rng.integers(0, 26, rng.integers(2, 9))) for _ in range(8))
        keep = int(rng.integers(8, len(line))) if rng.random() < .3 else len(line)
        d.text((left, y), line[:keep], font=face, fill=ink)
        y += int(size * rng.uniform(1.2, 1.5))
    return im.rotate(rng.uniform(-6, 6), Image.BILINEAR, fillcolor=paper)
