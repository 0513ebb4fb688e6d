"""Trains the next primer on generated scenes, in as many goes as it takes.

train.py --data DIR --tokenizer FILE --out FILE --minutes N --total M [--dense-minutes D]

It goes on from --out where that exists: weights, optimizers, step and minutes spent are in it. --total is what all goes
together are to last, and fixes the rates: up over 150 steps, then constant, falling linearly over the last quarter. Loss: next
token on answers, and kind, colour and medium of every patch, which teaches the ViT where things are. The ViT is trained
alone first, because that costs half. Muon for the matrices of the blocks, AdamW for the rest.
"""
import argparse
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import workers
from data import Data
from model import Config, Primer
from muon import Muon
from names import COLOUR_LABELS, KINDS, MEDIA
from start import dct_patches
from vocab import Prompt


class Pupil(Primer):
    """The primer with one more head that only teaches the ViT: whether a patch shows a photograph, a model, a drawing."""

    def __init__(self, c):
        super().__init__(c)
        self.medium = nn.Linear(c.v_dim, len(MEDIA))


def config(vocabulary):
    """About 8.4 M parameters, 9 MB as Q8_0. All widths are multiples of 32, for Q8_0 and for AMX."""
    return Config(vocab=vocabulary, v_dim=256, v_layers=6, v_heads=4, dim=256, layers=4, heads=4, ff=704,
                  n_kind=len(KINDS), n_colour=len(COLOUR_LABELS))


def dense_loss(model, feats, labels):
    flat, loss = feats.flatten(0, 1), 0
    for i, head in enumerate((model.kind, model.colour, model.medium)):
        weight = torch.ones(head.out_features)
        weight[0] = 0.3  # most patches are background
        loss = loss + F.cross_entropy(head(flat).float(), labels[:, i].flatten(), weight) * (1, .5, .5)[i]
    return loss


def losses(model, prompt, batch, dense_only):
    images, labels, ids, target, group, pos = batch
    feats, emb = model.vision(images)
    dense = dense_loss(model, feats, labels)
    if dense_only:
        return torch.zeros(()), dense
    pre = model.prefix(emb, prompt.before, prompt.after)
    b, n, t = len(ids), pre.shape[1], pre.shape[1] + ids.shape[1]
    x = torch.cat((pre.to(torch.bfloat16), model.embed(ids).to(torch.bfloat16)), 1)
    groups = torch.cat((torch.full((b, n), -2), group), 1)
    positions = torch.cat((torch.arange(n).expand(b, -1), pos + n), 1)
    causal = torch.ones(t, t, dtype=torch.bool).tril()
    mask = causal & ((groups[:, :, None] == groups[:, None, :]) | (groups[:, None, :] == -2))
    h = model.text(x, positions, mask[:, None])[:, n:]
    keep = target != -100
    return F.cross_entropy(model.logits(h[keep]).float(), target[keep]), dense


def optimizers(model, lr, patch_lr):
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and ("blocks" in n or "project" in n)]
    slow = [model.vision.patch.weight, model.vision.pos]  # these start near where they should be
    taken = {id(p) for p in matrices + slow}
    rest = [p for p in model.parameters() if id(p) not in taken]
    adam = torch.optim.AdamW([dict(params=rest, peak=min(lr, 2e-3)), dict(params=slow, peak=patch_lr)],
                             betas=(0.9, 0.98), weight_decay=0.01)
    muon = Muon(matrices, lr)
    muon.param_groups[0]["peak"] = lr
    return muon, adam, rest + slow


def say(text):
    if workers.RANK == 0:
        print(text, flush=True)


def save(path, model, muon, adam, done):
    torch.save(dict(config=model.c.__dict__, model=model.state_dict(), muon=muon.state_dict(), adam=adam.state_dict(), **done), path + ".part")
    os.replace(path + ".part", path)


def small(path, out):
    """The weights alone in half precision: what may be committed while training needs it. The optimizers start anew from it."""
    ck = torch.load(path, weights_only=True)
    keep = {k: ck[k] for k in ("config", "step", "images", "minutes")}
    torch.save(dict(keep, model={k: v.bfloat16() for k, v in ck["model"].items()}), out)


