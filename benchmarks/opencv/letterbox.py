"""The peer of LetterboxBenchmark: the same letterbox with OpenCV or PIL and numpy, one thread, buffers reused.

    python3 benchmarks/opencv/letterbox.py [--seconds 3]

Needs python3-opencv and python3-pil. Run it next to LetterboxBenchmark, on the same quiet machine; medians and their ratio to the copy of
the output tensor are what counts.
"""
import argparse

import cv2
import numpy as np
import PIL
from PIL import Image

import measure

SIDE = 640
GREY = (114, 114, 114)
SCALE = np.float32(1 / 255)


class Letterbox:
    """One picture size with every buffer that can be kept between calls."""

    def __init__(self, width, height):
        self.image = np.random.default_rng(20261120).integers(0, 256, (height, width, 3), dtype=np.uint8)
        ratio = min(SIDE / width, SIDE / height)
        self.size = (round(width * ratio), round(height * ratio))
        self.left, self.top = (SIDE - self.size[0]) // 2, (SIDE - self.size[1]) // 2
        self.right, self.bottom = SIDE - self.size[0] - self.left, SIDE - self.size[1] - self.top
        self.resized = np.empty((self.size[1], self.size[0], 3), np.uint8)
        self.padded = np.empty((SIDE, SIDE, 3), np.uint8)
        self.floats = np.empty((SIDE, SIDE, 3), np.float32)
        self.tensor = np.empty((3, SIDE, SIDE), np.float32)
        self.other = np.empty_like(self.tensor)

    def copy(self):
        np.copyto(self.other, self.tensor)

    def _pad(self):
        cv2.resize(self.image, self.size, dst=self.resized, interpolation=cv2.INTER_LINEAR)
        cv2.copyMakeBorder(
            self.resized, self.top, self.bottom, self.left, self.right, cv2.BORDER_CONSTANT, dst=self.padded, value=GREY)

    def transpose(self):
        """As most Python code does it: float, scale, transpose."""
        self._pad()
        return np.ascontiguousarray((self.padded.astype(np.float32) * SCALE).transpose(2, 0, 1))

    def split(self):
        """The fastest chain found: split the bytes, then convert each plane into its place."""
        self._pad()
        for plane, target in zip(cv2.split(self.padded), self.tensor):
            np.multiply(plane, SCALE, out=target, dtype=np.float32)

    def convert(self):
        """As split, but converted before it is split."""
        self._pad()
        np.multiply(self.padded, SCALE, out=self.floats, dtype=np.float32)
        cv2.split(self.floats, list(self.tensor))

    def antialiased(self):
        """PIL's filter, for the row that is antialiased; the fastest chain for the rest."""
        self.padded[:] = GREY
        self.padded[self.top:self.top + self.size[1], self.left:self.left + self.size[0]] = Image.fromarray(self.image).resize(self.size, Image.BILINEAR)
        np.multiply(self.padded, SCALE, out=self.floats, dtype=np.float32)
        cv2.split(self.floats, list(self.tensor))

    def blob(self):
        """cv2.dnn's own function, on the padded picture."""
        self._pad()
        return cv2.dnn.blobFromImage(self.padded, 1 / 255.0)


def cases(width, height):
    """Chains by name, the copy of the output first; all were seen to give the same tensor."""
    letterbox = Letterbox(width, height)
    letterbox.split()
    reference = letterbox.tensor.copy()
    letterbox.convert()
    for other in (letterbox.tensor, letterbox.transpose(), letterbox.blob()[0]):
        assert np.allclose(reference, other, atol=1e-6)
    return {
        "memcpy of the tensor": letterbox.copy,
        "resize, pad, split, scale": letterbox.split,
        "resize, pad, scale, split": letterbox.convert,
        "resize, pad, scale, transpose": letterbox.transpose,
        "resize, pad, blobFromImage": letterbox.blob,
        "PIL resize, pad, scale, split": letterbox.antialiased,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3, help="how long to measure each chain")
    seconds = parser.parse_args().seconds
    cv2.setNumThreads(1)
    print(f"OpenCV {cv2.__version__}, PIL {PIL.__version__}, numpy {np.__version__}, 1 thread")
    for width, height in ((1920, 1080), (1917, 1075)):
        measure.show(f"{width}x{height}", cases(width, height), seconds)


if __name__ == "__main__":
    main()
