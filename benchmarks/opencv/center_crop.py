"""The peer of CenterCropBenchmark: the same centre crop with OpenCV and numpy, one thread, buffers reused.

    python3 benchmarks/opencv/center_crop.py [--seconds 3]

Needs python3-opencv. Run it next to CenterCropBenchmark, on the same quiet machine; medians are what counts.
"""
import argparse

import cv2
import numpy as np

import measure

SIDE, SHORT = 224, 256
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)
FACTOR, BIAS = np.float32(1 / 255) / STD, -MEAN / STD


class CenterCrop:
    """One picture with every buffer that can be kept between calls."""

    def __init__(self, width, height):
        self.image = np.random.default_rng(20261120).integers(0, 256, (height, width, 3), dtype=np.uint8)
        self.size = (SHORT * width // min(width, height), SHORT * height // min(width, height))
        self.left, self.top = (round((side - SIDE) / 2) for side in self.size)
        self.resized = np.empty((self.size[1], self.size[0], 3), np.uint8)
        self.floats = np.empty((SIDE, SIDE, 3), np.float32)
        self.tensor = np.empty((3, SIDE, SIDE), np.float32)
        self.other = np.empty_like(self.tensor)

    def copy(self):
        np.copyto(self.other, self.tensor)

    def _crop(self, interpolation=cv2.INTER_LINEAR):
        cv2.resize(self.image, self.size, dst=self.resized, interpolation=interpolation)
        return self.resized[self.top:self.top + SIDE, self.left:self.left + SIDE]

    def split(self, interpolation=cv2.INTER_LINEAR):
        """Split the bytes, then normalise each plane into its place with numpy."""
        for plane, target, factor, bias in zip(cv2.split(self._crop(interpolation)), self.tensor, FACTOR, BIAS):
            np.multiply(plane, factor, out=target, dtype=np.float32)
            np.add(target, bias, out=target)

    def scale(self):
        """As split, but each plane is normalised by OpenCV in one call."""
        for plane, target, factor, bias in zip(cv2.split(self._crop()), self.tensor, FACTOR, BIAS):
            np.copyto(target, plane)
            cv2.multiply(target, float(factor), dst=target)
            cv2.add(target, float(bias), dst=target)

    def interleaved(self):
        """Normalise the interleaved picture, then split it."""
        np.multiply(self._crop(), FACTOR, out=self.floats, dtype=np.float32)
        np.add(self.floats, BIAS, out=self.floats)
        cv2.split(self.floats, list(self.tensor))

    def transpose(self):
        """As most Python code does it."""
        floats = (self._crop().astype(np.float32) / np.float32(255) - MEAN) / STD
        return np.ascontiguousarray(floats.transpose(2, 0, 1))

    def area(self):
        self.split(cv2.INTER_AREA)

    def bicubic(self):
        self.split(cv2.INTER_CUBIC)


def cases():
    """Chains by name, the copy of the output first; those that resize alike were seen to give the same tensor."""
    crop = CenterCrop(640, 480)
    crop.split()
    reference = crop.tensor.copy()
    for chain in (crop.scale, crop.interleaved):
        chain()
        assert np.allclose(reference, crop.tensor, atol=1e-5)
    assert np.allclose(reference, crop.transpose(), atol=1e-5)
    return {
        "memcpy of the tensor": crop.copy,
        "resize, crop, split, normalise": crop.split,
        "resize, crop, split, normalise by cv2": crop.scale,
        "resize, crop, normalise, split": crop.interleaved,
        "resize, crop, normalise, transpose": crop.transpose,
        "INTER_AREA, crop, split, normalise": crop.area,
        "INTER_CUBIC, crop, split, normalise": crop.bicubic,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3, help="how long to measure each chain")
    cv2.setNumThreads(1)
    measure.show(f"OpenCV {cv2.__version__}, numpy {np.__version__}, 1 thread; 640x480 to 3x{SIDE}x{SIDE}", cases(), parser.parse_args().seconds)


if __name__ == "__main__":
    main()
