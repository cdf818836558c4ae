"""Composes whole pictures: sheets that fill the frame, sheets lying on something, lines on walls and things, and none."""
import sys
from pathlib import Path

import cv2
import numpy as np

import det_backgrounds
import det_clutter
import det_layouts_display as display
import det_layouts_print as printed
from det_camera import shoot
from det_colours import colour, luma, noise
from det_surface import Arc, Wave, homography, paste

SIDE = 640
SHEETS = ((printed.page, 0.2), (printed.receipt, 0.2), (printed.label, 0.2), (display.poster, 0.17), (display.screen, 0.11), (display.huge, 0.12))
_WEIGHTS = [w for _, w in SHEETS]


def compose(seed):
    """-> BGR picture [SIDE, SIDE, 3], lines [n, 2, 2, POINTS, 2] (whole and core), unsure [n]. Depends on the seed only."""
    rng = np.random.default_rng(seed)
    kind = rng.random()
    if kind < 0.45:
        picture, lines, unsure = _flat(rng)
    elif kind < 0.78:
        picture, lines, unsure = _lying(rng)
    elif kind < 0.95:
        picture, lines, unsure = _around(rng)
    else:
        picture, lines, unsure = det_backgrounds.make(SIDE, SIDE, rng), np.zeros((0, 2, 2, 9, 2)), np.zeros(0, bool)
    heights = line_heights(lines)
    seen = heights[inside(lines) & ~unsure] if len(lines) else heights
    picture = shoot(picture, float(np.quantile(seen, 0.1)) if len(seen) else 20, rng)
    return picture, lines.astype(np.float32), unsure | _faint(picture, lines)


