#!/usr/bin/env python3
"""Prints the digests of TestSmolSizes and TestQwenSizes: what the reference's own
functions make of many sizes. sizes.py FOLDER, the package transformers (5.23.0)."""
import hashlib
import math
import re
import sys
from pathlib import Path


def functions(path, *names):
    """Only these functions of a module, which as a whole would want torch."""
    text, space = (Path(sys.argv[1]) / path).read_text(), {"math": math}
    for name in names:
        exec(re.search(rf"def {name}\(.*?\n(?=\n\n)", text, re.S).group(0), space)
    return [space[name] for name in names]


rescale, bound = functions("models/smolvlm/image_processing_pil_smolvlm.py",
                           "_resize_output_size_rescale_to_max_len", "_resize_output_size_scale_below_upper_bound")
smart, = functions("models/qwen2_vl/image_processing_pil_qwen2_vl.py", "smart_resize")


def up(v):
    return math.ceil(v / 512) * 512


def smolvlm(w, h):
    h, w = bound(*rescale(h, w, max_len=2048), max_len=4096)
    aspect = w / h  # from here on resize_for_vision_encoder
    if w >= h:
        return w, h, up(w), up(int(up(w) / aspect))
    return w, h, up(int(up(h) * aspect)), up(h)


def qwen2vl(w, h):
    try:
        return smart(h, w, 28, 3136, 12845056)[::-1]
    except ValueError:
        return 0, 0


for name, size, widths, heights in [("smolvlm", smolvlm, range(1, 1500, 7), range(1, 1500, 11)),
                                    ("qwen2vl", qwen2vl, range(1, 6000, 37), range(1, 6000, 41))]:
    digest = hashlib.sha256()
    for w in widths:
        for h in heights:
            digest.update((" ".join(map(str, size(w, h))) + "\n").encode())
    print(name, digest.hexdigest())
