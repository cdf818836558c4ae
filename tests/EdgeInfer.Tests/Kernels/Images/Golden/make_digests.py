"""Writes digests.json: SHA-256 of what OpenCV and PIL make of large pictures, for ImageToTensorGoldenTests.

    python3 tests/EdgeInfer.Tests/Kernels/Images/Golden/make_digests.py

Needs python3-opencv and python3-pil; written with OpenCV 4.6.0 and Pillow 9.4.0. The pictures are RGB noise that the test
makes again from the same formula, so that they need not be stored; the digest is of the resized RGB bytes, rows packed.
"""
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image

OUTPUT = Path(__file__).with_name("digests.json")
FILTERS = {
    ("opencv", "bilinear"): lambda image, size: cv2.resize(image, size, interpolation=cv2.INTER_LINEAR),
    ("pil", "antialiasedBilinear"): lambda image, size: np.asarray(Image.fromarray(image).resize(size, Image.BILINEAR)),
}
# Source and resized size: a third, a half, awkward ratios both ways, one axis kept, very flat.
SIZES = [
    ((1920, 1080), (640, 360)),
    ((1280, 720), (640, 360)),
    ((1283, 717), (640, 358)),
    ((640, 480), (299, 224)),
    ((333, 251), (1000, 701)),
    ((501, 97), (501, 64)),
    ((97, 501), (64, 501)),
    ((3001, 5), (640, 1)),
]


def noise(width, height):
    """Byte i is the top of a 32-bit hash of i."""
    value = np.arange(width * height * 3, dtype=np.uint32) * np.uint32(2654435761)
    value ^= value >> np.uint32(15)
    value *= np.uint32(2246822519)
    return (value >> np.uint32(24)).astype(np.uint8).reshape(height, width, 3)


def main():
    cases = []
    for source, resized in SIZES:
        image = noise(*source)
        for (library, name), resize in FILTERS.items():
            digest = hashlib.sha256(np.ascontiguousarray(resize(image, resized)).tobytes()).hexdigest()
            cases.append({
                "library": library, "interpolation": name, "sourceWidth": source[0], "sourceHeight": source[1],
                "width": resized[0], "height": resized[1], "sha256": digest,
            })
    document = {"opencv": cv2.__version__, "pil": PIL.__version__, "cases": cases}
    OUTPUT.write_text(json.dumps(document, indent=1) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
