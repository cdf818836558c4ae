"""Measures the recogniser on line crops of real photographs. They are never used for training or selection.

    python3 models/training/text/evaluate_rec.py --data DIR [--model FILE] [--draw FILE]

DIR holds images/ and expected/ppocr_en__<image>.json (the quads of the lines, as a public detector finds them, and what a public
recogniser reads there) and expected/<image>.truth.txt (what a person reads, a line each). A quad is measured where that reading
pairs it with a line of the truth: greedily by the smallest edit distance over the truth's length, below 0.7. Lines that run
down (height over width from 1.5) are left out; those on their heads are turned. White space does not count.
"""
import argparse
import json
from pathlib import Path

import cv2
import numpy as np

import charset
from rec_metrics import bare, edits
from rec_network import READ_HEIGHT
from settings import MODELS


def crop_of(picture, quad):
    quad = np.float32(quad)
    width = int(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2])))
    height = int(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2])))
    target = np.float32(((0, 0), (width, 0), (width, height), (0, height)))
    return cv2.warpPerspective(picture, cv2.getPerspectiveTransform(quad, target), (width, height), flags=cv2.INTER_CUBIC,
                               borderMode=cv2.BORDER_REPLICATE)


def pairs(lines, truth):
    """-> (line, truth line) where the reference's reading says that they belong together."""
    costs = sorted((edits(bare(line["text"]), bare(t)) / max(1, len(bare(t))), i, j)
                   for i, line in enumerate(lines) for j, t in enumerate(truth))
    used_lines, used_truth = set(), set()
    for cost, i, j in costs:
        if cost < 0.7 and i not in used_lines and j not in used_truth:
            used_lines.add(i)
            used_truth.add(j)
            yield lines[i], truth[j]


def crops(data):
    """-> (image name, upright BGR crop, truth) of every line that is measured."""
    for path in sorted((data / "expected").glob("ppocr_en__ocr_*.json")):
        case = json.loads(path.read_text())
        name = Path(case["image"]).stem
        picture = cv2.imread(str(data / case["image"]), cv2.IMREAD_COLOR)
        truth = (data / "expected" / f"{name}.truth.txt").read_text(encoding="utf-8").splitlines()
        for line, wanted in pairs(case["result"]["lines"], [t for t in truth if t.strip()]):
            crop = crop_of(picture, line["quad"])
            if crop.shape[0] >= 1.5 * crop.shape[1]:
                continue
            yield name, crop[::-1, ::-1] if line.get("angle") == 180 else crop, wanted


class Reader:
    """The ONNX file, run by OpenCV."""

    def __init__(self, path):
        self.network = cv2.dnn.readNetFromONNX(str(path))

    def read(self, crop):
        width = max(8, round(crop.shape[1] * READ_HEIGHT / crop.shape[0]))
        way = cv2.INTER_AREA if crop.shape[0] > READ_HEIGHT else cv2.INTER_LINEAR
        line = cv2.resize(np.ascontiguousarray(crop), (width, READ_HEIGHT), interpolation=way)
        line = np.pad(line, ((0, 0), (0, -width % 4), (0, 0)), constant_values=127)
        blob = ((line[..., ::-1].astype(np.float32) - 127.5) / 127.5).transpose(2, 0, 1)[None]
        self.network.setInput(np.ascontiguousarray(blob))
        return charset.decode(self.network.forward()[0].argmax(1).tolist())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODELS / "text-rec.onnx")
    parser.add_argument("--draw", type=Path, help="a picture of the lines that were read wrong")
    args = parser.parse_args()
    reader, by_image, wrong = Reader(args.model), {}, []
    for name, crop, wanted in crops(args.data):
        found = reader.read(crop)
        errors = edits(bare(found), bare(wanted))
        total = by_image.setdefault(name, [0, 0, 0, 0])
        for slot, value in enumerate((errors, len(bare(wanted)), errors == 0, 1)):
            total[slot] += value
        if errors:
            wrong.append((crop, wanted, found))
            print(f"{name}: {wanted!r} read as {found!r}")
    for name, (errors, length, exact, count) in {**by_image, "all": np.sum(list(by_image.values()), 0)}.items():
        print(f"{name:24} character error {errors / length:6.2%}  ({errors} of {length} characters; {exact} of {count} lines exact)")
    if args.draw and wrong:
        sheet = np.full((len(wrong) * 56, 900, 3), 255, np.uint8)
        for row, (crop, wanted, found) in enumerate(wrong):
            line = cv2.resize(np.ascontiguousarray(crop), (max(8, min(880, round(crop.shape[1] * 32 / crop.shape[0]))), 32))
            sheet[row * 56:row * 56 + 32, :line.shape[1]] = line
            cv2.putText(sheet, f"{wanted} -> {found}".encode("ascii", "replace").decode(), (2, row * 56 + 48), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 200))
        cv2.imwrite(str(args.draw), sheet)


if __name__ == "__main__":
    main()
