"""scene(seed): a put-together picture with what is in it; a pure function of the seed and of the sprites.

Seeds from HELD_OUT on are never trained on. They use photographs that training never sees; with instances=True also
cut-outs, pictograms, models and views that it never sees.
"""
import functools
import io
import json
import sys
import time

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

import photographs
from colour import COLOUR_LIST, COLOURS
from names import (ALIKE, COLOUR_LABELS, GRID, HELD_OUT, INDOORS, KINDS, MEDIA, NOUNS, PATCH, SHAPES, SIZE, UNKNOWN, Thing)
from strokes import background, draw_text, jitter, pick, shape, texture

STATES = dict(grid=.58, room=.15, dark=.02, blank=.025, blurred=.025, photo=.13, texture=.04, page=.03)
KIND, COLOUR, MEDIUM = ({n: i for i, n in enumerate(names)} for names in (KINDS, COLOUR_LABELS, MEDIA))


@functools.lru_cache(None)
def store():
    """The sprites' bytes, and their rows by (held out, noun)."""
    rows = json.load(open(photographs.CACHE + "/sprites.json"))
    data = np.memmap(photographs.CACHE + "/sprites.bin", np.uint8, "r")
    by = {}
    for r in rows:
        by.setdefault((r["held"], r["noun"]), {}).setdefault(r["medium"], []).append(r)
    return data, by


def sprite_of(rng, noun, held):
    """A row of the store: the medium first, so that few cut-outs count as much as many views of models."""
    by = store()[1]
    media = by.get((held, noun)) or by[(not held, noun)]
    names = sorted(media)
    odds = np.array([{"cutout": 1.2, "model": 1.2, "glyph": .5}[m] for m in names])
    return pick(rng, media[names[rng.choice(len(names), p=odds / odds.sum())]])


@functools.lru_cache(None)
def nouns_of(held):
    """The nouns that have sprites; held out, those whose held-out sprites show another instance."""
    return [n for n in NOUNS if (held, n) in store()[1]]


def pixels(row):
    flat = store()[0][row["at"]:row["at"] + row["width"] * row["height"] * 4]
    return Image.fromarray(np.array(flat).reshape(row["height"], row["width"], 4), "RGBA")


def warp(rng, im, size, squeeze, turn):
    """Turned, seen a little from the side, squeezed as a frame of that aspect is, its longer edge size pixels."""
    if rng.random() < .5:
        im = im.transpose(Image.FLIP_LEFT_RIGHT)
    if rng.random() < .6:
        im = im.rotate(rng.uniform(-turn, turn), Image.BILINEAR, expand=True)
    scale = size / max(im.size)
    w, h = max(8, round(im.width * scale * squeeze ** -.5)), max(8, round(im.height * scale * squeeze ** .5))
    im = im.resize((w, h), Image.BILINEAR, reducing_gap=1.5)
    if rng.random() < .25:
        d = rng.uniform(0, .16, 4) * w
        im = im.transform((w, h), Image.QUAD, (-d[0], 0, 0, h + d[1], w + d[2], h, w, -d[3]), Image.BILINEAR)
    return im


def light(rng, im):
    """Another exposure and tint, as no two photographs of a thing have the same."""
    arr = np.asarray(im).astype(np.float32)
    arr[..., :3] = (arr[..., :3] * rng.uniform(.75, 1.15) + rng.uniform(-12, 12)) * (1 + rng.uniform(-.06, .06, 3))
    return Image.fromarray(np.uint8(np.clip(arr, 0, 255)), "RGBA")


class Canvas:
    """A picture in the making, with its things and the labels of its patches."""

    def __init__(self, im):
        self.im, self.things, self.text = im, [], False
        self.labels = np.zeros((3, GRID, GRID), np.uint16)

    def paste(self, rng, thing, sp, left, top, shadow=True):
        alpha = Image.new("L", (SIZE, SIZE))
        alpha.paste(sp.getchannel("A"), (left, top))
        if shadow and rng.random() < .3:
            soft = sp.getchannel("A").filter(ImageFilter.GaussianBlur(rng.uniform(1, 5))).point(lambda a: a * .45)
            at = (left + int(rng.integers(-6, 7)), top + int(rng.integers(0, 8)))
            self.im.paste((15, 15, 15), (*at, at[0] + sp.width, at[1] + sp.height), soft)
        self.im.paste(sp, (left, top), sp)
        hit = np.asarray(alpha.reduce(PATCH)) > 70
        for layer, value in enumerate((KIND[thing.kind], COLOUR[thing.colour or ""], MEDIUM[thing.medium])):
            self.labels[layer][hit] = value
        self.things.append(thing)


