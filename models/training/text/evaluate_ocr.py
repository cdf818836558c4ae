"""Measures both text models as users meet them: what `edgeinfer ocr` reads, against what a person reads.

    python3 models/training/text/evaluate_ocr.py --tool artifacts/edgeinfer [--data DIR] [-- OPTIONS OF edgeinfer ocr]

Reads samples/images/page.png (40 lines, 300 dpi) and, with --data, the photographs DIR/images/ocr_* that have an
expected/<image>.truth.txt. Lines are paired with the truth's greedily by the smallest edit distance over the truth's length,
below 0.7; errors are the edits of the pairs and the characters of lines of the truth that nothing was paired with. White space
does not count.
"""
import argparse
import json
import subprocess
from pathlib import Path

from evaluate_rec import pairs
from rec_metrics import bare, edits
from settings import MODELS

PAGE = MODELS.parent / "samples" / "images" / "page.png"


def cases(data):
    yield PAGE, PAGE.with_suffix(".txt")
    for picture in sorted(data.glob("images/ocr_*")) if data else ():
        truth = data / "expected" / f"{picture.stem}.truth.txt"
        if truth.exists():
            yield picture, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", default="artifacts/edgeinfer")
    parser.add_argument("--data", type=Path)
    parser.add_argument("options", nargs="*", help="after --: options of edgeinfer ocr")
    args = parser.parse_args()
    wrong = length = 0
    for picture, truth_file in cases(args.data):
        run = subprocess.run([*args.tool.split(), "ocr", str(picture), "--json", *args.options], capture_output=True, text=True, check=True)
        lines = json.loads(run.stdout)[0]["lines"]
        truth = [t for t in truth_file.read_text(encoding="utf-8").splitlines() if t.strip()]
        paired = list(pairs(lines, truth))
        missed = sum(len(bare(t)) for t in truth) - sum(len(bare(t)) for _, t in paired)
        errors = missed + sum(edits(bare(line["text"]), bare(t)) for line, t in paired)
        total = sum(len(bare(t)) for t in truth)
        print(f"{picture.name:24} character error {errors / total:6.2%}  ({errors} of {total}; {missed} in {len(truth) - len(paired)} lines not found;"
              f" {len(lines) - len(paired)} lines read that are not there)", flush=True)
        for line, t in paired:
            if picture == PAGE and bare(line["text"]) != bare(t):
                print(f"    {t!r} read as {line['text']!r}")
        if picture != PAGE:
            wrong, length = wrong + errors, length + total
    if length:
        print(f"{'all photographs':24} character error {wrong / length:6.2%}  ({wrong} of {length})")


if __name__ == "__main__":
    main()
