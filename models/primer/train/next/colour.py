"""The colour words, and what of them a picture's pixels are."""
import numpy as np

COLOURS = {
    "red": (210, 30, 35), "green": (40, 150, 60), "blue": (40, 70, 210), "yellow": (240, 215, 40),
    "orange": (245, 140, 30), "purple": (130, 50, 170), "pink": (245, 130, 180), "brown": (120, 75, 40),
    "black": (20, 20, 20), "white": (245, 245, 245), "grey": (130, 130, 130), "teal": (0, 145, 145),
}
COLOUR_LIST = list(COLOURS)


def words(rgb):
    """Index in COLOUR_LIST of each pixel of rgb [N, 3], by hue, saturation and brightness."""
    x = rgb.astype(np.float32) / 255
    high, low = x.max(1), x.min(1)
    chroma = high - low
    safe = np.maximum(chroma, 1e-6)
    r, g, b = x.T
    hue = np.where(high == r, (g - b) / safe % 6, np.where(high == g, (b - r) / safe + 2, (r - g) / safe + 4)) * 60
    grey = chroma < np.maximum(.09, .16 * high)
    out = np.select(
        [grey & (high < .25), grey & (high > .8), grey, high < .13],
        [8, 9, 10, 8], -1)
    pale = (chroma < .5 * high) & (high > .7)
    hues = np.select(
        [hue < 14, hue < 42, hue < 68, hue < 160, hue < 200, hue < 255, hue < 310, hue < 345],
        [np.where(pale, 6, 0), np.where((high < .68) | (chroma < .45 * high), 7, 4), np.where(high < .5, 7, 3), 1, 11, 2,
         5, 6], np.where(pale, 6, 0))
    hues = np.where((hue < 14) & (high < .5) & (chroma < .6 * high), 7, hues)
    return np.where(out >= 0, out, hues)


def named(rgba, share=.55):
    """The word for most of a sprite's opaque pixels, or None where no colour has that share."""
    flat = rgba.reshape(-1, 4)
    flat = flat[flat[:, 3] > 200][:, :3]
    if len(flat) < 20:
        return None
    count = np.bincount(words(flat), minlength=len(COLOUR_LIST))
    return COLOUR_LIST[count.argmax()] if count.max() > share * len(flat) else None
