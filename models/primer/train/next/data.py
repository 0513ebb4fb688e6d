"""Batches from generated shards: images, dense labels, and packed questions that share one picture.

The questions are asked anew each time, so that a scene that is seen twice teaches other sentences.
"""
import glob
import json

import numpy as np
import torch

import questions
from names import GRID, SIZE

TEXT_TOKENS = 120  # room for about six questions with their answers
FOLLOW_UP = 0.15   # share of questions that are asked as a second turn after another one


class Data:
    def __init__(self, directory, prompt):
        self.directory, self.prompt, self.cache, self.shards, self.index = directory, prompt, {}, {}, []
        self.order, self.at = [], 0
        self.look()

    def look(self):
        """Takes in the shards that have come since the last look."""
        for path in sorted(glob.glob(self.directory + "/*.json")):
            stem = path[:-5]
            if stem not in self.shards:
                img = np.memmap(stem + ".img", np.uint8, "r").reshape(-1, SIZE, SIZE, 3)
                lab = np.memmap(stem + ".lab", np.uint16, "r").reshape(-1, 3, GRID ** 2)
                rows = open(path).read().splitlines()
                self.index += [(stem, i) for i in range(len(rows))]
                self.shards[stem] = (img, lab, rows)

    def next(self, rng):
        """Every scene once, then all again in another order, with those that have come meanwhile."""
        if self.at == len(self.order):
            self.look()
            self.order, self.at = rng.permutation(len(self.index)), 0
        self.at += 1
        return self.index[self.order[self.at - 1]]

    def tokens(self, role, text):
        if (role, text) not in self.cache:
            if len(self.cache) > 200_000:
                self.cache.clear()
            self.cache[role, text] = getattr(self.prompt, role)(text)
        return self.cache[role, text]

    def dialogues(self, rng, rows):
        """Token ids and a mask of what the model must say, for each question or pair of questions."""
        order = list(rng.permutation(len(rows)))
        while order:
            ids, said = [], []
            for turn in range(2):
                _, q, a = rows[order.pop()]
                if rng.random() < 0.2:
                    q = q.lower()
                if rng.random() < 0.1:
                    q = q.rstrip("?.")
                q, a = self.tokens("again" if turn else "question", q), self.tokens("answer", a)
                ids, said = ids + q + a, said + [False] * len(q) + [True] * len(a)
                if not order or rng.random() > FOLLOW_UP:
                    break
            yield ids, said

    def batch(self, rng, size):
        images, labels = [], []
        ids, pos = (np.zeros((size, TEXT_TOKENS), np.int64) for _ in range(2))
        target, group = np.full((size, TEXT_TOKENS), -100), np.full((size, TEXT_TOKENS), -1)
        for b in range(size):
            shard, i = self.next(rng)
            img, lab, rows = self.shards[shard]
            images.append(img[i])
            labels.append(lab[i].astype(np.int64))
            at = 0
            for g, (row, said) in enumerate(self.dialogues(rng, questions.of(rng, json.loads(rows[i])))):
                n = len(row) - 1
                if at + n > TEXT_TOKENS:
                    continue
                here = slice(at, at + n)
                ids[b, here], group[b, here], pos[b, here] = row[:-1], g, np.arange(n)
                target[b, here] = np.where(said[1:], row[1:], -100)
                at += n
        t = torch.from_numpy
        return t(np.stack(images)), t(np.stack(labels)), t(ids), t(target), t(group), t(pos)
