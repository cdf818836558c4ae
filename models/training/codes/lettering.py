"""Text in the free fonts that Debian packages (fonts-dejavu, fonts-liberation), as coverage masks."""
import functools
import string
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FOLDERS = (Path("/usr/share/fonts/truetype/dejavu"), Path("/usr/share/fonts/truetype/liberation"))


@functools.cache
def fonts():
    found = sorted(str(path) for folder in FOLDERS for path in folder.glob("*.ttf"))
    if not found:
        raise FileNotFoundError("no fonts found; install Debian's fonts-dejavu-core and fonts-liberation")
    return found


@functools.lru_cache(maxsize=2000)
def font(path, size):
    return ImageFont.truetype(path, size)


def write(mask, xy, text, path, size, anchor="ls"):
    """Writes text into a uint8 mask in place; xy is the anchor point (default: left end of the baseline)."""
    picture = Image.fromarray(mask)
    ImageDraw.Draw(picture).text((int(xy[0]), int(xy[1])), text, 255, font(path, max(4, int(size))), anchor=anchor)
    mask[:] = np.asarray(picture)


def write_block(mask, box, rng):
    """Fills a box (x1,y1,x2,y2) with lines of made-up words and numbers."""
    x1, y1, x2, y2 = (int(v) for v in box)
    if x2 - x1 < 8 or y2 - y1 < 6:
        return
    size = int(np.clip(rng.lognormal(2.5, 0.5), 5, max(6, (y2 - y1) * 0.8)))
    path = fonts()[rng.integers(len(fonts()))]
    spacing = size * rng.uniform(1.05, 1.6)
    tile = Image.fromarray(np.ascontiguousarray(mask[y1:y2, x1:x2]))
    draw = ImageDraw.Draw(tile)
    y = size
    while y < y2 - y1:
        length = int((x2 - x1) / (0.55 * size) * rng.uniform(0.3, 1.0))
        draw.text((0, int(y)), words(rng, length), 255, font(path, size), anchor="ls")
        y += spacing
    mask[y1:y2, x1:x2] = np.asarray(tile)


_ALPHABETS = tuple(np.array(list(a)) for a in (
    string.ascii_lowercase, string.ascii_uppercase, string.digits, string.digits + "-./:"))


def words(rng, length):
    alphabet = _ALPHABETS[rng.choice(4, p=(0.45, 0.25, 0.15, 0.15))]
    letters = rng.choice(alphabet, max(1, length))
    letters[rng.random(len(letters)) < 0.15] = " "
    return "".join(letters)
