"""What both generators draw alike: backgrounds, shapes, words, textures, print. Everything random comes from the rng given.

Sizes, colours and FONT_DIR are those of the names.py that is found first.
"""
import functools

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from names import COLOUR_LIST, COLOURS, FONT_DIR, GRID, PATCH, SIZE

FONTS = ["dejavu/DejaVuSans", "dejavu/DejaVuSans-Bold", "dejavu/DejaVuSerif", "dejavu/DejaVuSansMono",
         "liberation2/LiberationSans-Regular", "liberation2/LiberationSans-Bold", "liberation2/LiberationSerif-Bold",
         "liberation2/LiberationSerif-Regular", "liberation2/LiberationMono-Bold"]
BACKGROUND_ODDS = np.array([1, 1, 1, 1, .6, .6, .8, .8, 1.2, 4, 2, .7])
BACKGROUND_ODDS = BACKGROUND_ODDS / BACKGROUND_ODDS.sum()


@functools.lru_cache(None)
def font(name, size):
    return ImageFont.truetype(f"{FONT_DIR}/{name}.ttf", size)


def pick(rng, options):
    return options[rng.integers(len(options))]


def jitter(rng, rgb, amount=16):
    moved = np.array(rgb) * rng.uniform(.88, 1.08) + rng.integers(-amount, amount + 1, 3)
    return tuple(int(v) for v in np.clip(moved, 0, 255))


def upscaled(rng, n):
    small = Image.fromarray(np.uint8(rng.integers(0, 256, (n, n, 3))))
    return np.asarray(small.resize((SIZE, SIZE), Image.BICUBIC), float)


def background(rng):
    """An image, its base colour and that colour's name."""
    name = rng.choice(COLOUR_LIST, p=BACKGROUND_ODDS)
    base = np.array(jitter(rng, COLOURS[name]), float)
    style = rng.choice(5, p=[.4, .2, .2, .1, .1])
    arr = np.broadcast_to(base, (SIZE, SIZE, 3)).copy()
    if style == 1:
        t = np.linspace(-1, 1, SIZE)
        arr += (t[:, None] * rng.uniform(-1, 1) + t * rng.uniform(-1, 1))[..., None] * rng.uniform(8, 30)
    elif style == 2:
        arr += (upscaled(rng, int(rng.integers(3, 16))) - 128) * rng.uniform(.05, .2)
    elif style == 3:
        period, a = rng.uniform(6, 40), rng.uniform(0, np.pi)
        yy, xx = np.mgrid[:SIZE, :SIZE]
        arr += (np.sin((xx * np.cos(a) + yy * np.sin(a)) / period * 2 * np.pi) * rng.uniform(4, 18))[..., None]
    elif style == 4:
        arr[int(rng.integers(SIZE // 4, SIZE * 3 // 4)):] += rng.uniform(-35, 35)
    return Image.fromarray(np.uint8(np.clip(arr, 0, 255))), base, str(name)


def polygon(kind, c, r, rng):
    """Corners of a polygonal shape around (c, c) that reaches r from there."""
    if kind == "triangle":
        return [(c + rng.uniform(-.2, .2) * r * 2, c - r), (c + r, c + r), (c - r, c + r)]
    if kind == "diamond":
        w = r * rng.uniform(.68, .85)
        return [(c, c - r), (c + w, c), (c, c + r), (c - w, c)]
    if kind == "star":
        reach = [r, r * .42] * 5
        return [(c + d * np.sin(i * np.pi / 5), c - d * np.cos(i * np.pi / 5)) for i, d in enumerate(reach)]
    t = np.linspace(0, 2 * np.pi, 40)  # heart
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return [(c + a * r / 17, c - b * r / 17) for a, b in zip(16 * np.sin(t) ** 3, y)]


def shape(rng, kind, size, rgb):
    """Drawn at twice the size and averaged down, for smooth edges."""
    s = size * 2
    im = Image.new("RGBA", (s, s), rgb + (0,))
    d, c, r, fill = ImageDraw.Draw(im), s / 2, s * .46, rgb + (255,)
    if kind in ("circle", "ring"):
        d.ellipse((c - r, c - r, c + r, c + r), **(dict(fill=fill) if kind == "circle" else dict(outline=fill, width=int(s * rng.uniform(.14, .22)))))
    elif kind == "square":
        d.rectangle((s * .1, s * .1, s * .9, s * .9), fill=fill)
    elif kind == "rectangle":
        h = r * rng.uniform(.28, .4)  # long, so that a squeezed square is not mistaken for one
        d.rectangle((c - r, c - h, c + r, c + h) if rng.random() < .5 else (c - h, c - r, c + h, c + r), fill=fill)
    elif kind == "cross":
        w = s * rng.uniform(.1, .16)
        d.rectangle((c - w, c - r, c + w, c + r), fill=fill)
        d.rectangle((c - r, c - w, c + r, c + w), fill=fill)
    else:
        d.polygon(polygon(kind, c, r, rng), fill=fill)
    if rng.random() < .1 and kind not in ("ring", "cross"):
        rim = Image.new("RGBA", im.size, jitter(rng, (25, 25, 25)) + (0,))
        rim.putalpha(im.getchannel("A"))
        rim.paste(im, (0, 0), im.getchannel("A").filter(ImageFilter.MinFilter(5)))
        im = rim
    return im


def draw_text(rng, im, base, row, kinds, text_kind):
    """One to seven characters in a row of the layout; marks the patches they cover."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if rng.random() < .6 else "abcdefghijklmnopqrstuvwxyz0123456789"
    word = "".join(letters[i] for i in rng.integers(0, len(letters), rng.integers(2, 9)))
    name, size = pick(rng, FONTS), int(rng.integers(22, 50))
    while font(name, size).getlength(word) > SIZE - 14:
        size -= 2
    width = font(name, size).getlength(word)
    x, y = rng.uniform(5, SIZE - 5 - width), (row + .5) * SIZE / 3 + rng.uniform(-6, 6)
    d, ground = ImageDraw.Draw(im), base
    if rng.random() < .4:
        ground = np.array(jitter(rng, COLOURS[pick(rng, COLOUR_LIST)]))
        d.rounded_rectangle((x - 6, y - size * .62, x + width + 6, y + size * .62), int(rng.integers(0, 12)), fill=tuple(int(v) for v in ground))
    ink = jitter(rng, (25, 25, 25) if ground.mean() > 128 else (240, 240, 240))
    d.text((x, y), word, font=font(name, size), fill=ink, anchor="lm")
    centre = (np.arange(GRID) + .5) * PATCH
    rows = (centre >= y - size * .42) & (centre <= y + size * .42)
    kinds[np.ix_(rows, (centre >= x) & (centre < x + width))] = text_kind


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


def lines(rng):
    """Lines of small print on paper."""
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
