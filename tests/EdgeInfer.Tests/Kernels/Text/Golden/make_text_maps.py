"""Writes text_maps.json: rectangles, box scores, grown boxes and whole text maps as OpenCV and Clipper read them.

    python3 tests/EdgeInfer.Tests/Kernels/Text/Golden/make_text_maps.py

Needs python3-opencv and python3-pyclipper; written with OpenCV 4.6.0 and pyclipper 1.2.1. Seeded: the same file every
time. Maps are bytes, base64, to be divided by 255; a quad is x, y, x, y, …
"""
import base64
import json
from pathlib import Path

import cv2
import numpy as np
import pyclipper

OUTPUT = Path(__file__).with_name("text_maps.json")
# Clipper works on whole numbers; scaled up, its rounding and the flatness of its arcs no longer show.
SCALE = 4096
RATIO = 1.5


def named(rect):
    """PaddleOCR's order: left pair and right pair, upper first; clockwise from the top left."""
    by_x = sorted(cv2.boxPoints(rect).tolist())
    (tl, bl), (tr, br) = sorted(by_x[:2], key=lambda p: p[1]), sorted(by_x[2:], key=lambda p: p[1])
    return np.array([tl, tr, br, bl], np.float32)


def flat(quad):
    return [round(float(v), 4) for v in np.asarray(quad).reshape(-1)]


def grow(box, scale):
    distance = cv2.contourArea(box) * RATIO / cv2.arcLength(box, True)
    offset = pyclipper.PyclipperOffset(arc_tolerance=0.25)
    path = [[int(x * scale), int(y * scale)] for x, y in box.tolist()]
    offset.AddPath(path, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    grown = np.array(offset.Execute(distance * scale)[0], np.float64) / scale
    return cv2.minAreaRect(grown.astype(np.float32).reshape(-1, 1, 2))


def mean_inside(values, box):
    h, w = values.shape
    x0, x1 = int(np.clip(np.floor(box[:, 0].min()), 0, w - 1)), int(np.clip(np.ceil(box[:, 0].max()), 0, w - 1))
    y0, y1 = int(np.clip(np.floor(box[:, 1].min()), 0, h - 1)), int(np.clip(np.ceil(box[:, 1].max()), 0, h - 1))
    mask = np.zeros((y1 - y0 + 1, x1 - x0 + 1), np.uint8)
    inside = (box - np.array([x0, y0], np.float32)).astype(np.int32)
    cv2.fillPoly(mask, inside.reshape(1, -1, 2), 1)
    return float(cv2.mean(values[y0:y1 + 1, x0:x1 + 1], mask)[0])


def read(values):
    lines = []
    contours, _ = cv2.findContours((values > 0.3).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in reversed(contours):
        rect = cv2.minAreaRect(contour)
        if min(rect[1]) < 3:
            continue
        box = named(rect)
        score = mean_inside(values, box)
        if score < 0.6:
            continue
        rect = grow(box, SCALE)
        if min(rect[1]) >= 5:
            lines.append({"quad": flat(named(rect)), "score": round(score, 5)})
    return lines


def rotated(rng, width, height, reach):
    centre = rng.uniform(reach, (width - reach, height - reach))
    rect = (tuple(centre.tolist()), (float(rng.uniform(4, 2 * reach)), float(rng.uniform(4, 12))), float(rng.uniform(-80, 80)))
    return rect


def main():
    rng = np.random.default_rng(20261120)
    rectangles = []
    for i in range(40):
        points = rng.integers(-20, 60, (int(rng.integers(1, 40)), 2)) if i % 2 else rng.normal(50, (30, 6), (30, 2)).astype(int)
        rect = cv2.minAreaRect(points.astype(np.int32).reshape(-1, 1, 2))
        hull = cv2.convexHull(points.astype(np.int32).reshape(-1, 1, 2)).reshape(-1, 2)
        rectangles.append({"points": points.reshape(-1).tolist(), "hull": sorted(hull.tolist()),
                           "quad": [float(v) for v in cv2.boxPoints(rect).reshape(-1)], "area": round(rect[1][0] * rect[1][1], 4)})

    noise = rng.integers(0, 256, (40, 60), dtype=np.uint8)
    scores, growths = [], []
    for _ in range(40):
        box = np.array(flat(named(rotated(rng, 60, 40, 12))), np.float32).reshape(4, 2)
        scores.append({"quad": flat(box), "mean": round(mean_inside(noise.astype(np.float32) / 255, box), 6)})
        growths.append({"quad": flat(box), "grown": flat(named(grow(box, SCALE))), "paddle": flat(named(grow(box, 1)))})

    width, height = 128, 96
    canvas = np.zeros((height, width), np.float32)
    for i in range(12):
        centre = (16 + i % 4 * 32 + float(rng.uniform(-2, 2)), 16 + i // 4 * 32 + float(rng.uniform(-2, 2)))
        rect = (centre, (float(rng.uniform(8, 26)), float(rng.uniform(6, 11))), float(rng.uniform(-80, 80)))
        cv2.fillPoly(canvas, [cv2.boxPoints(rect).astype(np.int32)], float(rng.uniform(0.6, 1)))
    cv2.circle(canvas, (1, 1), 1, 1.0, -1)
    canvas = cv2.GaussianBlur(canvas, (3, 3), 0.6)
    pixels = (canvas * 255).round().astype(np.uint8)
    document = {
        "openCv": cv2.__version__, "rectangles": rectangles,
        "noise": {"width": 60, "height": 40, "pixels": base64.b64encode(noise).decode()}, "scores": scores, "growths": growths,
        "map": {"width": width, "height": height, "pixels": base64.b64encode(pixels).decode()},
        "lines": read(pixels.astype(np.float32) / 255),
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
