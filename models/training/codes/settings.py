"""What several steps must agree on: class order, input geometry, seeds and folders."""
from pathlib import Path

CLASSES = ("qr", "datamatrix", "aztec", "pdf417", "linear")
QR, DATAMATRIX, AZTEC, PDF417, LINEAR = range(5)

INPUT_SIZE = 416
STRIDES = (8, 16, 32)
PAD_VALUE = 114

CONFIDENCE = 0.25
NMS_IOU = 0.45

SEED = 20261120

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
MODELS = HERE.parents[1]
