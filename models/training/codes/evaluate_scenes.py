"""Measures the detector on held-out synthetic scenes: the only measure of classes that there are no photos of.

    python3 models/training/codes/evaluate_scenes.py [--checkpoint FILE] [--scenes N] [--draw FOLDER]

The scenes come from seeds of their own ("test"): no training scene and no scene that chose a checkpoint is among them.
Symbols, fonts and kinds of background are the same, so the figures say how well the task was learned, not how well
photographs are read. Prints AP at IoU 0.5, and recall and precision at the threshold, per class; recall by the size
of the box; and what was taken for what.
"""
import argparse
import collections
from pathlib import Path

import cv2
import numpy as np
import torch

import dataset
import export
from decode import detections, iou
from evaluate import COLOURS
from metrics import validate
from settings import CLASSES, CONFIDENCE, WORK

SIDES = (0, 32, 64, 128, 1000)  # of the box's longer side, in input pixels


def found_in(model, encoded):
    with torch.no_grad():
        output = model(dataset.to_tensor(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[None]))[0].float()
    return detections(output[:4].t().numpy(), output[4:].sigmoid().t().numpy(), CONFIDENCE)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, default=WORK / "codes.best.pt")
    parser.add_argument("--scenes", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--draw", type=Path, help="folder for the scenes with a miss or a false detection")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    dataset.prepare("test", args.scenes, args.threads)
    pictures, truths = dataset.load("test", args.scenes)
    model = export.load(args.checkpoint)
    if args.draw:
        args.draw.mkdir(parents=True, exist_ok=True)

    scored = validate(model, pictures, truths, torch.device("cpu"))
    counts = collections.Counter(int(kind) for truth in truths for kind in truth[:, 0])
    for kind, name in enumerate(CLASSES):
        ap50, recall, precision = scored[name]
        print(f"{name:10} {counts[kind]:5} codes  AP50 {ap50:.3f}  recall {recall:.3f}  precision {precision:.3f}")
    print(f"mean AP50 {scored['ap50']:.3f}")

    bands, taken = collections.defaultdict(list), collections.Counter()
    for index, (encoded, truth) in enumerate(zip(pictures, truths)):
        found = found_in(model, encoded)
        right = np.zeros(len(found), bool)
        missed = False
        for kind, *box in truth:
            fits = iou(np.array(box, np.float32), found[:, 2:]) >= 0.5
            hit = fits & (found[:, 0] == kind)
            right |= hit
            side = max(box[2] - box[0], box[3] - box[1])
            bands[int(kind), int(np.digitize(side, SIDES)) - 1].append(bool(hit.any()))
            missed |= not hit.any()
            for other in set(found[fits, 0].astype(int)) - {int(kind)}:
                taken[CLASSES[int(kind)], CLASSES[other]] += 1
        taken.update(("nothing", CLASSES[int(row[0])]) for row in found[~right]
                     if not len(truth) or iou(row[2:], truth[:, 1:]).max() < 0.3)
        if args.draw and (missed or not right.all()):
            draw(encoded, truth, found, args.draw / f"{index:04d}.png")
    print("recall by the box's longer side in input pixels:")
    for kind, name in enumerate(CLASSES):
        parts = (f"{SIDES[b]}-{SIDES[b + 1]}: {np.mean(bands[kind, b]):.3f} of {len(bands[kind, b])}"
                 for b in range(len(SIDES) - 1) if bands[kind, b])
        print(f"  {name:10} {'  '.join(parts)}")
    print("taken for another class, or found where nothing is:")
    for (real, told), count in taken.most_common():
        print(f"  {real} -> {told}: {count}")


def draw(encoded, truth, found, path):
    """Truth in white, detections in the colour of their class."""
    picture = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    for _, *box in truth:
        x1, y1, x2, y2 = (int(v) for v in box)
        cv2.rectangle(picture, (x1, y1), (x2, y2), (255, 255, 255), 1)
    for kind, score, *box in found:
        x1, y1, x2, y2 = (int(v) for v in box)
        cv2.rectangle(picture, (x1, y1), (x2, y2), COLOURS[int(kind)], 1)
        cv2.putText(picture, f"{CLASSES[int(kind)]} {score:.2f}", (x1, max(10, y1 + 11)), cv2.FONT_HERSHEY_SIMPLEX, 0.4,
                    COLOURS[int(kind)], 1, cv2.LINE_AA)
    cv2.imwrite(str(path), picture)


if __name__ == "__main__":
    main()