def ground(rng, held):
    """A background: plain or drawn, or a photograph's blurred middle. Its colour's name only where it has one."""
    if rng.random() < .72:
        im, base, name = background(rng)
        return im, base, name
    im = photographs.crop(rng, photographs.any_of(rng, held), .1).filter(ImageFilter.GaussianBlur(rng.uniform(.5, 9)))
    if rng.random() < .5:
        im = Image.blend(im, Image.new("RGB", im.size, jitter(rng, COLOURS[pick(rng, COLOUR_LIST)])), rng.uniform(.2, .7))
    return im, np.asarray(im).reshape(-1, 3).mean(0), None


def layout(rng, text_row):
    """Cells with a size each: one big thing, two large ones side by side, or a grid of small ones."""
    r = rng.random()
    if text_row is None and r < .3:
        return [((1, 1), int(rng.integers(70, 176)))]
    if text_row is None and r < .47:
        pair = [(1, 0), (1, 2)] if rng.random() < .6 else [(0, 1), (2, 1)]
        size = int(rng.integers(56, 92))
        return [(pair[i], size) for i in rng.permutation(2)]
    cells = [(r, c) for r in range(3) for c in range(3) if r != text_row]
    return [(cells[i], int(rng.integers(42, 64))) for i in rng.permutation(len(cells))]


def choose(rng, base, instances):
    """(kind, colour, fill): a shape that stands out from the background, a thing with a name, or one without."""
    r = rng.random()
    if r < .26:
        kind = pick(rng, SHAPES)
        while True:
            colour = pick(rng, COLOUR_LIST)
            rgb = jitter(rng, COLOURS[colour])
            if np.abs(np.array(rgb) - base).sum() > 130:
                return kind, colour, rgb
    return (pick(rng, nouns_of(instances)) if r < .92 else UNKNOWN), None, None


def add(rng, canvas, kind, colour, rgb, row, cell, size, squeeze):
    third = SIZE / 3
    if rgb:
        turn = {"circle": 180, "ring": 180, "square": 10, "rectangle": 12, "diamond": 8, "cross": 12}.get(kind, 16)
        sp, medium = warp(rng, shape(rng, kind, size, rgb), size, squeeze, turn), "shape"
    else:
        sp, medium, colour = warp(rng, light(rng, pixels(row)), size, squeeze, 14), row["medium"], row["colour"]
    slack = max(4, (third - size) / 2)
    x, y = ((c + .5) * third + rng.uniform(-slack, slack) for c in cell[::-1])
    left, top = (int(np.clip(v - n / 2, -3, max(-3, SIZE + 3 - n))) for v, n in ((x, sp.width), (y, sp.height)))
    thing = Thing(kind, medium, colour, (left + sp.width / 2) / SIZE, (top + sp.height / 2) / SIZE, size / SIZE)
    thing.cell = cell
    thing.x, thing.y = (np.clip(v, (c + .05) / 3, (c + .95) / 3) for v, c in ((thing.x, cell[1]), (thing.y, cell[0])))
    canvas.paste(rng, thing, sp, left, top)


