"""The peer of WarpBenchmark: the same warps and turns in OpenCV, one thread, results written into kept arrays.

    python3 benchmarks/opencv/warp.py [--seconds 2]

Needs python3-opencv. Run it next to WarpBenchmark, on the same quiet machine; medians are what counts.
"""
import argparse

import cv2
import numpy as np

import measure

ARCFACE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])
FACE = np.array([[905, 480], [990, 495], [940, 540], [895, 575], [970, 590]], dtype=np.float64)


def similarity(source, destination):
    """Least squares over rotation, scale and shift; points as complex numbers."""
    x, y = source @ [1, 1j], destination @ [1, 1j]
    centered = x - x.mean()
    factor = (centered.conj() @ (y - y.mean())) / (centered.conj() @ centered).real
    shift = y.mean() - factor * x.mean()
    return np.array([[factor.real, -factor.imag, shift.real], [factor.imag, factor.real, shift.imag]])


def perspective(source, width, height):
    rectangle = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    return cv2.getPerspectiveTransform(np.array(source, dtype=np.float32), rectangle)


def turn_about(x, y):
    cosine, sine = np.cos(np.radians(12)), np.sin(np.radians(12))
    return np.array([[cosine, -sine, x - cosine * x + sine * y], [sine, cosine, y - sine * x - cosine * y]])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seconds", type=float, default=2, help="how long to measure each case")
    seconds = arguments.parse_args().seconds
    cv2.setNumThreads(1)
    rng = np.random.default_rng(20261120)
    rgb, rgba, gray = (rng.integers(0, 256, (1080, 1920, c), dtype=np.uint8).squeeze() for c in (3, 4, 1))
    face, line = np.empty((112, 112, 3), np.uint8), np.empty((48, 320, 3), np.uint8)
    rgb_result, rgba_result, gray_result, upright = np.empty_like(rgb), np.empty_like(rgba), np.empty_like(gray), np.empty((1920, 1080, 3), np.uint8)
    align, turn = similarity(FACE, ARCFACE), turn_about(960, 540)
    straighten = perspective([[700, 500], [1090, 440], [1100, 505], [705, 560]], 320, 48)
    page = perspective([[60, 40], [1800, 90], [1880, 1050], [30, 1000]], 1920, 1080)
    full = (1920, 1080)
    cases = {
        "face to 112×112, RGB, bilinear": lambda: cv2.warpAffine(rgb, align, (112, 112), dst=face),
        "line of text to 320×48, RGB, bilinear": lambda: cv2.warpPerspective(rgb, straighten, (320, 48), dst=line, borderMode=cv2.BORDER_REPLICATE),
        "affine 1920×1080, RGB, bilinear": lambda: cv2.warpAffine(rgb, turn, full, dst=rgb_result),
        "affine 1920×1080, RGBA, bilinear": lambda: cv2.warpAffine(rgba, turn, full, dst=rgba_result),
        "affine 1920×1080, Gray, bilinear": lambda: cv2.warpAffine(gray, turn, full, dst=gray_result),
        "affine 1920×1080, RGB, nearest": lambda: cv2.warpAffine(rgb, turn, full, dst=rgb_result, flags=cv2.INTER_NEAREST),
        "perspective 1920×1080, RGB, bilinear": lambda: cv2.warpPerspective(rgb, page, full, dst=rgb_result),
        "rotate 90° 1920×1080, RGB": lambda: cv2.rotate(rgb, cv2.ROTATE_90_CLOCKWISE, dst=upright),
        "rotate 180° 1920×1080, RGB": lambda: cv2.rotate(rgb, cv2.ROTATE_180, dst=rgb_result),
        "flip left and right 1920×1080, RGB": lambda: cv2.flip(rgb, 1, dst=rgb_result),
    }
    measure.show(f"OpenCV {cv2.__version__}, 1 thread", cases, seconds)


if __name__ == "__main__":
    main()