def load(path, model, muon, adam):
    done = dict(step=0, images=0, minutes=0.0)
    if os.path.exists(path):
        ck = torch.load(path, weights_only=True)
        model.load_state_dict({k: v.float() for k, v in ck["model"].items()})
        if "muon" in ck:
            muon.load_state_dict(ck["muon"])
            adam.load_state_dict(ck["adam"])
        done = {k: ck[k] for k in done}
        say(f"goes on from step {done['step']}, {done['images']} images, {done['minutes']:.1f} minutes")
    return done


def arguments():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--tokenizer", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--minutes", type=float, required=True, help="of this go")
    ap.add_argument("--total", type=float, required=True, help="minutes of all goes together")
    ap.add_argument("--dense-minutes", type=float, default=0)
    ap.add_argument("--batch", type=int, default=10, help="images a worker and step")
    ap.add_argument("--lr", type=float, default=4e-3)
    ap.add_argument("--patch-lr", type=float, default=5e-4)
    ap.add_argument("--small", help="also write the weights alone there")
    ap.add_argument("--save-every", type=float, default=4, help="minutes")
    return ap.parse_args()


def step(model, prompt, data, rng, args, alone, clock, muon, adam, clipped):
    batch = data.batch(rng, args.batch)
    with torch.autocast("cpu", torch.bfloat16):
        lm, dense = losses(model, prompt, batch, alone)
    (lm + dense).backward()
    clock.average(list(model.parameters()))
    torch.nn.utils.clip_grad_norm_(clipped, 1.0)
    muon.step()
    adam.step()
    model.zero_grad(set_to_none=True)
    return lm.item(), float(dense)


def main():
    args = arguments()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    workers.start(args.out + ".meeting")
    prompt = Prompt(args.tokenizer)
    model, data = Pupil(config(prompt.size)), Data(args.data, prompt)
    size = sum(p.numel() for n, p in model.named_parameters() if not n.startswith(("kind", "colour", "medium")))
    say(f"{size / 1e6:.2f} M parameters, {len(data.index)} scenes, {args.minutes:g} of {args.total:g} minutes, {workers.WORKERS} workers, {args.batch} images each a step")
    dct_patches(model.vision, data.batch(np.random.default_rng(3), 256)[0])
    muon, adam, clipped = optimizers(model, args.lr, args.patch_lr)
    done = load(args.out, model, muon, adam)
    began, begun = done["step"], done["minutes"]
    rng = np.random.default_rng([2, workers.RANK, began])
    clock, last, saved, logs = workers.Clock(), time.time(), time.time(), []
    while clock.minutes < args.minutes:
        done["minutes"] = begun + clock.minutes
        left = (args.total - done["minutes"]) / (.25 * args.total)
        scale = min(1, (done["step"] - began + 1) / 150, max(.02, left))
        for g in muon.param_groups + adam.param_groups:
            g["lr"] = g["peak"] * scale
        alone = done["minutes"] < args.dense_minutes
        logs.append(step(model, prompt, data, rng, args, alone, clock, muon, adam, clipped))
        done["step"] += 1
        done["images"] += args.batch * workers.WORKERS
        if done["step"] % 50 == 0:
            now, (a, b) = time.time(), np.mean(logs[-50:], 0)
            say(f"step {done['step']} min {done['minutes']:.1f} images {done['images']} lm {a:.3f} dense {b:.3f} "
                f"{50 * args.batch * workers.WORKERS / (now - last):.1f} img/s scale {scale:.2f}")
            last = now
        if workers.RANK == 0 and time.time() - saved > args.save_every * 60:
            saved = time.time()
            save(args.out, model, muon, adam, done)
    if workers.RANK == 0:
        done["minutes"] = begun + clock.minutes
        save(args.out, model, muon, adam, done)
        if args.small:
            small(args.out, args.small)
    say(f"this go: {clock.minutes:.1f} minutes; in all {done['minutes']:.1f} minutes, {done['step']} steps, {done['images']} images")


if __name__ == "__main__":
    main()
