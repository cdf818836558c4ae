"""Writes rotated.json: overlaps of turned boxes as OpenCV and a direct transcription of the ProbIoU formula find them.

    python3 tests/EdgeInfer.Tests/Kernels/Detection/Golden/make_rotated.py

Needs python3-opencv and numpy; written with OpenCV 4.6.0. Seeded: the same file every time. A box is centre x, centre y,
width, height, angle in radians. "probIoU" is the formula in double precision, "probIoUEps" the same with 1e-7 added where
Ultralytics' implementation does.
"""
import json
from pathlib import Path

import cv2
import numpy as np

OUTPUT = Path(__file__).with_name("rotated.json")


def intersection(a, b):
    kind, points = cv2.rotatedRectangleIntersection(*[((c[0], c[1]), (c[2], c[3]), float(np.degrees(c[4]))) for c in (a, b)])
    if kind == cv2.INTERSECT_NONE or points is None or len(points) < 3:
        return 0.0
    return float(cv2.contourArea(cv2.convexHull(points)))


def covariance(box):
    cos, sin = np.cos(box[4]), np.sin(box[4])
    rotation = np.array([[cos, -sin], [sin, cos]])
    return rotation @ np.diag([box[2] ** 2 / 12, box[3] ** 2 / 12]) @ rotation.T


def prob_iou(a, b):
    s1, s2, way = covariance(a), covariance(b), np.array([b[0] - a[0], b[1] - a[1]])
    mean = (s1 + s2) / 2
    distance = way @ np.linalg.solve(mean, way) / 8
    distance += np.log(np.linalg.det(mean) / np.sqrt(np.linalg.det(s1) * np.linalg.det(s2))) / 2
    return float(1 - np.sqrt(max(0, 1 - np.exp(-distance))))


def prob_iou_eps(p, q, eps=1e-7):
    (a1, c1), (_, b1) = covariance(p)
    (a2, c2), (_, b2) = covariance(q)
    dx, dy = q[0] - p[0], q[1] - p[1]
    det = (a1 + a2) * (b1 + b2) - (c1 + c2) ** 2
    t1 = ((a1 + a2) * dy ** 2 + (b1 + b2) * dx ** 2) / (det + eps) / 4
    t2 = -(c1 + c2) * dx * dy / (det + eps) / 2
    t3 = np.log(det / (4 * np.sqrt(max(0, a1 * b1 - c1 ** 2) * max(0, a2 * b2 - c2 ** 2)) + eps) + eps) / 2
    return float(1 - np.sqrt(1 - np.exp(-np.clip(t1 + t2 + t3, eps, 100)) + eps))


def main():
    rng = np.random.default_rng(20261121)
    pairs = []
    for i in range(90):
        a = [*rng.uniform(50, 150, 2), *rng.uniform(6, 90, 2), rng.uniform(-4, 4)]
        b = [*(np.array(a[:2]) + rng.normal(0, 18, 2)), *rng.uniform(6, 90, 2), rng.uniform(-4, 4)]
        if i % 5 == 0:  # Nearly the same box.
            b = list(np.array(a) * (1 + rng.normal(0, 0.02, 5)))
        if i % 9 == 0:  # Thin.
            a[3] = rng.uniform(1, 3)
        pairs.append([a, b])
    right = np.pi / 2
    pairs += [
        [[10, 10, 8, 4, 0], [10, 10, 4, 8, right]],  # The same, turned.
        [[10, 10, 8, 4, 0.3], [10, 10, 4, 2, 0.3]],  # Inside.
        [[10, 10, 40, 2, 0], [10, 10, 40, 2, right]],  # A cross.
        [[10, 10, 40, 2, 0.4], [10, 10, 40, 2, 0.4 + right]],
        [[0, 0, 10, 10, 0], [0, 0, 10, 10, np.pi / 4]],  # An octagon.
        [[0, 0, 10, 10, 0], [30, 0, 10, 10, 1]],  # Apart.
        [[0, 0, 10, 10, 0], [5, 5, 10, 10, 0]],
    ]
    cases = []
    for a, b in pairs:
        a, b = [[float(np.float32(v)) for v in box] for box in (a, b)]
        cases.append({"a": a, "b": b, "intersection": intersection(a, b), "probIoU": prob_iou(a, b), "probIoUEps": prob_iou_eps(a, b)})
    OUTPUT.write_text(json.dumps({"openCv": cv2.__version__, "cases": cases}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
