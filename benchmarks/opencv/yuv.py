"""The peer of YuvBenchmark: camera frames to the same tensor with OpenCV and numpy, one thread, buffers reused.

    python3 benchmarks/opencv/yuv.py [--rounds 300]

Needs python3-opencv. Run it next to YuvBenchmark, on the same quiet machine; medians, and their ratio to the same from RGB, are what
counts. OpenCV wants even sizes, so that the awkward one is 1918×1076.
"""
import argparse
import statistics
import time

import cv2
import numpy as np

SIDE = 640
GREY = (114, 114, 114)
SCALE = np.float32(1 / 255)
FORMATS = {"Rgb24": None, "Nv12": cv2.COLOR_YUV2RGB_NV12, "I420": cv2.COLOR_YUV2RGB_I420, "Yuy2": cv2.COLOR_YUV2RGB_YUY2}


class Frame:
    """One format and size with every buffer that can be kept between calls."""

    def __init__(self, name, width, height):
        self.code = FORMATS[name]
        shape = {"Rgb24": (height, width, 3), "Yuy2": (height, width, 2)}.get(name, (height * 3 // 2, width))
        self.frame = np.random.default_rng(20261120).integers(0, 256, shape, dtype=np.uint8)
        self.rgb = self.frame if self.code is None else np.empty((height, width, 3), np.uint8)
        ratio = min(SIDE / width, SIDE / height)
        self.size = (round(width * ratio), round(height * ratio))
        self.left, self.top = (SIDE - self.size[0]) // 2, (SIDE - self.size[1]) // 2
        self.right, self.bottom = SIDE - self.size[0] - self.left, SIDE - self.size[1] - self.top
        self.resized = np.empty((self.size[1], self.size[0], 3), np.uint8)
        self.padded = np.empty((SIDE, SIDE, 3), np.uint8)
        self.tensor = np.empty((3, SIDE, SIDE), np.float32)

    def write(self):
        """The fastest chain found: convert, resize, pad, split the bytes, then convert each plane into its place."""
        if self.code is not None:
            cv2.cvtColor(self.frame, self.code, dst=self.rgb)
        cv2.resize(self.rgb, self.size, dst=self.resized, interpolation=cv2.INTER_LINEAR)
        cv2.copyMakeBorder(
            self.resized, self.top, self.bottom, self.left, self.right, cv2.BORDER_CONSTANT, dst=self.padded, value=GREY)
        for plane, target in zip(cv2.split(self.padded), self.tensor):
            np.multiply(plane, SCALE, out=target, dtype=np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    cv2.setNumThreads(1)
    print(f"OpenCV {cv2.__version__}, numpy {np.__version__}, {rounds} rounds, milliseconds")
    for size in ((1920, 1080), (1918, 1076), (SIDE, SIDE)):
        frames = {name: Frame(name, *size) for name in FORMATS}
        times = {name: [] for name in FORMATS}
        # Taken in turn, so that a busy moment of the machine hits all alike.
        for _ in range(rounds):
            for name, frame in frames.items():
                start = time.perf_counter()
                frame.write()
                times[name].append(1000 * (time.perf_counter() - start))
        baseline = statistics.median(times["Rgb24"])
        print(f"\n{f'{size[0]}x{size[1]}':12} median     x RGB")
        for name, samples in times.items():
            median = statistics.median(samples)
            print(f"{name:12} {median:6.3f} {median / baseline:9.2f}")


if __name__ == "__main__":
    main()
