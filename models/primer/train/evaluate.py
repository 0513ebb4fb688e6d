"""Scores a checkpoint on scenes and photographs that it never saw.

evaluate.py CHECKPOINT TOKENIZER [--scenes N]
"""
import argparse
import collections

import numpy as np
import torch
from PIL import Image

from model import Config, Primer
from names import ABSTAIN, BLURRED, DARK, HELD_OUT, SIZE
from scenes import scene
from unnameable import crop, photos
from vocab import Prompt

PHOTO_QUESTIONS = ("What is in front of me?", "Describe this image.", "Is there a cat?", "What colour is the circle?",
                   "How many dogs are there?", "What does the text say?")


def load(path, tokenizer):
    ck = torch.load(path, weights_only=True)
    model = Primer(Config(**ck["config"])).eval()
    model.load_state_dict(ck["model"])
    return model, Prompt(tokenizer), ck


def answers(model, prompt, pairs, batch=48):
    """pairs of (uint8 image, question) -> answers in the same order; questions of like length share a batch."""
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][1]))
    out = [None] * len(pairs)
    for at in range(0, len(order), batch):
        part = order[at:at + batch]
        images = torch.from_numpy(np.stack([pairs[i][0] for i in part]))
        with torch.autocast("cpu", torch.bfloat16):
            for i, a in zip(part, model.answer(images, [pairs[i][1] for i in part], prompt)):
                out[i] = a
    return out


class Scores(dict):
    def add(self, key, right):
        n, k = self.get(key, (0, 0))
        self[key] = (n + 1, k + bool(right))

    def show(self, title):
        print(f"== {title}")
        for key in sorted(self):
            n, k = self[key]
            print(f"  {key:34s} {100 * k / n:5.1f}% ({k} of {n})")


def on_scenes(model, prompt, count):
    rows = []
    for seed in range(HELD_OUT, HELD_OUT + count):
        s = scene(seed)
        rows += [(s["image"], s["state"], t, q, a) for t, q, a in s["qa"]]
    got = answers(model, prompt, [(image, q) for image, _, _, q, _ in rows])
    scores = Scores()
    for (_, state, kind, _, a), g in zip(rows, got):
        scores.add(kind, g == a)
        if kind == "presence" and a in ("Yes.", "No."):
            scores.add(f"presence, truth {a}", g == a)
        if kind == "count":
            scores.add(f"count, truth {a}", g == a)
        if a not in (ABSTAIN, DARK, BLURRED):
            scores.add("~ false abstention", g in (ABSTAIN, DARK, BLURRED))
    scores.show(f"{count} held-out scenes, exact answers")


def on_photos(model, prompt, held_out):
    """Every photo whole (squeezed to a square) and in five crops; to abstain is right."""
    rng = np.random.default_rng(5)
    pairs = []
    for p in photos(held_out).values():
        views = [p.resize((SIZE, SIZE), Image.LANCZOS)] + [crop(rng, p).resize((SIZE, SIZE)) for _ in range(5)]
        pairs += [(np.asarray(v), q) for v in views for q in PHOTO_QUESTIONS]
    scores, instead = Scores(), collections.Counter()
    for (_, q), g in zip(pairs, answers(model, prompt, pairs)):
        right = g in (ABSTAIN, DARK, BLURRED) or q.startswith("What does") and "can't" in g
        scores.add(q, right)
        scores.add("all", right)
        if not right:
            instead[g] += 1
    scores.show(f"declines on {'held-out' if held_out else 'training'} photos")
    print("  instead:", instead.most_common(6))


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoint")
    ap.add_argument("tokenizer")
    ap.add_argument("--scenes", type=int, default=250)
    args = ap.parse_args()
    torch.set_num_threads(1)
    model, prompt, ck = load(args.checkpoint, args.tokenizer)
    print(f"step {ck['step']}, {ck['images']} images seen")
    on_scenes(model, prompt, args.scenes)
    on_photos(model, prompt, True)
    on_photos(model, prompt, False)
