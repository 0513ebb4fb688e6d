"""generate.py DIR FIRST COUNT: writes scenes to DIR/FIRST.{img,lab,json}: raw arrays, and what is in each scene as one line."""
import json
import os
import sys

import numpy as np

import scenes

directory, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
stem = f"{directory}/{first:07d}"
if not os.path.exists(stem + ".json"):
    with open(stem + ".img", "wb") as img, open(stem + ".lab", "wb") as lab, open(stem + ".tmp", "w") as rows:
        for seed in range(first, first + count):
            s = scenes.scene(seed)
            img.write(np.ascontiguousarray(s["image"]).tobytes())
            lab.write(s["labels"].astype(np.uint16).tobytes())
            rows.write(json.dumps({k: s[k] for k in ("state", "things", "text", "ground")}) + "\n")
    os.rename(stem + ".tmp", stem + ".json")  # last: readers take a shard as whole once its .json is there
