"""Writes masks.json: regions, contours and rectangles of random masks as OpenCV finds them.

    python3 tests/EdgeInfer.Tests/Kernels/Masks/Golden/make_masks.py

Needs python3-opencv; written with OpenCV 4.6.0. Seeded: the same file every time. Rows of a mask are strings of '.' and
'#'; a contour is x, y, x, y, …; OpenCV lists contours last found first, here they are in the order of finding.
"""
import json
from pathlib import Path

import cv2
import numpy as np

OUTPUT = Path(__file__).with_name("masks.json")
# Width, height, share of set pixels, side of the blocks that are set together.
MASKS = [
    (1, 1, 1.0, 1), (1, 7, 0.6, 1), (9, 1, 0.6, 1), (5, 5, 1.0, 1), (5, 4, 0.0, 1), (8, 8, 0.3, 1), (13, 9, 0.5, 1),
    (17, 11, 0.7, 1), (16, 16, 0.85, 1), (33, 14, 0.6, 2), (29, 31, 0.55, 3), (40, 24, 0.8, 2), (35, 35, 0.5, 5),
]


def contours(mask, mode, method):
    found, _ = cv2.findContours(mask, mode, method)
    return [c.reshape(-1).tolist() for c in reversed(found)]


def components(mask):
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    # OpenCV's numbering depends on its algorithm; here regions are numbered by their first pixel.
    order = sorted(range(1, count), key=lambda n: int(np.argmax(labels.reshape(-1) == n)))
    return [[int(stats[n, k]) for k in (cv2.CC_STAT_AREA, cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)] for n in order]


def main():
    rng = np.random.default_rng(20261120)
    cases = []
    for width, height, share, block in MASKS:
        coarse = rng.random((-(-height // block), -(-width // block))) < share
        mask = np.kron(coarse, np.ones((block, block)))[:height, :width].astype(np.uint8)
        external = contours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cases.append({
            "rows": ["".join(".#"[v] for v in row) for row in mask],
            "components": components(mask),
            "allEvery": contours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE),
            "allCorners": contours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE),
            "externalEvery": external,
            "externalCorners": contours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE),
        })
    OUTPUT.write_text(json.dumps({"openCv": cv2.__version__, "cases": cases}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
