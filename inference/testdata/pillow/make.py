#!/usr/bin/env python3
"""Makes the pictures of TestPillow with Pillow (13.0.0 made the ones here)."""
from pathlib import Path

import numpy as np
from PIL import Image

here = Path(__file__).parent
# Hard edges and noise: overshoot is clipped on both sides, in both passes.
pixels = np.random.default_rng(1).integers(0, 256, (37, 100, 3), np.uint8)
pixels[:, :30] = pixels[:, :30] // 128 * 255
pixels[10:20, 40:70] = [255, 0, 128]
source = Image.fromarray(pixels)
source.save(here / "source.png", optimize=True)
for name, size in {
    "lanczos-up": (64, 48), "lanczos-down": (16, 16), "lanczos-far-down": (3, 2), "lanczos-mixed": (20, 90),
    "lanczos-width-only": (50, 37), "lanczos-height-only": (100, 20), "lanczos-one-pixel": (1, 1),
    "bicubic-up": (203, 111), "bicubic-down": (28, 28), "bicubic-mixed": (17, 150),
    "lanczos-height-first": (98, 20), "bicubic-height-first": (103, 30), "bicubic-height-hardly-first": (90, 16),
    "bicubic-width-hardly-first": (90, 17),
    "bilinear-up": (203, 111), "bilinear-down": (28, 28), "bilinear-far-down": (3, 2), "bilinear-mixed": (17, 150),
}.items():
    kind = Image.Resampling[name.split("-")[0].upper()]
    source.resize(size, kind).save(here / f"{name}.png", optimize=True)
