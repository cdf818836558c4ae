"""Draws what goes wrong on held-out synthetic scenes: lines that were missed (red) and findings that are none (blue), right ones green.

    python3 models/training/text/det_failures.py FOLDER [SCENE ...]    without numbers: lists the scenes, the worst first
"""
import sys
from pathlib import Path

import cv2
import numpy as np

import det_dataset as dataset
import det_export
from det_decode import quads
from det_metrics import count, match, probability_maps, truth_quads
from settings import WORK

SIDE, QUALITY = 480, 72


def draw(picture, found, truth, doubt):
    pairs = match(found, truth)
    right, known = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    scale = SIDE / len(picture)
    picture = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    for j, quad in enumerate(truth):
        if j not in known and not doubt[j]:
            cv2.polylines(picture, [(quad * scale).round().astype(np.int32)], True, (0, 0, 255), 2, cv2.LINE_AA)
    for i, quad in enumerate(found):
        cv2.polylines(picture, [(quad * scale).round().astype(np.int32)], True, (0, 170, 0) if i in right else (255, 60, 0), 2, cv2.LINE_AA)
    return picture


def main():
    folder, wanted = Path(sys.argv[1]), [int(v) for v in sys.argv[2:]]
    folder.mkdir(parents=True, exist_ok=True)
    scenes = dataset.load_shard("val", 0)
    numbers = wanted or range(len(scenes))
    model, rows = det_export.load(WORK / "text-det.calibrated.pt"), []
    for number, (logits, lines, unsure, picture) in zip(numbers, probability_maps(model, [scenes[n] for n in numbers])):
        found, _ = quads(1 / (1 + np.exp(-logits)))
        truth, doubt = truth_quads(lines, unsure, len(picture))
        right, total, findings = count(found, truth, doubt)
        rows.append((total + findings - 2 * right, number, f"scene {number}: {right} of {total} lines, {findings - right} findings that are none"))
        if wanted:
            cv2.imwrite(str(folder / f"text-det-{number}.jpg"), draw(picture, found, truth, doubt), (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
    for _, _, text in sorted(rows, reverse=True)[:40]:
        print(text)


if __name__ == "__main__":
    main()
