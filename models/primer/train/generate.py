"""generate.py DIR FIRST COUNT: writes scenes to DIR/FIRST.{img,lab,json}, raw arrays and one line of questions a scene."""
import json
import os
import sys

import numpy as np

import scenes

directory, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
stem = f"{directory}/{first:07d}"
with open(stem + ".img", "wb") as img, open(stem + ".lab", "wb") as lab, open(stem + ".tmp", "w") as qa:
    for seed in range(first, first + count):
        s = scenes.scene(seed)
        img.write(s["image"].tobytes())
        lab.write(np.stack([s["kind"], s["colour"]]).tobytes())
        qa.write(json.dumps(s["qa"]) + "\n")
os.rename(stem + ".tmp", stem + ".json")  # last: readers take a shard as whole once its .json is there
