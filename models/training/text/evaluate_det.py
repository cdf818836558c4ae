"""Measures the exported detector against reference quads of photographs: pairs one to one at IoU 0.5, picture by picture.

    python3 models/training/text/evaluate_det.py --data DIR [--draw FOLDER] [--cli "dotnet .../EdgeInfer.Cli.dll" --rec REC.onnx --dictionary DICT]

DIR has images/ and expected/ppocr_en__*.json with `image` and `result.lines[].quad`. The photographs are never used for training
or for choosing anything. Without --cli the ONNX file runs in OpenCV and is decoded here; with it the library does both.
"""
import argparse
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from det_dataset import MEAN, STD
from det_decode import BOX, PIXEL, input_size, quads
from det_metrics import match, measures
from settings import MODELS


def read(path):
    picture = ImageOps.exif_transpose(Image.open(path))
    return np.ascontiguousarray(np.array(picture.convert("RGB"))[..., ::-1])


def by_opencv(net, picture, max_side):
    height, width = picture.shape[:2]
    size = input_size(width, height, max_side)
    scaled = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)[..., ::-1].astype(np.float32) / 255
    net.setInput(((scaled - MEAN) / STD).astype(np.float32).transpose(2, 0, 1)[None])
    found, _ = quads(net.forward()[0, 0], PIXEL, BOX)
    found = np.clip(found * (width / size[0], height / size[1]), 0, (width, height))
    return found[[min(np.ptp(q, 0)) > 3 for q in found]] if len(found) else found


def by_cli(args, path):
    command = [*args.cli.split(), "ocr", str(path), "--det", str(args.model), "--rec", args.rec, "--dict", args.dictionary, "--conf", "0", "--json"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return np.array([line["quad"] for line in answer[0]["lines"]], np.float32).reshape(-1, 4, 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODELS / "text-det.onnx")
    parser.add_argument("--max-side", type=int, default=960)
    parser.add_argument("--draw", type=Path, help="writes the pictures with reference (red) and found quads (green) there")
    parser.add_argument("--cli", help="how to start the command line tool")
    parser.add_argument("--rec", help="a recogniser; the tool wants one")
    parser.add_argument("--dictionary", help="its characters")
    args = parser.parse_args()
    net = None if args.cli else cv2.dnn.readNetFromONNX(str(args.model))
    totals = np.zeros(3)
    print(f"{'picture':28} lines found right  precision recall")
    for case in sorted((args.data / "expected").glob("ppocr_en__ocr_*.json")):
        expected = json.loads(case.read_text())
        path = args.data / expected["image"]
        picture = read(path)
        truth = np.array([line["quad"] for line in expected["result"]["lines"]], np.float32)
        found = by_cli(args, path) if args.cli else by_opencv(net, picture, args.max_side)
        pairs = match(found, truth)
        row = np.array((len(pairs), len(truth), len(found)))
        totals += row
        _, precision, recall = measures(*row)
        print(f"{path.name:28} {len(truth):5} {len(found):5} {len(pairs):5}  {precision:9.3f} {recall:6.3f}  mean IoU {np.mean([p[2] for p in pairs]) if pairs else 0:.2f}", flush=True)
        if args.draw:
            args.draw.mkdir(parents=True, exist_ok=True)
            cv2.polylines(picture, list(truth.round().astype(np.int32)), True, (0, 0, 255), 1)
            cv2.polylines(picture, list(found.round().astype(np.int32)), True, (0, 180, 0), 2)
            cv2.imwrite(str(args.draw / f"{path.stem}.png"), picture)
    f, precision, recall = measures(*totals)
    print(f"all: {int(totals[1])} lines, {int(totals[2])} found, {int(totals[0])} right; precision {precision:.3f}, recall {recall:.3f}, F {f:.3f}")


if __name__ == "__main__":
    main()
