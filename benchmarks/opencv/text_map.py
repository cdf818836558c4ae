"""The peer of TextMapBenchmark: a text detector's map to boxes as PaddleOCR does it with OpenCV, one thread.

    python3 benchmarks/opencv/text_map.py [--seconds 3]

Needs python3-opencv; with python3-pyclipper the boxes are grown too.
"""
import argparse

import cv2
import numpy as np

import measure

try:
    import pyclipper
except ImportError:
    pyclipper = None

SIDE, LINES = 960, 200


def draw():
    """The benchmark's picture: 200 slightly slanted lines in five columns."""
    random = np.random.default_rng(1)
    values = np.zeros((SIDE, SIDE), np.float32)
    for line in range(LINES):
        left, top = line % 5 * 190 + 8, line // 5 * 24 + 6
        width, height, slant = random.integers(60, 170), random.integers(6, 10), random.uniform(-0.04, 0.04)
        for x in range(width):
            y = int(top + x * slant + 4)
            values[y:y + height, left + x] = random.uniform(0.8, 1, len(values[y:y + height]))
    return values


def mean_inside(values, box):
    height, width = values.shape
    x0, x1 = int(np.clip(np.floor(box[:, 0].min()), 0, width - 1)), int(np.clip(np.ceil(box[:, 0].max()), 0, width - 1))
    y0, y1 = int(np.clip(np.floor(box[:, 1].min()), 0, height - 1)), int(np.clip(np.ceil(box[:, 1].max()), 0, height - 1))
    mask = np.zeros((y1 - y0 + 1, x1 - x0 + 1), np.uint8)
    cv2.fillPoly(mask, (box - np.array([x0, y0], np.float32)).astype(np.int32).reshape(1, -1, 2), 1)
    return cv2.mean(values[y0:y1 + 1, x0:x1 + 1], mask)[0]


def grow(box):
    distance = cv2.contourArea(box) * 1.5 / cv2.arcLength(box, True)
    offset = pyclipper.PyclipperOffset()
    offset.AddPath(box.astype(np.int64).tolist(), pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return np.array(offset.Execute(distance)[0], np.float32)


def boxes(values, grows):
    found = []
    contours, _ = cv2.findContours((values > 0.3).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        rectangle = cv2.minAreaRect(contour)
        if min(rectangle[1]) < 3:
            continue
        box = cv2.boxPoints(rectangle)
        if mean_inside(values, box) < 0.6:
            continue
        found.append(cv2.boxPoints(cv2.minAreaRect(grow(box))) if grows else box)
    return found


def cases():
    values = draw()
    assert len(boxes(values, False)) == LINES
    result = {"threshold, contours, rectangles, scores": lambda: boxes(values, False)}
    if pyclipper:
        result["threshold, contours, rectangles, scores, growth"] = lambda: boxes(values, True)
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3, help="how long to measure each case")
    cv2.setNumThreads(1)
    measure.show(f"OpenCV {cv2.__version__}, 1 thread", cases(), parser.parse_args().seconds)
