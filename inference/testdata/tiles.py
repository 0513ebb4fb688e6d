#!/usr/bin/env python3
"""Prints the digests of TestInternPixels and TestLFM2Pixels: SHA-256 over the tiles, RGB
in 8 bit, that the reference's processors make of pictures. Needs transformers (5.23.0),
torchvision and Pillow (13.0.0)."""
import hashlib
from pathlib import Path

import numpy as np
from PIL import Image
from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil
from transformers.models.lfm2_vl.image_processing_lfm2_vl import Lfm2VlImageProcessor

IMAGES = Path(__file__).parent / "conformance" / "images"
plain = dict(image_mean=[0, 0, 0], image_std=[1, 1, 1])
intern = GotOcr2ImageProcessorPil(size={"height": 448, "width": 448}, crop_to_patches=True, **plain)
lfm2 = Lfm2VlImageProcessor(**plain)


def digest(name, what, tiles):
    sums = hashlib.sha256()
    for t in tiles:
        sums.update(np.ascontiguousarray(np.round(t * 255).astype(np.uint8)).tobytes())
    print(name, what, len(tiles), sums.hexdigest())


for what in "wide.png", "tall.png", "strip.png":
    picture = Image.open(IMAGES / what).convert("RGB")
    digest("internvl3", what, [t.transpose(1, 2, 0) for t in intern(picture, return_tensors="np")["pixel_values"]])
    # Large enough to be cut; enlarging by copies does not depend on a filter.
    large = Image.fromarray(np.repeat(np.repeat(np.asarray(picture), 2, 0), 2, 1))
    made = lfm2(large, return_tensors="pt")
    tiles = []
    for p, (h, w) in zip(made["pixel_values"].numpy(), made["spatial_shapes"].tolist()):
        tiles.append(p[:h * w].reshape(h, w, 16, 16, 3).transpose(0, 2, 1, 3, 4).reshape(h * 16, w * 16, 3))
    digest("lfm2vl", what, tiles)