def grid(rng, held, instances):
    """One to six things on three times three places."""
    im, base, name = ground(rng, held)
    canvas = Canvas(im)
    text_row = int(rng.integers(3)) if rng.random() < .16 else None
    if text_row is not None:
        draw_text(rng, im, base, text_row, canvas.labels[0], KIND["text"])
        canvas.labels[2][canvas.labels[0] == KIND["text"]] = MEDIUM["text"]
        canvas.text = True
    squeeze = float(rng.choice([1, 4 / 3, 3 / 4, 16 / 9, 9 / 16], p=[.45, .25, .1, .13, .07]))
    spots, kinds = layout(rng, text_row), set()
    groups = rng.choice([0, 1, 2, 3], p=[.15, .4, .33, .12]) if canvas.text else rng.choice([1, 2, 3, 4], p=[.4, .36, .18, .06])
    for _ in range(groups):
        kind, colour, rgb = choose(rng, base, instances)
        if kind in kinds and not rgb:
            continue
        kinds.add(kind)
        n = 1 if rng.random() < .6 else int(rng.integers(2, 6))
        n = min(n, int(rng.integers(1, 3))) if len(spots) <= 2 else n
        row = None if rgb else sprite_of(rng, kind, instances)
        while n and spots and len(canvas.things) < 6:
            n -= 1
            cell, size = spots.pop()
            if row and n and rng.random() < .3:  # the next one of its kind need not look the same
                row = next((r for r in (sprite_of(rng, kind, instances) for _ in range(4)) if r["medium"] == row["medium"]), row)
            add(rng, canvas, kind, colour, rgb, row, cell, size, squeeze)
    if canvas.things and rng.random() < .07:  # something is in front
        d, x, w = ImageDraw.Draw(im), int(rng.integers(0, SIZE)), int(rng.integers(4, 14))
        box = (x, 0, x + w, SIZE) if rng.random() < .5 else (0, x, SIZE, x + w)
        d.rectangle(box, fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
    return canvas, name


def room(rng, held, instances):
    """A wall, a floor and one to four pieces of furniture that stand on it, as seen from a person's height."""
    wall, floor = (jitter(rng, COLOURS[c]) for c in (pick(rng, ["white", "white", "grey", "yellow", "blue", "green", "pink"]),
                                                    pick(rng, ["brown", "brown", "grey", "orange", "white"])))
    wall = tuple(int(v * .5 + 110) for v in wall)
    im, d = Image.new("RGB", (SIZE, SIZE), wall), None
    if rng.random() < .3:
        im = Image.blend(im, photographs.crop(rng, photographs.any_of(rng, held), .1).filter(ImageFilter.GaussianBlur(4)), .3)
    d, line = ImageDraw.Draw(im), int(SIZE * rng.uniform(.4, .68))
    d.rectangle((0, line, SIZE, SIZE), fill=floor)
    if rng.random() < .5:  # boards or tiles that run to a vanishing point
        for x in range(-SIZE, 2 * SIZE, int(rng.integers(14, 44))):
            d.line(((SIZE / 2 + (x - SIZE / 2) * .35, line), (x, SIZE)), fill=tuple(int(v * .85) for v in floor))
    if rng.random() < .4:
        d.line((0, line, SIZE, line), fill=tuple(int(v * .6) for v in floor), width=int(rng.integers(1, 5)))
    canvas, squeeze = Canvas(im), float(rng.choice([1, 4 / 3, 16 / 9, 3 / 4], p=[.3, .4, .2, .1]))
    columns = [[1], [0, 2], [0, 1, 2]][rng.choice(3, p=[.35, .4, .25])]
    pool = [n for n in INDOORS + ["person", "dog", "cat", "bin", "box", "suitcase"] if (instances, n) in store()[1]]
    for column in rng.permutation(columns):
        kind = UNKNOWN if rng.random() < .07 else pick(rng, pool)
        media = store()[1].get((instances, kind), {})
        row = pick(rng, media["model"]) if "model" in media else sprite_of(rng, kind, instances)
        size = int(rng.uniform(.38, .8 if len(columns) == 1 else .5) * SIZE)
        im2 = light(rng, pixels(row))
        scale = size / max(im2.size)
        sp = im2.resize((max(8, round(im2.width * scale * squeeze ** -.5)), max(8, round(im2.height * scale * squeeze ** .5))), Image.BILINEAR)
        x = (column + .5) * SIZE / 3 + rng.uniform(-10, 10)
        foot = min(SIZE - 2, line + rng.uniform(.06, .9) * (SIZE - line))
        left, top = int(np.clip(x - sp.width / 2, -4, max(-4, SIZE + 4 - sp.width))), int(max(-2, foot - sp.height))
        thing = Thing(kind, row["medium"], row["colour"], (column + .5) / 3, np.clip((top + sp.height / 2) / SIZE, 0, .99), size / SIZE)
        thing.cell = (1, int(column))  # in a room only left, middle and right are said
        thing.y = .5
        canvas.paste(rng, thing, sp, left, top, shadow=False)
    return canvas, None


def finish(rng, im):
    """What a camera adds: softness, contrast, brightness, noise and compression; a seventh stays clean."""
    if rng.random() < .15:
        return np.asarray(im)
    if rng.random() < .5:
        im = im.filter(ImageFilter.GaussianBlur(rng.uniform(.2, 1.2)))
    arr = (np.asarray(im, np.float32) - 128) * rng.uniform(.75, 1.1) + 128 * rng.uniform(.75, 1.12)
    if rng.random() < .5:
        arr = arr + rng.standard_normal((SIZE, SIZE, 1), dtype=np.float32) * rng.uniform(0, 12)
    if rng.random() < .15:  # light from one side
        t = np.linspace(rng.uniform(.6, 1), rng.uniform(.8, 1.15), SIZE, dtype=np.float32)
        arr = arr * (t[:, None, None] if rng.random() < .5 else t[None, :, None])
    arr = np.uint8(np.clip(arr, 0, 255))
    if rng.random() < .25:
        packed = io.BytesIO()
        Image.fromarray(arr).save(packed, "jpeg", quality=int(rng.integers(25, 85)))
        arr = np.asarray(Image.open(packed))
    return arr


def spoil(rng, arr, state):
    if state == "dark":
        return np.uint8(np.clip(arr * rng.uniform(0, .1) + rng.standard_normal(arr.shape) * rng.uniform(0, 5), 0, 255))
    return np.asarray(Image.fromarray(arr).filter(ImageFilter.GaussianBlur(rng.uniform(10, 20))))


def scene(seed, state=None, instances=False):
    """Returns dict(image uint8 HWC, labels [3, GRID, GRID], state, things as rows, text, ground)."""
    rng, held = np.random.default_rng(seed), seed >= HELD_OUT
    state = state or str(rng.choice(list(STATES), p=list(STATES.values())))
    made = dict(state=state, things=[], text=False, ground=None)
    labels = np.zeros((3, GRID, GRID), np.uint16)
    if state == "blank":
        name = pick(rng, [c for c in COLOUR_LIST if c != "black"])
        arr, made["ground"] = finish(rng, Image.new("RGB", (SIZE, SIZE), jitter(rng, COLOURS[name]))), name
    elif state in ("photo", "texture"):
        arr = finish(rng, photographs.photograph(rng, held) if state == "photo" else texture(rng))
        labels[2] = MEDIUM["photograph"]
    elif state == "page":
        arr = finish(rng, photographs.page(rng, held))
        labels[2] = MEDIUM["text"]
    elif state in ("grid", "room"):
        canvas, name = (grid if state == "grid" else room)(rng, held, instances)
        arr, labels = finish(rng, canvas.im), canvas.labels
        made.update(things=[t.row() for t in canvas.things], text=canvas.text, ground=name)
    else:
        im = photographs.photograph(rng, held) if rng.random() < .4 else grid(rng, held, instances)[0].im
        arr = spoil(rng, finish(rng, im), state)
    return dict(image=arr, labels=labels, **made)


if __name__ == "__main__":  # scenes.py SHEET.png [instances]: a sheet of held-out scenes to look at
    import questions
    instances = len(sys.argv) > 2
    scene(HELD_OUT)
    start = time.process_time()
    made = [scene(HELD_OUT + i, instances=instances) for i in range(100)]
    print(f"{(time.process_time() - start) * 10:.2f} ms a scene")
    sheet = Image.new("RGB", (8 * SIZE, 5 * SIZE))
    rng = np.random.default_rng(1)
    for i, s in enumerate(made[:40]):
        sheet.paste(Image.fromarray(s["image"]), (i % 8 * SIZE, i // 8 * SIZE))
        rows = questions.of(rng, s)
        print(i, s["state"], rows[0][2], "|", *rows[int(rng.integers(1, len(rows)))])
    sheet.save(sys.argv[1])
