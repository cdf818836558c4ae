"""All peers of the kernel report at once: prints their median milliseconds and versions as JSON.

    python3 benchmarks/opencv/kernels.py [--seconds 3]

`./build.sh bench --filter kernels` runs it before and after its own measurements.
"""
import argparse
import json

import cv2
import numpy

import center_crop
import letterbox
import measure
import text_map

CASES = {
    "letterbox": lambda: letterbox.cases(1920, 1080),
    "letterbox 1917×1075": lambda: letterbox.cases(1917, 1075),
    "center crop": center_crop.cases,
    "text map": text_map.cases,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3, help="how long to measure each case")
    seconds = parser.parse_args().seconds
    cv2.setNumThreads(1)
    print(json.dumps({
        "versions": f"OpenCV {cv2.__version__}, numpy {numpy.__version__}",
        "milliseconds": {group: measure.medians(make(), seconds) for group, make in CASES.items()},
    }))


if __name__ == "__main__":
    main()
