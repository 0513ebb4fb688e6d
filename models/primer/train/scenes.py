"""scene(seed): a drawn picture with its questions, answers and dense labels; a pure function of the seed.

Seeds from HELD_OUT on use photographs and unknown glyphs that training never sees.
"""
import sys
import time

import numpy as np
from PIL import Image, ImageFilter

import questions
import unnameable
from drawing import main_colour, sprite, unknown_glyphs
from names import (ABSTAIN, BLURRED, COLOUR_LABELS, COLOUR_LIST, COLOURS, DARK, GRID, HELD_OUT, KINDS, PATCH,
                   PICTOGRAM_LIST, PICTOGRAMS, SHAPES, SIZE, UNKNOWN, Thing)
from strokes import background, draw_text, jitter, pick, texture

STATES = dict(normal=.79, dark=.025, blank=.025, blurred=.03, photo=.07, texture=.04, page=.02)


def finish(rng, im):
    """What a camera adds: softness, contrast, brightness and noise; a fifth stays clean."""
    if rng.random() < .2:
        return np.asarray(im)
    if rng.random() < .5:
        im = im.filter(ImageFilter.GaussianBlur(rng.uniform(.2, 1.1)))
    arr = (np.asarray(im, np.float32) - 128) * rng.uniform(.8, 1.1) + 128 * rng.uniform(.85, 1.1)
    if rng.random() < .5:
        arr = arr + rng.standard_normal((SIZE, SIZE, 1), dtype=np.float32) * rng.uniform(0, 11)
    return np.uint8(np.clip(arr, 0, 255))


def layout(rng, text_row):
    """Cells with a size each: one big thing, two large ones side by side, or a grid of small ones."""
    r = rng.random()
    if text_row is None and r < .25:
        return [((1, 1), int(rng.integers(64, 150)))]
    if text_row is None and r < .4:
        pair = [(1, 0), (1, 2)] if rng.random() < .6 else [(0, 1), (2, 1)]
        size = int(rng.integers(52, 84))
        return [(pair[i], size) for i in rng.permutation(2)]
    cells = [(r, c) for r in range(3) for c in range(3) if r != text_row]
    return [(cells[i], int(rng.integers(38, 62))) for i in rng.permutation(len(cells))]


def choose(rng, base, held_out):
    """A kind with its colour; the colour stands out from the background."""
    r = rng.random()
    if r < .52:
        kind = pick(rng, SHAPES)
        while True:
            colour = pick(rng, COLOUR_LIST)
            rgb = jitter(rng, COLOURS[colour])
            if np.abs(np.array(rgb) - base).sum() > 150:
                return kind, colour, rgb, None
    kind = pick(rng, PICTOGRAM_LIST) if r < .93 else UNKNOWN
    pool = unknown_glyphs()[1 if held_out else 0] if kind == UNKNOWN else PICTOGRAMS[kind]
    return kind, None, None, pick(rng, pool)


def place_sprite(rng, im, thing, size, rgb, char, squeeze, labels):
    sp = sprite(rng, thing.kind, size, rgb, char, squeeze)
    third = SIZE / 3
    slack = max(4, (third - size) / 2)
    at = [int(np.clip((cell + .5) * third + rng.uniform(-slack, slack) - n / 2, -2, SIZE + 2 - n))
          for cell, n in zip(thing.cell[::-1], sp.size)]
    im.paste(sp, tuple(at), sp)
    alpha = Image.new("L", (SIZE, SIZE))
    alpha.paste(sp.getchannel("A"), tuple(at))
    hit = np.asarray(alpha.reduce(PATCH)) > 70
    labels["kind"][hit] = KINDS.index(thing.kind)
    labels["colour"][hit] = COLOUR_LABELS.index(thing.colour or "")


