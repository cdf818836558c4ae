"""Writes digests.json: SHA-256 of what OpenCV and PIL make of large pictures, for ImageToTensorGoldenTests.

    python3 tests/EdgeInfer.Tests/Kernels/Images/Golden/make_digests.py

Needs python3-opencv and python3-pil; written with OpenCV 4.6.0 and Pillow 9.4.0. The pictures are noise that the test
makes again from the same formula, so that they need not be stored; a digest is of the resized bytes, rows packed. A sweep is
one digest over many small pictures of awkward sizes, one after the other.
"""
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image

OUTPUT = Path(__file__).with_name("digests.json")


def opencv(interpolation):
    return lambda image, size: cv2.resize(image, size, interpolation=interpolation)


def pil(resample):
    return lambda image, size: np.asarray(Image.fromarray(image).resize(size, resample))


# Library, name, function.
FILTERS = [
    ("opencv", "bilinear", opencv(cv2.INTER_LINEAR)),
    ("pil", "antialiasedBilinear", pil(Image.BILINEAR)),
    ("opencv", "area", opencv(cv2.INTER_AREA)),
    ("opencv", "bicubic", opencv(cv2.INTER_CUBIC)),
    ("pil", "antialiasedBicubic", pil(Image.BICUBIC)),
    ("opencv", "nearestFloor", opencv(cv2.INTER_NEAREST)),
]
# Source and resized size: a third, a half, awkward ratios both ways, one axis kept, very flat; then whole factors of
# which one is 1, a larger whole block, and one axis each way.
SIZES = [
    ((1920, 1080), (640, 360)),
    ((1280, 720), (640, 360)),
    ((1283, 717), (640, 358)),
    ((640, 480), (299, 224)),
    ((333, 251), (1000, 701)),
    ((501, 97), (501, 64)),
    ((97, 501), (64, 501)),
    ((3001, 5), (640, 1)),
    ((640, 480), (640, 240)),
    ((1000, 700), (200, 100)),
    ((640, 100), (320, 300)),
]
SWEEP = [((1 + i * 7 % 41, 1 + i * 11 % 37), (1 + i * 13 % 43, 1 + i * 5 % 39)) for i in range(400)]


def noise(width, height, channels):
    """Byte i is the top of a 32-bit hash of i."""
    value = np.arange(width * height * channels, dtype=np.uint32) * np.uint32(2654435761)
    value ^= value >> np.uint32(15)
    value *= np.uint32(2246822519)
    shape = (height, width) if channels == 1 else (height, width, channels)
    return (value >> np.uint32(24)).astype(np.uint8).reshape(shape)


def main():
    cases, sweeps = [], []
    for source, resized in SIZES:
        image = noise(*source, 3)
        for library, name, resize in FILTERS:
            digest = hashlib.sha256(np.ascontiguousarray(resize(image, resized)).tobytes()).hexdigest()
            cases.append({
                "library": library, "interpolation": name, "sourceWidth": source[0], "sourceHeight": source[1],
                "width": resized[0], "height": resized[1], "sha256": digest,
            })
    for library, name, resize in FILTERS:
        for channels in (3, 1):
            digest = hashlib.sha256()
            for source, resized in SWEEP:
                digest.update(np.ascontiguousarray(resize(noise(*source, channels), resized)).tobytes())
            sweeps.append({"library": library, "interpolation": name, "channels": channels, "pictures": len(SWEEP), "sha256": digest.hexdigest()})
    document = {"opencv": cv2.__version__, "pil": PIL.__version__, "cases": cases, "sweeps": sweeps}
    OUTPUT.write_text(json.dumps(document, indent=1) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
