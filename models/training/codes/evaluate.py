"""Counts how many labelled codes of real photos the detector finds. For measuring only: nothing is trained or chosen by it.

    python3 models/training/codes/evaluate.py --data DIR [--checkpoint FILE | --json FILE] [--draw FOLDER]

--json judges what `edgeinfer detect DIR --model models/codes.onnx --json` printed in place of a checkpoint: the exported
file, as the library runs it.

DIR holds pictures and a labels.json: {file: {"width", "height", "codes": [{"kind": a class name, "symbology",
"polygon": [[x, y], ...]}]}}. A code of modules is found at IoU >= 0.5 with the bounding box of its polygon. A linear code's
polygon is the hull of the scan lines that read it, often only a strip of the bars, so it is found when a predicted
box covers >= 80 % of the polygon's bounding box and is at most 6 times as large.
"""
import argparse
import collections
import json
from pathlib import Path

import cv2
import numpy as np
import torch

import export
from dataset import to_tensor
from decode import detections, iou, letterbox
from settings import CLASSES, CONFIDENCE, LINEAR, WORK

LARGEST = 6.0
COLOURS = ((0, 0, 255), (255, 0, 255), (0, 140, 255), (200, 200, 0), (0, 200, 0))


def detect(model, picture, confidence):
    """Rows of class, score, x1, y1, x2, y2 in pixels of the picture."""
    canvas, scale, (left, top) = letterbox(picture)
    with torch.no_grad():
        output = model(to_tensor(canvas[None])).numpy()[0]
    centre, size = output[:2].T, output[2:4].T
    found = detections(np.concatenate((centre - size / 2, centre + size / 2), 1), output[4:].T, confidence)
    found[:, 2:] = (found[:, 2:] - (left, top, left, top)) / scale
    height, width = picture.shape[:2]
    found[:, 2:] = np.clip(found[:, 2:], 0, (width, height, width, height))
    return found


def from_checkpoint(checkpoint, confidence):
    model = export.Deployed(export.load(checkpoint)).eval()
    return lambda name, picture: detect(model, picture, confidence)


def from_json(path):
    rows = {Path(entry["image"]).name: [[d[key] for key in ("class_id", "score", "x1", "y1", "x2", "y2")]
                                        for d in entry["detections"]] for entry in json.loads(path.read_text())}
    return lambda name, picture: np.array(rows[name], np.float32).reshape(-1, 6)


def matches(kind, boxes, polygon, largest=LARGEST):
    """Which predicted boxes [N,4] find the code; `largest`: how many times a linear code's labelled area they may be."""
    low, high = np.min(polygon, 0), np.max(polygon, 0)
    truth = np.array((*low, *high), np.float32)
    if kind != LINEAR:
        return iou(truth, boxes) >= 0.5
    area = max(float((high - low).prod()), 1e-6)
    inter = np.clip(np.minimum(boxes[:, 2:], high) - np.maximum(boxes[:, :2], low), 0, None).prod(1)
    return (inter >= 0.8 * area) & ((boxes[:, 2:] - boxes[:, :2]).prod(1) <= largest * area)


def draw(picture, found, codes, path):
    """Labels in blue, detections in the colour of their class."""
    for code in codes:
        if code["polygon"]:
            low, high = np.min(code["polygon"], 0), np.max(code["polygon"], 0)
            cv2.rectangle(picture, tuple(map(int, low)), tuple(map(int, high)), (255, 160, 0), 1)
    for kind, score, *box in found:
        x1, y1, x2, y2 = map(int, box)
        colour = COLOURS[int(kind)]
        cv2.rectangle(picture, (x1, y1), (x2, y2), colour, 1)
        cv2.putText(picture, f"{CLASSES[int(kind)]} {score:.2f}", (x1, max(10, y1 + 10)), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour)
    cv2.imwrite(str(path), picture)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, default=WORK / "codes.best.pt")
    parser.add_argument("--json", type=Path, help="what `edgeinfer detect --json` printed, instead of a checkpoint")
    parser.add_argument("--confidence", type=float, default=CONFIDENCE)
    parser.add_argument("--draw", type=Path, help="folder for pictures with predictions and truth")
    args = parser.parse_args()
    find = from_json(args.json) if args.json else from_checkpoint(args.checkpoint, args.confidence)
    labels = json.loads((args.data / "labels.json").read_text())
    if args.draw:
        args.draw.mkdir(parents=True, exist_ok=True)

    total, hit, extra, skipped = (collections.Counter() for _ in range(4))
    missed, thin = [], 0
    for name, entry in sorted(labels.items()):
        picture = cv2.imread(str(args.data / name), cv2.IMREAD_COLOR)
        found = find(name, picture)
        explained = np.zeros(len(found), bool)
        for code in entry["codes"]:
            kind = CLASSES.index(code["kind"])
            if not code["polygon"]:  # read, but the place is not known: cannot be judged
                skipped[kind] += 1
                continue
            right = (found[:, 0] == kind) & matches(kind, found[:, 2:], np.array(code["polygon"]))
            explained |= right
            total[kind] += 1
            hit[kind] += bool(right.any())
            if not right.any():
                missed.append(name)
                own = found[found[:, 0] == kind, 2:]
                thin += bool(kind == LINEAR and matches(kind, own, np.array(code["polygon"]), np.inf).any())
        for kind in range(len(CLASSES)):
            extra[kind] += int(((found[:, 0] == kind) & ~explained).sum())
        if args.draw:
            draw(picture, found, entry["codes"], args.draw / Path(name).with_suffix(".png"))

    for kind in range(len(CLASSES)):
        print(f"{CLASSES[kind]:10} found {hit[kind]}/{total[kind]}  unmatched detections {extra[kind]}")
    print(f"all        found {sum(hit.values())}/{sum(total.values())} = {sum(hit.values()) / sum(total.values()):.1%}"
          f"  unmatched detections {sum(extra.values())} (photos may hold codes that are not listed)")
    if skipped:
        print(f"not judged, since their labels have no polygon: {sum(skipped.values())}")
    print(f"missed linear codes that a box covers, but whose labelled strip is less than 1/{LARGEST:.0f} of it: {thin}")
    print("missed:", ", ".join(missed) or "none")


if __name__ == "__main__":
    main()
