"""Compares greedy answers of a checkpoint in torch (float32) with Descry's answers from the GGUF pair.

parity.py write CHECKPOINT TOKENIZER DIR [N]   pictures and torch's answers
parity.py compare DIR DESCRY PRIMER            PRIMER-text.gguf and PRIMER-mmproj.gguf through the program DESCRY
"""
import json
import os
import subprocess
import sys

import numpy as np
import torch
from PIL import Image

from evaluate import load
from names import HELD_OUT
from scenes import scene


def write(checkpoint, tokenizer, directory, n=24):
    os.makedirs(directory, exist_ok=True)
    model, prompt, _ = load(checkpoint, tokenizer)
    rows = []
    for seed in range(HELD_OUT, HELD_OUT + int(n)):
        s = scene(seed)
        path = f"{directory}/{seed}.png"
        Image.fromarray(s["image"]).save(path)
        rows += [(s["image"], path, q, a) for _, q, a in s["qa"][:3]]
    with torch.no_grad():
        got = model.answer(torch.from_numpy(np.stack([r[0] for r in rows])), [r[2] for r in rows], prompt)
    with open(directory + "/torch.jsonl", "w") as out:
        for (_, path, question, truth), answer in zip(rows, got):
            out.write(json.dumps(dict(picture=path, question=question, truth=truth, answer=answer)) + "\n")


def compare(directory, descry, primer):
    rows = [json.loads(line) for line in open(directory + "/torch.jsonl")]
    same = 0
    for r in rows:
        out = subprocess.run([descry, "ask", "--model", primer + "-text.gguf", "--mmproj", primer + "-mmproj.gguf",
                              "--verbatim", "--json", r["picture"], r["question"]], capture_output=True, text=True, check=True)
        answer = json.loads(out.stdout)["answer"]
        same += answer == r["answer"]
        if answer != r["answer"]:
            print(f"{r['question']} | torch: {r['answer']} | GGUF: {answer} | truth: {r['truth']}")
    print(f"same answers: {same} of {len(rows)}")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
