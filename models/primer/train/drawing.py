"""Draws pictograms, and shapes as they lie in a scene. Everything random comes from the rng given."""
import functools

import numpy as np
from PIL import Image, ImageDraw

from names import COLOUR_LIST, COLOURS, PICTOGRAMS, SHAPES
from strokes import font, shape

# Glyphs too near a known pictogram or shape to be called unknown.
NEAR = set("😸😹😺😻😼😽😾😿🙀🐯🦁🐺🦊🚕🚓🚐🚎🚋🚇🚊🚉🚈🚝🚞🚃🚄🚅🛵🏍🎠🐂🐃🐏🏘🏚🌴🎄🌵🌸🌼🌺💐☎📞📲🖥⌚🕰📗📘📙📔📓📒📚🗝🔐📸🎥"
           "🎽👚👢👠👡🥿👒🏐⚾🥎🏈🎾🎱🐥🐤🐧🕊🦅🦆🦉🐡🦈🥐🍔🛋🛌🌛🌜🌝🌚🌓🌔🌕🌖🌗🌘🌑🌒☀🌤⛅🌥☂🌂🏖⛱🤚🖐👋🚢🛥🚤🛳🚛🚜🛫🛬🛩💝🎸🪕"
           "🍳🍵🥤🍼❤💛💚💙💜🖤⭐🌟⚪⚫🔴🔵🔶🔷🔸🔹🔺🔻💠🔘🔲🔳◼◻◾◽▪▫")


@functools.lru_cache(None)
def glyph(char):
    im = Image.new("RGBA", (160, 160))
    ImageDraw.Draw(im).text((10, 10), char, font=font("noto/NotoColorEmoji", 109), embedded_color=True)
    box = im.getbbox()
    return im.crop(box) if box else None


@functools.lru_cache(None)
def main_colour(char):
    """The named colour that most of a glyph's opaque pixels are nearest to."""
    arr = np.asarray(glyph(char)).reshape(-1, 4)
    rgb = arr[arr[:, 3] > 200][:, None, :3].astype(int)
    near = np.abs(rgb - np.array(list(COLOURS.values()))[None]).sum(2).argmin(1)
    return COLOUR_LIST[np.bincount(near).argmax()]


@functools.lru_cache(None)
def unknown_glyphs():
    """Glyphs outside PICTOGRAMS, split into (training, held out)."""
    used = set("".join(PICTOGRAMS.values())) | NEAR
    ranges = [(0x1F300, 0x1F3FA), (0x1F400, 0x1F54F), (0x1F568, 0x1F5FF), (0x1F680, 0x1F6C5),
              (0x1F950, 0x1F9A0), (0x1F9C0, 0x1F9FF)]
    chars = [chr(c) for a, b in ranges for c in range(a, b) if chr(c) not in used]
    chars = [c for c in chars if glyph(c) is not None and min(glyph(c).size) > 40]
    np.random.default_rng(7).shuffle(chars)
    cut = len(chars) * 3 // 4
    return chars[:cut], chars[cut:]


def sprite(rng, kind, size, rgb, char, squeeze):
    """A shape or glyph, about size pixels big, squeezed as a frame of that aspect would be."""
    if kind in SHAPES:
        turn = {"circle": 180, "ring": 180, "square": 10, "rectangle": 12, "diamond": 8, "cross": 12}.get(kind, 16)
        im = shape(rng, kind, size, rgb)
    else:
        im, turn = glyph(char), 12
        if rng.random() < .5:
            im = im.transpose(Image.FLIP_LEFT_RIGHT)
    if rng.random() < .7:
        im = im.rotate(rng.uniform(-turn, turn), Image.BILINEAR, expand=True)
    scale = size / max(im.size) * (rng.uniform(.88, 1.05) if kind not in SHAPES else 1)
    if kind in SHAPES:
        scale = .5
    w = max(8, round(im.width * scale * squeeze ** -.5))
    h = max(8, round(im.height * scale * squeeze ** .5))
    return im.resize((w, h), Image.BOX if w < im.width // 2 else Image.BILINEAR)
