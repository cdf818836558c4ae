"""Writes resize.json: what OpenCV and PIL make of small pictures, for ImageToTensorGoldenTests.

    python3 tests/EdgeInfer.Tests/Kernels/Images/Golden/make_golden.py

Needs python3-opencv and python3-pil; written with OpenCV 4.6.0 and Pillow 9.4.0. Pictures are RGB, 8 bits a channel,
rows packed, base64. Seeded: the same file every time.
"""
import base64
import json
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image

OUTPUT = Path(__file__).with_name("resize.json")
FILTERS = {
    ("opencv", "bilinear"): lambda image, size: cv2.resize(image, size, interpolation=cv2.INTER_LINEAR),
    ("pil", "antialiasedBilinear"): lambda image, size: np.asarray(Image.fromarray(image).resize(size, Image.BILINEAR)),
    ("pil", "nearest"): lambda image, size: np.asarray(Image.fromarray(image).resize(size, Image.NEAREST)),
}
# Width, height: shrinking, enlarging, one axis each way, to and from one pixel. The sources have odd sides, so that no
# sample lies exactly between two pixels: PIL adds positions up there, and which pixel it picks is rounding.
SIZES = [(10, 8), (20, 18), (5, 20), (26, 3), (1, 1), (11, 16)]


def noise(width, height, rng):
    """Every pixel at random: the worst case for rounding."""
    return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)


def encode(image):
    return base64.b64encode(np.ascontiguousarray(image).tobytes()).decode("ascii")


def main():
    rng = np.random.default_rng(20261120)
    sources = {"noise": noise(23, 17, rng), "row": noise(9, 1, rng), "pixel": noise(1, 1, rng)}
    cases = [
        {"library": library, "interpolation": name, "source": source, "width": size[0], "height": size[1], "pixels": encode(resize(image, size))}
        for (library, name), resize in FILTERS.items()
        for source, image in sources.items()
        for size in SIZES
    ]
    document = {
        "opencv": cv2.__version__,
        "pil": PIL.__version__,
        "sources": {name: {"width": i.shape[1], "height": i.shape[0], "pixels": encode(i)} for name, i in sources.items()},
        "cases": cases,
    }
    OUTPUT.write_text(json.dumps(document, indent=0) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