def _faint(picture, lines):
    """Lines that hardly differ from what is around them any more."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    faint = np.zeros(len(lines), bool)
    for i, line in enumerate(lines[:, 0]):
        (x1, y1), (x2, y2) = np.clip(line.min((0, 1)), 0, SIDE - 1).astype(int), np.clip(line.max((0, 1)) + 1, 0, SIDE).astype(int)
        patch = grey[y1:y2, x1:x2]
        faint[i] = patch.size > 0 and patch.std() < 7
    return faint


def line_heights(lines):
    """Mean distance of the upper from the lower side."""
    return np.linalg.norm(lines[:, 0, 0] - lines[:, 0, 1], axis=-1).mean(-1) if len(lines) else np.zeros(0)


def inside(lines):
    """Whose middle is in the picture."""
    middle = lines[:, 0].mean((1, 2))
    return ((middle > 0) & (middle < SIDE)).all(-1)


def _sheet(rng):
    return SHEETS[rng.choice(len(SHEETS), p=_WEIGHTS)][0](rng)


def _roll(rng):
    r = rng.random()
    if r < 0.4:
        angle = rng.normal(0, 0.01)
    elif r < 0.7:
        angle = rng.normal(0, 0.06)
    elif r < 0.88:
        angle = rng.uniform(-0.55, 0.55)
    else:
        angle = rng.uniform(-np.pi, np.pi)
    return angle + (np.pi / 2 * rng.integers(1, 4) if rng.random() < 0.18 else 0)


def _flat(rng):
    """A scan, a screenshot, a page seen from above: one sheet, most of the frame, hardly tilted."""
    sheet = _sheet(rng)
    w, h = sheet.size
    scene = np.empty((SIDE, SIDE, 3), np.uint8)
    scene[:] = np.median(sheet.pixels[::7, ::7].reshape(-1, 3), 0) if rng.random() < 0.5 else colour(rng)
    straight = rng.random() < 0.45
    scale = 1.0 if straight and rng.random() < 0.5 else np.clip(SIDE / max(w, h) * rng.uniform(0.8, 1.5), 0.6, 1.6)
    spare = np.maximum(0, np.array((w, h)) * scale - SIDE) / 2 / scale
    anchor = np.array((w, h)) / 2 + rng.uniform(-1, 1, 2) * spare
    roll = np.pi / 2 * rng.integers(4) * (rng.random() < 0.15) if straight else _roll(rng)
    bend = Wave(sheet.size, rng.uniform(0.002, 0.03), rng) if not straight and rng.random() < 0.35 else None
    matrix = homography(anchor, (SIDE / 2, SIDE / 2), scale, (0, 0, roll), SIDE * 1.5)
    lines = paste(scene, sheet, matrix, bend)
    return scene, lines, np.array(sheet.unsure[:len(lines)], bool)


def _lying(rng):
    """One or two sheets on a background, tilted, bent, folded."""
    scene = det_backgrounds.make(SIDE, SIDE, rng)
    lines, unsure = [], []
    for index in range(1 if rng.random() < 0.75 else 2):
        sheet = _sheet(rng)
        w, h = sheet.size
        scale = SIDE / max(w, h) * (rng.uniform(0.65, 1.4) if index == 0 else rng.uniform(0.35, 0.7))
        tilt = rng.normal(0, 0.18, 2) if rng.random() < 0.6 else rng.uniform(-0.75, 0.75, 2)
        centre = SIDE / 2 + rng.uniform(-1, 1, 2) * SIDE * (0.15 if index == 0 else 0.4)
        matrix = homography((w / 2, h / 2), centre, scale, (*tilt, _roll(rng)), SIDE * rng.uniform(1.2, 3))
        bend = Wave(sheet.size, rng.uniform(0.003, 0.05), rng) if rng.random() < 0.45 else None
        _shade(sheet, bend, rng)
        found = paste(scene, sheet, matrix, bend)
        if index:
            covered = _outline(sheet, matrix, bend)
            unsure = [np.concatenate(unsure) | _touched(lines[0], covered)]
        lines.append(found)
        unsure.append(np.array(sheet.unsure[:len(found)], bool))
    return scene, np.concatenate(lines), np.concatenate(unsure)


def _outline(sheet, matrix, bend):
    cover = np.zeros((SIDE, SIDE, 3), np.uint8)
    white = type(sheet)(*sheet.size, (255, 255, 255))
    paste(cover, white, matrix, bend)
    return cover[..., 0] > 0


def _touched(lines, covered):
    """Lines of which something is hidden."""
    if len(lines) == 0:
        return np.zeros(0, bool)
    points = np.clip(lines[:, 0].reshape(len(lines), -1, 2), 0, SIDE - 1).astype(int)
    return covered[points[..., 1], points[..., 0]].any(1)


def _shade(sheet, bend, rng):
    """Folds and waves show as light and dark; stains as blots."""
    w, h = sheet.size
    gain = np.ones((h, w), np.float32)
    if bend is not None:
        gain *= np.clip(1 + bend.slope(w) * rng.uniform(-3, 3), 0.5, 1.3)[None].astype(np.float32)
    for _ in range(rng.integers(0, 4) if rng.random() < 0.3 else 0):  # folds, dark on one side and light on the other
        at, soft, depth = rng.uniform(0, 1), rng.uniform(2, 30), rng.uniform(0.03, 0.2)
        axis = np.arange(w if rng.random() < 0.5 else h, dtype=np.float32)
        crease = 1 - depth * np.exp(-((axis - at * len(axis)) / soft) ** 2) * np.sign(axis - at * len(axis) + 1e-3)
        gain *= crease[None] if len(axis) == w and len(crease) == w else crease[:, None]
    if rng.random() < 0.25:
        gain *= np.clip(1 + noise(w, h, rng.uniform(2, 20), rng) * rng.uniform(0.01, 0.06), 0.6, 1.3)
    sheet.pixels = np.clip(sheet.pixels * gain[..., None], 0, 255).astype(np.uint8)


def _around(rng):
    """Lines here and there on things: signs, shop fronts, badges, graffiti."""
    scene = det_backgrounds.make(SIDE, SIDE, rng)
    lines, unsure, taken = [], [], np.zeros((SIDE, SIDE), bool)
    for _ in range(int(rng.integers(2, 14))):
        if rng.random() < 0.55:
            sheet, ink = display.loose(rng)
        else:
            sheet, ink = (display.huge(rng) if rng.random() < 0.7 else display.poster(rng)), None
        w, h = sheet.size
        limit = 1.0 if ink is not None else rng.uniform(0.12, 0.5) * SIDE / max(w, h)
        scale = limit * rng.uniform(0.7, 1.3)
        tilt = rng.normal(0, 0.25, 2)
        matrix = homography((w / 2, h / 2), rng.uniform(0.05, 0.95, 2) * SIDE, scale, (*tilt, _roll(rng)), SIDE * 2)
        bend = None
        if rng.random() < 0.18:
            bend = Arc(sheet.size, rng.uniform(0.3, 2.2), rng.random() < 0.7) if w > 2 * h else Wave(sheet.size, 0.03, rng)
        covered = _outline(sheet, matrix, bend)
        if not covered.any() or (covered & taken).any():
            continue
        if ink is not None:
            below = scene[covered].mean(0)
            if abs(luma(below) - luma(ink)) < 70 or scene[covered].std() > 55:
                if rng.random() < 0.4:
                    continue
                _back(scene, covered, ink, rng)
        found = paste(scene, sheet, matrix, bend)
        taken |= covered
        lines.append(found)
        unsure.append(np.array(sheet.unsure[:len(found)], bool))
    if not lines:
        return scene, np.zeros((0, 2, 2, 9, 2)), np.zeros(0, bool)
    for _ in range(int(rng.integers(0, 6))):
        w, h = np.exp(rng.uniform(np.log(16), np.log(140), 2))
        x, y = rng.uniform(0, SIDE - w), rng.uniform(0, SIDE - h)
        if not taken[int(y):int(y + h), int(x):int(x + w)].any():
            det_clutter.draw(scene, (x, y, x + w, y + h), colour(rng), rng)
    return scene, np.concatenate(lines), np.concatenate(unsure)


def _back(scene, covered, ink, rng):
    """A plate behind lines that would not be seen otherwise."""
    for _ in range(20):
        plate = colour(rng)
        if abs(luma(plate) - luma(ink)) > 70:
            break
    else:
        plate = np.full(3, 0.0 if luma(ink) > 128 else 255.0)
    scene[covered] = np.clip(plate + (scene[covered].astype(np.float32) - scene[covered].mean(0)) * rng.uniform(0, 0.25), 0, 255)


if __name__ == "__main__":  # python3 det_scenes.py FOLDER [COUNT]: to look at some
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 24
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        image, shapes, doubtful = compose((7, number))
        for both, doubt in zip(shapes, doubtful):
            for outline, tone in zip(both, ((0, 0, 255), (0, 160, 0))):
                ring = np.concatenate((outline[0], outline[1][::-1])).round().astype(np.int32)
                cv2.polylines(image, [ring], True, (255, 0, 0) if doubt else tone, 1)
        cv2.imwrite(str(folder / f"{number:03}.png"), image)
