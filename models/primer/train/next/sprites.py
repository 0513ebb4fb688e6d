"""Everything that scenes are put together from, as one file of small RGBA pictures.

sprites.py CACHE: writes CACHE/sprites.bin and .json from the packages that fetch.sh unpacked below CACHE. Each sprite
has its noun ("?" for what the primer is to call unknown), its medium (cutout, model or glyph), whether it is held out of
training, and the colour that it has, where it has one.
"""
import glob
import json
import multiprocessing
import os
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import render
from colour import named
from pictograms import NEAR, PICTOGRAMS

EDGE = 128  # longest edge of a sprite


def table(name):
    """The lines NOUN: WORDS of a file beside this one."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    for line in open(path, encoding="utf-8"):
        if line.strip() and line[0] != "#":
            noun, _, rest = line.strip().partition(": ")
            yield noun, rest


def fit(im):
    im = im.crop(im.getchannel("A").point(lambda a: 255 * (a > 20)).getbbox())
    scale = EDGE / max(im.size)
    return im.resize([max(4, round(n * scale)) for n in im.size], Image.BOX if scale < .7 else Image.BILINEAR)


def cutouts(root):
    base = root + "/usr/share/tuxpaint/stamps/"
    files = [f[len(base):-4] for f in glob.glob(base + "**/*.png", recursive=True)]
    files = [f for f in files if "cartoon" not in f and not f.startswith("symbols/")]
    for noun, rest in table("cutouts.txt"):
        train, _, held = rest.partition(" | ")
        for names, held_out in ((train, False), (held, True)):
            for name in names.split():
                hits = [f for f in files if ("/" + f).endswith("/" + name)]
                if len(hits) != 1:
                    raise SystemExit(f"cutouts.txt: {noun}: {name} is {hits}")
                yield dict(noun=noun, medium="cutout", held=held_out, source=hits[0]), fit(Image.open(base + hits[0] + ".png").convert("RGBA"))


def glyphs(root):
    face = ImageFont.truetype(root + "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf", 109)

    def drawn(char):
        im = Image.new("RGBA", (160, 160))
        ImageDraw.Draw(im).text((10, 10), char, font=face, embedded_color=True)
        return im if im.getbbox() else None
    for noun, chars in PICTOGRAMS.items():
        for i, char in enumerate(chars):
            yield dict(noun=noun, medium="glyph", held=i > 0 and i == len(chars) - 1, source=char), fit(drawn(char))
    used = set("".join(PICTOGRAMS.values())) | NEAR
    ranges = [(0x1F300, 0x1F3FA), (0x1F400, 0x1F54F), (0x1F568, 0x1F5FF), (0x1F680, 0x1F6C5), (0x1F950, 0x1F9A0), (0x1F9C0, 0x1F9FF)]
    chars = [chr(c) for a, b in ranges for c in range(a, b) if chr(c) not in used]
    chars = [c for c in chars if (im := drawn(c)) and min(np.subtract(im.getbbox()[2:], im.getbbox()[:2])) > 40]
    np.random.default_rng(7).shuffle(chars)
    for i, char in enumerate(chars):
        yield dict(noun="?", medium="glyph", held=i >= len(chars) * 3 // 4, source=char), fit(drawn(char))


def furniture_list(folder):
    """(row of the catalogue, noun, held out) of each model that is used."""
    nouns = {}
    for noun, rest in table("furniture.txt"):
        for name in rest.split(", "):
            nouns.setdefault(name, noun)
    seen, kept = {}, []
    for row in render.catalogue(folder):
        noun = nouns.get(row["name"], "?")
        if noun == "-" or row["name"].startswith(("Wall ", "Rounded ", "Square ", "Plate, ", "Quadruple", "Parking")):
            continue
        n = seen[noun] = seen.get(noun, 0) + 1
        kept.append((row, noun, n % 4 == 2))
    return kept


def views(job):
    """Views of one model round about and from two heights; two of them are held out of training with any model."""
    row, noun, held = job
    try:
        model = render.Model(row["path"], row["rotation"], row["size"])
    except (OSError, ValueError, IndexError) as e:
        print("left out:", row["id"], e, flush=True)
        return []
    rng, made = np.random.default_rng(abs(hash_of(row["id"]))), []
    for i in range(render.VIEWS if noun != "?" else 3):
        light = np.array([rng.uniform(-.7, .7), rng.uniform(.2, .9), rng.uniform(.4, 1)])
        yaw = 2 * np.pi * (i + rng.uniform(-.3, .3)) / (render.VIEWS if noun != "?" else 3)
        im = model.render(yaw, np.radians(rng.uniform(4, 14) if i % 2 else rng.uniform(16, 32)), light / np.linalg.norm(light))
        if im is not None and min(im.size) > 8:
            late = i in (5, 10) and noun != "?"
            made.append((dict(noun=noun, medium="model", held=held or late, source=row["id"], view=i), fit(im)))
    return made


def hash_of(text):
    return int.from_bytes(text.encode()[-6:], "big")


def furniture(folder):
    with multiprocessing.Pool(int(os.environ.get("PROCESSES", 1))) as pool:
        for made in pool.imap(views, furniture_list(folder), 4):
            yield from made


def main(cache):
    rows, at = [], 0
    with open(cache + "/sprites.bin", "wb") as out:
        for part in (cutouts(cache + "/root"), glyphs(cache + "/root"), furniture(cache + "/furniture")):
            for row, im in part:
                arr = np.asarray(im)
                row.update(at=at, width=im.width, height=im.height, colour=named(arr))
                out.write(arr.tobytes())
                at += arr.size
                rows.append(row)
    json.dump(rows, open(cache + "/sprites.json", "w"), ensure_ascii=False)
    for medium in ("cutout", "glyph", "model"):
        mine = [r for r in rows if r["medium"] == medium]
        print(medium, len(mine), "held out", sum(r["held"] for r in mine), "nouns", len({r["noun"] for r in mine}))


if __name__ == "__main__":
    main(sys.argv[1])
