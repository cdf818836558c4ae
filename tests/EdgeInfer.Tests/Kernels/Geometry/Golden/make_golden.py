"""Writes geometry.json: what OpenCV and numpy make of small problems, for the geometry kernels' golden tests.

    python3 tests/EdgeInfer.Tests/Kernels/Geometry/Golden/make_golden.py

Needs python3-opencv and numpy; written with OpenCV 4.6.0 and numpy 1.24.2. Seeded: the same file every time.

Small results are stored as pixels (base64, rows packed), so that a difference can be looked at; large ones as SHA-256.
"""
import base64
import hashlib
import json
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

OUTPUT = Path(__file__).with_name("geometry.json")
SAMPLING = {"bilinear": cv2.INTER_LINEAR, "nearest": cv2.INTER_NEAREST, "bicubic": cv2.INTER_CUBIC}
BORDER = {"constant": cv2.BORDER_CONSTANT, "replicate": cv2.BORDER_REPLICATE}
COLOR = (201, 17, 90, 254)


def noise(width, height, channels):
    """The bytes that NoisePicture.cs makes: a hash of each byte's place."""
    value = (np.arange(width * height * channels, dtype=np.uint64) * 2654435761) & 0xFFFFFFFF
    value ^= value >> 15
    value = (value * 2246822519) & 0xFFFFFFFF
    picture = (value >> 24).astype(np.uint8)
    return picture.reshape((height, width, channels) if channels > 1 else (height, width))


def warp_case(width, height, channels, matrix, size, sampling, border):
    warp = cv2.warpAffine if matrix.shape == (2, 3) else cv2.warpPerspective
    result = warp(
        noise(width, height, channels), matrix, size, flags=SAMPLING[sampling], borderMode=BORDER[border], borderValue=COLOR[:channels]
    )
    pixels = np.ascontiguousarray(result).tobytes()
    small = len(pixels) <= 205
    return {
        "sourceWidth": width, "sourceHeight": height, "channels": channels, "matrix": matrix.ravel().tolist(),
        "width": size[0], "height": size[1], "sampling": sampling, "border": border,
        "pixels": base64.b64encode(pixels).decode("ascii") if small else None,
        "sha256": None if small else hashlib.sha256(pixels).hexdigest(),
    }


def random_affine(rng, width, height, size):
    """Any rotation, half to twice the size, a little shear, both centres near each other; sometimes mirrored."""
    angle, scale, shear = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 2), rng.uniform(-0.3, 0.3)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = scale * rotation @ np.array([[1, shear], [0, rng.choice([-1, 1])]])
    shift = np.array(size) / 2 + rng.uniform(-3, 3, 2) - linear @ np.array([width / 2, height / 2])
    return np.column_stack((linear, shift))


def random_quad(rng, width, height):
    """A rectangle whose corners were moved by up to a third of its sides: convex."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + rng.uniform(-0.3, 0.3, (4, 2)) * 0.8
    return (corners * [width, height]).astype(np.float32)


def exact_perspective(source, destination):
    """The map between four points in rational numbers: OpenCV's own solution has errors of up to 2e-7."""
    rows = []
    for (x, y), (u, v) in zip(source.tolist(), destination.tolist()):
        x, y, u, v = map(Fraction, (x, y, u, v))
        rows.append([x, y, Fraction(1), *[Fraction(0)] * 3, -x * u, -y * u, u])
        rows.append([*[Fraction(0)] * 3, x, y, Fraction(1), -x * v, -y * v, v])
    for i in range(8):
        pivot = next(k for k in range(i, 8) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(8):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i])]
    return [float(row[8]) for row in rows] + [1.0]


def umeyama(source, destination):
    """Equations 40 to 43 of Umeyama 1991."""
    mean_source, mean_destination = source.mean(0), destination.mean(0)
    x, y = source - mean_source, destination - mean_destination
    u, d, vt = np.linalg.svd(y.T @ x / len(x))
    sign = np.diag([1, np.sign(np.linalg.det(u) * np.linalg.det(vt))])
    scale = np.trace(np.diag(d) @ sign) / (x**2).sum(1).mean()
    linear = scale * u @ sign @ vt
    return np.column_stack((linear, mean_destination - linear @ mean_source))


def main():
    rng = np.random.default_rng(20261120)
    cases = []
    for sampling in SAMPLING:
        for border in BORDER:
            for channels in (1, 3, 4):
                for (width, height), size in (((13, 11), (14, 15)), ((640, 480), (333, 257)), ((37, 1), (41, 5)), ((2, 90), (70, 70)), ((300, 200), (1500, 3))):
                    affine = random_affine(rng, width, height, size)
                    perspective = cv2.getPerspectiveTransform(random_quad(rng, width, height), random_quad(rng, *size))
                    # Rounded to keep the file small; the digits do not matter, only that both sides use the same.
                    for matrix in (affine, perspective):
                        cases.append(warp_case(width, height, channels, matrix.round(7), size, sampling, border))
    # Half pixels, where rounding shows, and a horizon inside the picture.
    for sampling in SAMPLING:
        for matrix in ([[1, 0, 0.5], [0, 1, -0.5]], [[2, 0, 0.5], [0, 2, 0.5]], [[1, 0, 0.5], [0, 1, 1.5], [0, 0, 1]], [[1, 0, 3], [0, 1, 2], [0.02, -0.1, 1]]):
            cases.append(warp_case(64, 48, 3, np.array(matrix, dtype=np.float64), (160, 90), sampling, "constant"))

    triangles, quads, fits = [], [], []
    for _ in range(6):
        source, destination = rng.uniform(-50, 900, (2, 3, 2)).astype(np.float32)
        triangles.append({"source": source.ravel().tolist(), "destination": destination.ravel().tolist(), "matrix": cv2.getAffineTransform(source, destination).ravel().tolist()})
        source, destination = random_quad(rng, 900, 120), random_quad(rng, 320, 48)
        opencv = cv2.getPerspectiveTransform(source, destination).ravel().tolist()
        quads.append({"source": source.ravel().tolist(), "destination": destination.ravel().tolist(), "matrix": exact_perspective(source, destination), "openCv": opencv})
        count = int(rng.integers(2, 9))
        source, destination = rng.uniform(0, 1000, (2, count, 2)).astype(np.float32)
        fits.append({"source": source.ravel().tolist(), "destination": destination.ravel().tolist(), "matrix": umeyama(source.astype(np.float64), destination.astype(np.float64)).ravel().tolist()})

    document = {
        "opencv": cv2.__version__, "numpy": np.__version__, "color": COLOR,
        "warps": cases, "triangles": triangles, "quads": quads, "similarities": fits,
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")).replace("},{", "},\n{") + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
