#!/usr/bin/env python3
"""Prints the digests of TestSmolSizes, TestQwenSizes, TestInternSizes and TestLFM2Sizes:
what the reference's own functions make of many sizes. sizes.py FOLDER, the package
transformers (5.23.0)."""
import hashlib
import math
import re
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace


def functions(path, *names):
    """Only these functions of a module, which as a whole would want torch."""
    text, space = (Path(sys.argv[1]) / path).read_text(), {"math": math}
    for name in names:
        exec(re.search(rf"def {name}\(.*?\n(?=\n\n)", text, re.S).group(0), space)
    return [space[name] for name in names]


def methods(path, *names):
    """Only these methods of a module's class, as functions of a self that has them."""
    text, space = (Path(sys.argv[1]) / path).read_text(), {"math": math}
    outside = r"^def (?:round_by_factor|find_closest_aspect_ratio)\(.*?\n(?=\n\n)"
    for source in re.findall(outside, text, re.S | re.M):
        exec(source, space)
    self = SimpleNamespace()
    for name in names:
        exec(textwrap.dedent(re.search(rf"    def {name}\(.*?\n(?=\n    (?:[d@#])|\n\n)", text, re.S).group(0)), space)
        setattr(self, name, lambda *a, f=space[name], **kw: f(self, *a, **kw))
    return self


rescale, bound = functions("models/smolvlm/image_processing_pil_smolvlm.py",
                           "_resize_output_size_rescale_to_max_len", "_resize_output_size_scale_below_upper_bound")
canvas = functions("models/got_ocr2/image_processing_pil_got_ocr2.py",
                   "get_all_supported_aspect_ratios", "get_optimal_tiled_canvas")[1]
lfm2 = methods("models/lfm2_vl/image_processing_lfm2_vl.py",
               "_target_ratios", "_get_grid_layout", "smart_resize", "_is_image_too_large")
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


def internvl3(w, h):
    return canvas((h, w), (448, 448), 1, 12)


def lfm2vl(w, h):
    limits = dict(max_image_tokens=256, encoder_patch_size=16, downsample_factor=2)
    cols = rows = 1
    if lfm2._is_image_too_large(h, w, max_pixels_tolerance=2.0, **limits):
        cols, rows = lfm2._get_grid_layout(h, w, 2, 10, 512)[:2]
    return (cols, rows) + lfm2.smart_resize(h, w, min_image_tokens=64, **limits)


for name, size, widths, heights in [("smolvlm", smolvlm, range(1, 1500, 7), range(1, 1500, 11)),
                                    ("qwen2vl", qwen2vl, range(1, 6000, 37), range(1, 6000, 41)),
                                    ("internvl3", internvl3, range(1, 6000, 37), range(1, 6000, 41)),
                                    ("lfm2vl", lfm2vl, range(20, 3000, 13), range(20, 3000, 17))]:
    digest = hashlib.sha256()
    for w in widths:
        for h in heights:
            digest.update((" ".join(map(str, size(w, h))) + "\n").encode())
    print(name, digest.hexdigest())