def draw(rng, labels, held_out):
    """A normal scene: (image, things, has text, background colour)."""
    im, base, ground = background(rng)
    text_row = int(rng.integers(3)) if rng.random() < .2 else None
    if text_row is not None:
        draw_text(rng, im, base, text_row, labels["kind"], KINDS.index("text"))
    squeeze = float(rng.choice([1, 4 / 3, 3 / 4, 16 / 9, 9 / 16], p=[.45, .25, .1, .13, .07]))
    spots, things, kinds = layout(rng, text_row), [], set()
    groups = rng.choice([0, 1, 2, 3], p=[.15, .4, .33, .12]) if text_row is not None else rng.choice([1, 2, 3, 4], p=[.38, .37, .18, .07])
    for _ in range(groups):
        kind, colour, rgb, char = choose(rng, base, held_out)
        n = 1 if rng.random() < .6 else int(rng.integers(2, 7))
        if len(spots) <= 2 and n > 2:
            n = int(rng.integers(1, 3))
        while n and spots and len(things) < 6:
            n -= 1
            cell, size = spots.pop()
            t = Thing(kind, colour, cell, main_colour(char) if char else None)
            things.append(t)
            place_sprite(rng, im, t, size, rgb, char, squeeze, labels)
    return im, things, text_row is not None, ground


def spoil(rng, arr, state):
    if state == "dark":
        return np.uint8(np.clip(arr * rng.uniform(0, .1) + rng.standard_normal(arr.shape) * rng.uniform(0, 5), 0, 255))
    return np.asarray(Image.fromarray(arr).filter(ImageFilter.GaussianBlur(rng.uniform(10, 20))))


def scene(seed, state=None):
    """Returns dict(image uint8 HWC, qa [(type, question, answer)], state, things, kind, colour [GRID, GRID])."""
    rng, held_out = np.random.default_rng(seed), seed >= HELD_OUT
    state = state or str(rng.choice(list(STATES), p=list(STATES.values())))
    labels = {k: np.zeros((GRID, GRID), np.uint8) for k in ("kind", "colour")}
    things = []
    if state == "blank":
        name = pick(rng, [c for c in COLOUR_LIST if c != "black"])
        im = Image.new("RGB", (SIZE, SIZE), jitter(rng, COLOURS[name]))
        arr, qa = finish(rng, im), questions.fixed(rng, f"The picture is blank. It is all {name}.", state)
    elif state == "photo":
        arr, qa = finish(rng, unnameable.photo(rng, held_out)), questions.fixed(rng, ABSTAIN, state)
    elif state == "texture":
        arr, qa = finish(rng, texture(rng)), questions.fixed(rng, ABSTAIN, state)
    elif state == "page":
        arr, qa = finish(rng, unnameable.page(rng, held_out)), questions.printed(rng)
    elif state == "normal":
        im, things, text, ground = draw(rng, labels, held_out)
        arr, qa = finish(rng, im), questions.Asker(rng, things, text, ground).all()
    else:
        im = unnameable.photo(rng, held_out) if rng.random() < .4 else draw(rng, labels, held_out)[0]
        arr, qa = spoil(rng, finish(rng, im), state), questions.fixed(rng, DARK if state == "dark" else BLURRED, state)
        for v in labels.values():
            v[:] = 0
    return dict(image=arr, qa=qa, state=state, things=things, **labels)


if __name__ == "__main__":  # scenes.py SHEET.png: a sheet of held-out scenes to look at
    start = time.time()
    made = [scene(HELD_OUT + i) for i in range(200)]
    print(f"{(time.time() - start) / 200 * 1000:.2f} ms a scene; photos {[len(unnameable.photos(h)) for h in (False, True)]}, unknown glyphs {[len(g) for g in unknown_glyphs()]}")
    sheet = Image.new("RGB", (8 * SIZE, 5 * SIZE))
    for i, s in enumerate(made[:40]):
        sheet.paste(Image.fromarray(s["image"]), (i % 8 * SIZE, i // 8 * SIZE))
        print(i, s["state"], s["qa"][0][2])
    for s in made[:6]:
        print(*s["qa"], sep="\n")
    sheet.save(sys.argv[1])
