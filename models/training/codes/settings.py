"""What several steps must agree on: class order, input geometry, seeds and folders."""
from pathlib import Path

CLASSES = ("qr", "linear")
QR, LINEAR = range(2)

INPUT_SIZE = 416
STRIDES = (8, 16, 32)
PAD_VALUE = 114

CONFIDENCE = 0.25
NMS_IOU = 0.45

SEED = 20261120

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
MODELS = HERE.parents[1]
