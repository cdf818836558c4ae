"""Writes yuv.json: what OpenCV makes of YUV camera frames, for YuvGoldenTests.

    python3 tests/EdgeInfer.Tests/Kernels/Images/Golden/make_yuv.py

Needs python3-opencv; written with OpenCV 4.6.0. Frames are noise that the test makes again from the same formula, so that they
need not be stored. Small ones are kept in full, of large ones the SHA-256 of the packed RGB bytes: converted, and converted and then
resized. OpenCV wants even sizes and rows without padding.
"""
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np

OUTPUT = Path(__file__).with_name("yuv.json")
CODES = {
    "Nv12": cv2.COLOR_YUV2RGB_NV12,
    "Nv21": cv2.COLOR_YUV2RGB_NV21,
    "I420": cv2.COLOR_YUV2RGB_I420,
    "Yv12": cv2.COLOR_YUV2RGB_YV12,
    "Yuy2": cv2.COLOR_YUV2RGB_YUY2,
}
SMALL = [(2, 2), (6, 4)]
LARGE = [((1920, 1080), (640, 360)), ((1280, 720), (640, 360)), ((1918, 1076), (640, 359)), ((258, 130), (501, 333))]


def noise(length):
    """Byte i is the top of a 32-bit hash of i."""
    value = np.arange(length, dtype=np.uint32) * np.uint32(2654435761)
    value ^= value >> np.uint32(15)
    value *= np.uint32(2246822519)
    return (value >> np.uint32(24)).astype(np.uint8)


def rgb_of(name, width, height):
    if name == "Yuy2":
        frame = noise(2 * width * height).reshape(height, width, 2)
    else:
        frame = noise(width * height * 3 // 2).reshape(height * 3 // 2, width)
    return cv2.cvtColor(frame, CODES[name])


def digest(image):
    return hashlib.sha256(np.ascontiguousarray(image).tobytes()).hexdigest()


def main():
    small, large = [], []
    for name in CODES:
        for width, height in SMALL:
            small.append({"format": name, "width": width, "height": height, "rgb": rgb_of(name, width, height).flatten().tolist()})
        for (width, height), resized in LARGE:
            rgb = rgb_of(name, width, height)
            large.append({
                "format": name, "width": width, "height": height, "sha256": digest(rgb),
                "resizedWidth": resized[0], "resizedHeight": resized[1],
                "resizedSha256": digest(cv2.resize(rgb, resized, interpolation=cv2.INTER_LINEAR)),
            })
    document = {"opencv": cv2.__version__, "small": small, "large": large}
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")).replace('{"format"', '\n{"format"') + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
