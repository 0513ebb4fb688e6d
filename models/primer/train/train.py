"""Trains the primer on generated scenes.

train.py --data DIR --tokenizer FILE --out FILE --minutes N --dense-minutes M

Loss: next token on answers, and kind and colour of every patch, which teaches the ViT where things are.
The ViT is trained alone first, because that costs half. All questions of a scene share one image prefix;
a block mask keeps them apart. Muon for the matrices of the blocks, AdamW for the rest. The rate warms up,
stays, and falls linearly over the last part of the time.
"""
import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F

import workers
from data import Data
from model import Config, Primer
from muon import Muon
from names import COLOUR_LABELS, KINDS
from start import dct_patches
from vocab import Prompt


def dense_loss(model, feats, labels):
    kind, colour = (head(feats).float().flatten(0, 1) for head in (model.kind, model.colour))
    weight = torch.ones(model.c.n_kind)
    weight[0] = 0.3  # most patches are background
    return F.cross_entropy(kind, labels[:, 0].flatten(), weight) + F.cross_entropy(colour, labels[:, 1].flatten())


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


def save(path, model, step, seen):
    torch.save(dict(config=model.c.__dict__, model=model.state_dict(), step=step, images=seen), path)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--tokenizer", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--minutes", type=float, required=True)
    ap.add_argument("--dense-minutes", type=float, default=0)
    ap.add_argument("--batch", type=int, default=10, help="images a worker and step")
    ap.add_argument("--lr", type=float, default=4e-3)
    ap.add_argument("--patch-lr", type=float, default=5e-4)
    ap.add_argument("--decay", type=float, default=0.25, help="last part of the time, in which the rate falls")
    ap.add_argument("--save-every", type=float, default=6, help="minutes")
    args = ap.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    workers.start(args.out + ".meeting")
    prompt = Prompt(args.tokenizer)
    model = Primer(Config(vocab=prompt.size, n_kind=len(KINDS), n_colour=len(COLOUR_LABELS)))
    exported = sum(p.numel() for n, p in model.named_parameters() if not n.startswith(("kind", "colour")))
    data = Data(args.data, prompt)
    say(f"{exported / 1e6:.2f} M parameters (vision {sum(p.numel() for p in model.vision.parameters()) / 1e6:.2f} M), "
        f"{len(data.index)} scenes, {args.minutes:g} minutes of which {args.dense_minutes:g} the ViT alone, "
        f"{workers.WORKERS} workers with {args.batch} images each a step")
    dct_patches(model.vision, data.batch(np.random.default_rng(3), 256)[0])
    muon, adam, clipped = optimizers(model, args.lr, args.patch_lr)

    rng = np.random.default_rng([2, workers.RANK])
    clock, last, saved, logs, step = workers.Clock(), time.time(), time.time(), [], 0
    while clock.minutes < args.minutes:
        scale = min(1, (step + 1) / 150, max(0.02, (args.minutes - clock.minutes) / (args.decay * args.minutes)))
        for g in muon.param_groups + adam.param_groups:
            g["lr"] = g["peak"] * scale
        batch = data.batch(rng, args.batch)
        with torch.autocast("cpu", torch.bfloat16):
            lm, dense = losses(model, prompt, batch, clock.minutes < args.dense_minutes)
        (lm + dense).backward()
        clock.average(list(model.parameters()))
        torch.nn.utils.clip_grad_norm_(clipped, 1.0)
        muon.step()
        adam.step()
        model.zero_grad(set_to_none=True)
        logs.append((lm.item(), dense.item()))
        step += 1
        seen = step * args.batch * workers.WORKERS
        if step % 50 == 0:
            now, (a, b) = time.time(), np.mean(logs[-50:], 0)
            rate = 50 * args.batch * workers.WORKERS / (now - last)
            say(f"step {step} min {clock.minutes:.1f} images {seen} lm {a:.3f} dense {b:.3f} {rate:.1f} img/s scale {scale:.2f}")
            last = now
        if workers.RANK == 0 and time.time() - saved > args.save_every * 60:
            saved = time.time()
            save(args.out + ".part", model, step, seen)
    if workers.RANK == 0:
        save(args.out, model, step, seen)
    say(f"trained {clock.minutes:.1f} minutes, {step} steps, {seen} images")


if __name__ == "__main__":
    main()
