"""One line of text as a camera, a scanner or a screen gives it: rendered, worn, bent, lit, blurred, cropped as detectors crop.

Pictures are grey: colour helps a reader little, and the exported model weighs red, green and blue into grey itself.
"""
import cv2
import numpy as np
from PIL import Image, ImageDraw

import corpus
import fonts

HEIGHT = 40  # a little more than the network reads, so that augmentation can shift and scale
LIMIT = 42


def compose(seed):
    """-> (uint8 [HEIGHT, W], text); depends on the seed and the installed fonts only."""
    rng = np.random.default_rng(seed)
    while True:
        limit = int(np.clip(rng.gamma(3.2, 6.0), 1, LIMIT))
        text = corpus.line(rng, limit)
        font = fonts.pick(rng, text)
        try:
            ink, box = _dots(rng, text, font) if font.kind == "device" and rng.random() < 0.4 else _ink(rng, text, font)
        except OSError:  # FreeType cannot draw some glyphs of some fonts at some sizes
            continue
        if ink is not None:
            break
    ink = _wear(rng, ink)
    ink, box = _bend(rng, ink, box)
    picture = _paint(rng, _crop(rng, ink, box))
    return _capture(rng, picture), text


def _ink(rng, text, font):
    """Coverage of the line and of what its neighbours leave in the picture; the line's own box."""
    size = int(rng.integers(22, 46))
    face = font.at(size)
    spacing = size * rng.uniform(-0.05, 0.25) if rng.random() < 0.25 else None
    gap = size * rng.uniform(0.3, 1.2) if rng.random() < 0.12 else 0.0
    x1, y1, x2, y2 = face.getbbox(text, anchor="ls")
    if x2 - x1 < 2 or y2 - y1 < 2:
        return None, None
    advance = face.getlength(text) + (spacing or 0) * len(text) + gap * text.count(" ")
    margin = size * 2
    width, height = int(max(x2, advance) + 2 * margin), size * 4
    base = height // 2 + size // 3
    picture = Image.new("L", (width, height))
    draw = ImageDraw.Draw(picture)
    stroke = int(rng.integers(1, 3)) if rng.random() < 0.05 else 0
    _write(rng, draw, margin, base, text, face, spacing, gap, stroke)
    # What detectors box is the line from the tallest to the lowest sign it could have, more or less.
    top, bottom = (-0.5 * size, 0) if rng.random() < 0.6 else (-0.75 * size, 0.2 * size)
    box = np.array((margin + x1, base + min(top, y1), margin + max(x2, advance - (spacing or 0)), base + max(bottom, y2)), float)
    if rng.random() < 0.3:
        for sign in (-1, 1):
            if rng.random() < 0.7:
                line_gap = size * rng.uniform(1.12, 1.6)
                other = corpus.line(rng, max(4, len(text)))
                if font.covers(other):
                    draw.text((margin + rng.uniform(-2, 2) * size, base + sign * line_gap), other, 255, face, anchor="ls")
    if rng.random() < 0.07:
        y = base + size * (rng.uniform(0.08, 0.3) if rng.random() < 0.8 else -rng.uniform(0.2, 0.35))
        draw.line((margin, y, width - margin, y + rng.uniform(-1, 1)), 255, int(rng.integers(1, max(2, size // 12) + 1)))
    if rng.random() < 0.03:
        draw.rectangle((margin - size * .4, base - size, width - margin + size * .4, base + size * .4), None, 255, int(rng.integers(1, 4)))
    return np.asarray(picture), box


def _write(rng, draw, x, base, text, face, spacing, gap, stroke):
    if spacing is None and gap == 0:
        draw.text((x, base), text, 255, face, anchor="ls", stroke_width=stroke)
        return
    jitter = rng.uniform(0, 0.04) * face.size if rng.random() < 0.3 else 0
    for character in text:
        draw.text((x, base + jitter * rng.standard_normal()), character, 255, face, anchor="ls", stroke_width=stroke)
        x += face.getlength(character) + (spacing or 0) + (gap if character == " " else 0)


def _dots(rng, text, font):
    """Needle and LED print: the glyphs at a few pixels' height, every pixel a dot."""
    size = int(rng.integers(11, 18))
    face = font.at(size)
    x1, y1, x2, y2 = face.getbbox(text, anchor="ls")
    if x2 - x1 < 2 or y2 - y1 < 2:
        return None, None
    picture = Image.new("L", (x2 + 2 * size, size * 4))
    ImageDraw.Draw(picture).text((size, size * 2), text, 255, face, anchor="ls")
    grid = np.asarray(picture) > 110
    pitch = int(rng.integers(3, 5))
    ink = np.kron(grid.astype(np.uint8) * 255, np.ones((pitch, pitch), np.uint8))
    radius = pitch * rng.uniform(0.42, 0.62)
    centre = (np.arange(pitch) + 0.5 - pitch / 2) ** 2
    dot = np.clip(radius - np.sqrt(centre[:, None] + centre[None]) + 0.5, 0, 1)
    tile = np.tile(dot, (grid.shape[0], grid.shape[1]))
    ink = (ink * tile).astype(np.uint8)
    if rng.random() < 0.5:  # the head moves on between columns: a slant
        ink = cv2.warpAffine(ink, np.float32(((1, rng.uniform(-0.1, 0.1), 0), (0, 1, 0))), ink.shape[::-1])
    box = np.array((size + x1, size * 2 + min(y1, -size // 2), size + x2, size * 2 + max(y2, 0)), float) * pitch
    return ink, box


def _smooth_noise(rng, shape, cell):
    """Values in 0..1 that vary over about `cell` pixels."""
    h, w = shape
    coarse = rng.random((max(2, int(h / cell) + 2), max(2, int(w / cell) + 2)), dtype=np.float32)
    return cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC).clip(0, 1)


def _wear(rng, ink):
    """Bleeding, thin or broken ink."""
    r = rng.random()
    if r < 0.10:
        ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    elif r < 0.18:
        ink = cv2.erode(ink, np.ones((2, 2), np.uint8)) // 2 + ink // 2
    elif r < 0.26:
        noise = _smooth_noise(rng, ink.shape, rng.uniform(3, 40))
        ink = (ink * np.clip((noise - rng.uniform(0.05, 0.3)) * 4, 0.25, 1)).astype(np.uint8)
    elif r < 0.32:
        ink = (ink * (rng.random(ink.shape, dtype=np.float32) > rng.uniform(0.03, 0.2))).astype(np.uint8)
    elif r < 0.38:
        ink = np.where(cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.8, 1.8)) > rng.uniform(70, 150), 255, 0).astype(np.uint8)
    return ink


def _bend(rng, ink, box):
    """Turn, slant, perspective and a wavy base line; the box stays that of the bent line."""
    h, w = ink.shape
    tall = box[3] - box[1]
    corners = np.float32(((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])))
    target = corners.copy()
    if rng.random() < 0.6:
        target += rng.normal(0, 0.04 * tall, (4, 2)).astype(np.float32)
    if rng.random() < 0.15:
        target[(0, 1), 0] += rng.uniform(-0.4, 0.4) * tall
    if rng.random() < 0.35:
        drop = rng.uniform(-0.22, 0.22) * tall
        target[(0, 3), 1] -= drop
        target[(1, 2), 1] += drop
    target[:, 0] = (target[:, 0] - w / 2) * (rng.uniform(0.72, 1.4) if rng.random() < 0.4 else 1.0) + w / 2
    if rng.random() < 0.85:
        shift = max(0.0, -float(target[:, 0].min()) + 2 * tall)
        target[:, 0] += shift
        width = int(max(target[:, 0].max() + 2 * tall, 8))
        ink = cv2.warpPerspective(ink, cv2.getPerspectiveTransform(corners, target), (width, h), flags=cv2.INTER_LINEAR)
        corners = target
    if rng.random() < 0.12:
        wave = rng.uniform(0.03, 0.14) * tall * np.sin(np.linspace(0, rng.uniform(1, 6), ink.shape[1]) + rng.uniform(0, 6))
        xs = np.tile(np.arange(ink.shape[1], dtype=np.float32), (h, 1))
        ys = np.arange(h, dtype=np.float32)[:, None] + wave[None].astype(np.float32)
        ink = cv2.remap(ink, xs, ys, cv2.INTER_LINEAR)
    return ink, np.array((*corners.min(0), *corners.max(0)))


def _crop(rng, ink, box):
    x1, y1, x2, y2 = box
    tall = y2 - y1
    loose = 0.28 if rng.random() < 0.8 else 0.5
    top, bottom = rng.uniform(-0.03, loose, 2) * tall
    left, right = rng.uniform(0.0, 0.45, 2) * tall
    h, w = ink.shape
    x1, y1 = int(max(0, x1 - left)), int(max(0, y1 - top))
    x2, y2 = int(min(w, x2 + right + 1)), int(min(h, y2 + bottom + 1))
    return ink[y1:y2, x1:x2]


def _paint(rng, ink):
    """Ink on paper, in grey levels."""
    shape = ink.shape
    while True:
        paper, tone = rng.uniform(0, 255, 2)
        if rng.random() < 0.5:
            paper, tone = rng.uniform(170, 255), rng.uniform(0, 110)
        if abs(paper - tone) > (30 if rng.random() < 0.12 else 65):
            break
    contrast = abs(paper - tone)
    ground = np.full(shape, paper, np.float32)
    r = rng.random()
    if r < 0.25:
        ground += (_smooth_noise(rng, shape, rng.uniform(20, 200)) - 0.5) * contrast * rng.uniform(0.2, 0.9)
    elif r < 0.40:
        for cell in (2, 5, 12, 30):
            ground += (_smooth_noise(rng, shape, cell) - 0.5) * contrast * rng.uniform(0, 0.3)
    elif r < 0.48:
        step = int(rng.integers(2, 16))
        phase = (np.arange(shape[1])[None] * rng.integers(0, 2) + np.arange(shape[0])[:, None] * rng.integers(0, 2)) // step % 2
        ground += (phase - 0.5) * contrast * rng.uniform(0.05, 0.35)
    elif r < 0.54:
        x = int(rng.integers(0, shape[1]))
        ground[:, x:] += contrast * rng.uniform(-0.4, 0.4)
    ink = ink.astype(np.float32) / 255
    if rng.random() < 0.06:  # a shadow, or the edge of embossed letters
        dx, dy = (int(v) for v in rng.integers(-3, 4, 2))
        ground += np.roll(ink, (dy, dx), (0, 1)) * contrast * rng.uniform(-0.5, 0.5)
    if rng.random() < 0.05:  # an outline in a third tone
        ring = cv2.dilate(ink, np.ones((3, 3), np.uint8)) - ink
        ground = ground * (1 - ring) + ring * rng.uniform(0, 255)
    tones = tone + ((_smooth_noise(rng, shape, 30) - 0.5) * contrast * 0.4 if rng.random() < 0.15 else 0)
    return ground * (1 - ink) + tones * ink


def _capture(rng, picture):
    """Light, lens, sensor and compression; the result at HEIGHT."""
    h, w = picture.shape
    if rng.random() < 0.2:
        light = _smooth_noise(rng, (h, w), rng.uniform(30, 300))
        picture = picture * (1 - rng.uniform(0.1, 0.5) * light)
    if rng.random() < 0.05:
        picture = picture + rng.uniform(40, 140) * np.exp(-((np.arange(w) - rng.uniform(0, w)) / (h * rng.uniform(0.5, 2))) ** 2)[None]
    if rng.random() < 0.35:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, max(0.5, 0.045 * h)))
    if rng.random() < 0.08:
        length = int(rng.integers(2, max(3, h // 8)))
        kernel = np.zeros((length, length), np.float32)
        kernel[length // 2 if rng.random() < 0.6 else slice(None), :] = 1
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    if rng.random() < 0.6:  # seen at a lower resolution first, which may be much lower
        seen = int(np.clip(rng.normal(25, 7), 13, 40))
        picture = cv2.resize(picture, (max(4, round(w * seen / h)), seen), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.4:
        picture = picture + rng.normal(0, rng.uniform(1, 14), picture.shape)
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.45:
        _, coded = cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 95))))
        picture = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    if rng.random() < 0.05:
        split, _ = cv2.threshold(picture, 0, 255, cv2.THRESH_OTSU)
        picture = np.where(picture > split + rng.uniform(-12, 12), 255, 0).astype(np.uint8)
    h, w = picture.shape
    way = cv2.INTER_CUBIC if h < HEIGHT and rng.random() < 0.6 else cv2.INTER_AREA if h > HEIGHT else cv2.INTER_LINEAR
    return cv2.resize(picture, (max(8, round(w * HEIGHT / h)), HEIGHT), interpolation=way)


if __name__ == "__main__":
    import sys
    import time

    first, started = int(sys.argv[1]) if len(sys.argv) > 1 else 0, time.time()
    rows = [compose((1, first + i)) for i in range(60)]
    print(f"{(time.time() - started) / 60 * 1e3:.1f} ms a line")
    sheet = np.full((30 * (HEIGHT + 4), 2 * 640), 128, np.uint8)
    for i, (line, text) in enumerate(rows):
        y, x = i // 2 * (HEIGHT + 4), i % 2 * 640
        sheet[y:y + HEIGHT, x:x + min(636, line.shape[1])] = line[:, :636]
        print(i, text)
    cv2.imwrite("work/lines.png", sheet)
