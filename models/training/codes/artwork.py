"""Flat artwork: symbols printed on labels, packages and pages, with the exact box of every symbol."""
from dataclasses import dataclass, field

import cv2
import numpy as np

import decoys
import lettering
from settings import AZTEC, DATAMATRIX, LINEAR, PDF417, QR


@dataclass
class Artwork:
    """A flat printed thing. `alpha` is 0 where the surface below shows through."""
    pixels: np.ndarray
    alpha: np.ndarray
    codes: list = field(default_factory=list)  # (class, x1, y1, x2, y2) in artwork pixels

    @property
    def size(self):
        return self.pixels.shape[1], self.pixels.shape[0]


GUARDS = {"EANX": ((0, 3), (45, 50), (92, 95)), "UPCA": ((0, 10), (45, 50), (85, 95)),
          "EANX_8": ((0, 3), (31, 36), (64, 67)), "UPCE": ((0, 3), (45, 51))}


def symbol_mask(symbol, module, rng):
    """Ink coverage of one symbol with its lettering, and the box (x1,y1,x2,y2) of its modules."""
    if symbol.kind == LINEAR:
        return _linear_mask(symbol, module, rng)
    return _matrix_mask(symbol, module, rng)


def _linear_mask(symbol, module, rng):
    bars = np.repeat(symbol.modules[0], module) * 255
    width = len(bars)
    height = max(4, int(width * np.clip(rng.lognormal(np.log(0.42), 0.45), 0.1, 1.1)))
    text_size = int(width * rng.uniform(0.07, 0.13))
    margin = int(width * rng.uniform(0.08, 0.16))
    has_text = rng.random() < 0.75
    above = has_text and rng.random() < 0.08
    top = text_size + 2 * module if above else 0
    bottom = int(text_size * 1.4) if has_text and not above else 0
    mask = np.zeros((top + height + bottom, width + 2 * margin), np.uint8)
    mask[top:top + height, margin:margin + width] = bars
    guards = GUARDS.get(symbol.symbology)
    if guards and rng.random() < 0.8:
        for start, end in guards:
            part = slice(start * module, end * module)
            reach = top + height + min(bottom, int(text_size * 0.55))
            mask[top + height:reach, margin:][:, part] = bars[part]
    if has_text:
        _write_digits(mask, symbol, module, rng, margin, width, top, height, text_size, above, bool(guards))
    if symbol.symbology == "ITF14" and rng.random() < 0.6:  # bearer bars
        thick = max(2, int(module * rng.uniform(2, 5)))
        x1, x2 = max(0, margin - 8 * module), min(mask.shape[1], margin + width + 8 * module)
        framed = cv2.copyMakeBorder(mask[:, x1:x2], thick, 0, 0, 0, cv2.BORDER_CONSTANT, value=255)
        framed[thick + top + height:thick + top + height + thick] = 255
        framed[:top + height + thick, :thick] = framed[:top + height + thick, -thick:] = 255
        return framed, (margin - x1, top + thick, margin - x1 + width, top + thick + height)
    return mask, (margin, top, margin + width, top + height)


def _write_digits(mask, symbol, module, rng, margin, width, top, height, size, above, grouped):
    path = lettering.fonts()[rng.integers(len(lettering.fonts()))]
    baseline = int(size * 0.85) if above else top + height + int(size * rng.uniform(0.9, 1.2))
    text = symbol.text
    if grouped and symbol.symbology != "UPCE" and not above:
        # retail codes: a digit before (and, for UPC-A, one after) the bars, the others in two halves
        lead = 0 if symbol.symbology == "EANX_8" else 1
        text += str(rng.integers(10))
        tail = len(text) - 1 if symbol.symbology == "UPCA" else len(text)
        half = (lead + tail) // 2
        if lead:
            lettering.write(mask, (margin * 0.2, baseline), text[0], path, size)
        if tail < len(text):
            lettering.write(mask, (margin + width + module * 2, baseline), text[-1], path, size)
        lettering.write(mask, (margin + width * 0.27, baseline), text[lead:half], path, size, "ms")
        lettering.write(mask, (margin + width * 0.74, baseline), text[half:tail], path, size, "ms")
    else:
        gap = " " * int(rng.integers(0, 2))
        lettering.write(mask, (margin + width / 2, baseline), gap.join(text), path, size, "ms")


def _matrix_mask(symbol, module, rng):
    mask = _modules(symbol, module, rng)
    if symbol.kind == QR and rng.random() < 0.08:  # a logo in the middle
        side = mask.shape[0]
        size = int(side * rng.uniform(0.15, 0.3))
        at = (side - size) // 2
        logo = np.zeros((size, size), np.uint8)
        if rng.random() < 0.5:
            cv2.circle(logo, (size // 2, size // 2), int(size * 0.4), 255, -1)
        else:
            letters = lettering.words(rng, 2)
            lettering.write(logo, (size // 2, size * 0.8), letters, lettering.fonts()[0], size * 0.7, "ms")
        mask[at:at + size, at:at + size] = logo
    # Aztec needs no quiet zone, Data Matrix and PDF417 ask for one or two modules
    margin = int(module * rng.choice((1, 2, 4, 4, 4, 6) if symbol.kind == QR else (0, 1, 1, 2, 2, 4)))
    mask = cv2.copyMakeBorder(mask, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    return mask, (margin, margin, mask.shape[1] - margin, mask.shape[0] - margin)


def _modules(symbol, module, rng):
    """Ink of the modules: squares or, at times, dots and rounded ones."""
    if symbol.symbology == "MAXICODE":
        return decoys.draw_maxicode(symbol.modules, module)
    if symbol.symbology == "DOTCODE":
        return decoys.draw_dots(symbol.modules, module)
    modules = symbol.modules * np.uint8(255)
    mask = cv2.resize(modules, None, fx=module, fy=module * symbol.row_height, interpolation=cv2.INTER_NEAREST)
    style = rng.random()
    if module < 4 or symbol.row_height > 1:
        return mask
    if style < 0.10:
        return np.where(cv2.GaussianBlur(mask, (0, 0), module * 0.28) > 127, 255, 0).astype(np.uint8)
    if symbol.kind == QR and style < 0.18:
        dotted = decoys.draw_dots(symbol.modules, module)
        for y, x in ((0, 0), (0, -7), (-7, 0)):  # finder patterns stay solid
            rows = slice(y * module if y else 0, (7 * module if y == 0 else None))
            cols = slice(x * module if x else 0, (7 * module if x == 0 else None))
            dotted[rows, cols] = mask[rows, cols]
        return dotted
    if symbol.kind == DATAMATRIX and style < 0.26:  # pins and lasers mark parts dot by dot
        return decoys.draw_dots(symbol.modules, module)
    return mask


def _spread(mask, module, rng):
    """Ink spread or loss of printing."""
    if module >= 3 and rng.random() < 0.3:
        kernel = np.ones((2, 2), np.uint8)
        return cv2.dilate(mask, kernel) if rng.random() < 0.6 else cv2.erode(mask, kernel)
    return mask


def _colours(rng):
    """Ink and paper, BGR. Mostly dark on bright grey, sometimes tinted, weak, or inverted."""
    paper = np.full(3, rng.uniform(175, 255))
    ink = np.full(3, rng.uniform(0, 60))
    kind = rng.random()
    if kind < 0.22:
        paper = rng.uniform(150, 255, 3)
    elif kind < 0.28:
        paper = np.clip(np.array((90, 140, 180)) + rng.normal(0, 22, 3), 60, 230)  # cardboard
    if rng.random() < 0.15:
        ink = rng.uniform(0, 120, 3)
    if rng.random() < 0.12:
        ink = paper + (ink - paper) * rng.uniform(0.3, 0.6)
    if rng.random() < 0.07:
        ink, paper = paper, ink
    return ink, paper


def print_on(paper_pixels, mask, ink):
    coverage = mask[..., None].astype(np.float32) / 255
    return (paper_pixels + (ink - paper_pixels) * coverage).astype(np.uint8)


def make(symbol, target, rng):
    """Artwork around one symbol whose long side should come out about `target` pixels in the scene."""
    module = int(np.clip(np.ceil(target / symbol.length), 2, 12))
    mask, box = symbol_mask(symbol, module, rng)
    mask = _spread(mask, module, rng)
    ink, paper = _colours(rng)
    sheet = mask
    if rng.random() < 0.7:
        sheet, box = _surround(mask, box, rng)
    pixels = np.empty((*sheet.shape, 3), np.float32)
    pixels[:] = paper
    if rng.random() < 0.15:  # printed over a faint pattern
        noise = cv2.resize(rng.normal(0, 1, (6, 6)).astype(np.float32), sheet.shape[::-1], interpolation=cv2.INTER_CUBIC)
        pixels = np.clip(pixels + noise[..., None] * rng.uniform(4, 18), 0, 255)
    pixels = print_on(pixels, sheet, ink)
    alpha = _outline(sheet, rng)
    codes = [] if symbol.kind < 0 else [(symbol.kind, *box)]
    return Artwork(pixels, alpha, codes)


def cover_middle(art, rng):
    """A coloured emblem over the middle of a QR code, as error correction allows."""
    _, x1, y1, x2, y2 = art.codes[0]
    side = x2 - x1
    centre = int((x1 + x2) / 2 + rng.normal(0, 0.03) * side), int((y1 + y2) / 2 + rng.normal(0, 0.03) * side)
    radius = side * rng.uniform(0.08, 0.18)
    for shrink in (1.0, rng.uniform(0.6, 0.9), rng.uniform(0.2, 0.5)):
        fill = tuple(float(v) for v in (rng.uniform(0, 255, 3) if shrink < 1 or rng.random() < 0.5 else (250,) * 3))
        axes = max(1, int(radius * shrink * rng.uniform(0.8, 1.1))), max(1, int(radius * shrink * rng.uniform(0.8, 1.2)))
        if rng.random() < 0.6:
            cv2.ellipse(art.pixels, centre, axes, rng.uniform(0, 180), 0, 360, fill, -1)
        else:
            cv2.rectangle(art.pixels, (centre[0] - axes[0], centre[1] - axes[1]),
                          (centre[0] + axes[0], centre[1] + axes[1]), fill, -1)


def beside(first, second, rng):
    """Two pieces of artwork on one sheet, side by side or stacked."""
    across = rng.random() < 0.4
    gap = int(rng.uniform(0.02, 0.3) * max(first.size))
    (w1, h1), (w2, h2) = first.size, second.size
    width, height = (w1 + gap + w2, max(h1, h2)) if across else (max(w1, w2), h1 + gap + h2)
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:] = first.pixels[0, 0]
    dx = w1 + gap if across else int(rng.integers(0, width - w2 + 1))
    dy = int(rng.integers(0, height - h2 + 1)) if across else h1 + gap
    pixels[:h1, :w1] = first.pixels
    pixels[dy:dy + h2, dx:dx + w2] = second.pixels
    moved = [(c, x1 + dx, y1 + dy, x2 + dx, y2 + dy) for c, x1, y1, x2, y2 in second.codes]
    return Artwork(pixels, np.full((height, width), 255, np.uint8), first.codes + moved)


def form(pick, rng):
    """A shipping label or a form: ruled cells with lettering and several codes. `pick(kind, pixels)` gives a symbol."""
    width = int(rng.uniform(500, 1000))
    height = int(width * rng.uniform(0.55, 1.5))
    mask = np.zeros((height, width), np.uint8)
    codes, finest = [], 99
    ruled = rng.random() < 0.6
    for x1, y1, x2, y2 in _split((0, 0, width, height), 4, rng):
        if ruled:
            cv2.rectangle(mask, (x1, y1), (x2, y2), 255, int(rng.integers(1, 4)))
        pad = int(min(x2 - x1, y2 - y1) * rng.uniform(0.04, 0.12)) + 3
        x1, y1, x2, y2 = x1 + pad, y1 + pad, x2 - pad, y2 - pad
        if rng.random() < 0.55:
            kind = _kind_for(x2 - x1, y2 - y1, rng)
            symbol = pick(kind, (x2 - x1) * rng.uniform(0.3, 0.5))
            room = (x2 - x1) * 0.8 if symbol.is_wide else min(x2 - x1, y2 - y1) * 0.95
            module = min(8, int(room * rng.uniform(0.6, 1.0) / symbol.length))
            if module >= 2:
                drawn, box = symbol_mask(symbol, module, rng)
                h, w = drawn.shape
                if w <= x2 - x1 and h <= y2 - y1:
                    dx, dy = x1 + int(rng.integers(0, x2 - x1 - w + 1)), y1 + int(rng.integers(0, y2 - y1 - h + 1))
                    mask[dy:dy + h, dx:dx + w] = drawn
                    codes.append((kind, box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy))
                    finest = min(finest, module)
                    continue
        if rng.random() < 0.12:
            mask[y1:y2, x1:x2] = 255
        elif rng.random() < 0.9:
            lettering.write_block(mask, (x1, y1, x2, y2), rng)
    ink, paper = _colours(rng)
    pixels = np.empty((height, width, 3), np.float32)
    pixels[:] = paper
    art = Artwork(print_on(pixels, mask, ink), np.full((height, width), 255, np.uint8), codes)
    return art, finest


def _kind_for(width, height, rng):
    """The kind of code that suits a cell of a form."""
    if width > 2 * height:
        return rng.choice((LINEAR, PDF417, DATAMATRIX), p=(0.66, 0.26, 0.08))
    return rng.choice((LINEAR, PDF417, QR, DATAMATRIX, AZTEC), p=(0.3, 0.12, 0.24, 0.19, 0.15))


def _split(area, depth, rng):
    """Random guillotine cuts."""
    x1, y1, x2, y2 = area
    width, height = x2 - x1, y2 - y1
    if depth == 0 or min(width, height) < 130 or (depth < 3 and rng.random() < 0.25):
        yield area
        return
    share = rng.uniform(0.3, 0.7)
    if width > height * rng.uniform(0.6, 1.8):
        cut = x1 + int(width * share)
        parts = (x1, y1, cut, y2), (cut, y1, x2, y2)
    else:
        cut = y1 + int(height * share)
        parts = (x1, y1, x2, cut), (x1, cut, x2, y2)
    for part in parts:
        yield from _split(part, depth - 1, rng)


def _surround(mask, box, rng):
    """A larger sheet with lettering, rules, boxes and pictures around the symbol."""
    height, width = mask.shape
    grow = max(height, width)
    left, right, top, bottom = (int(grow * v) for v in rng.uniform(0, 0.9, 4) ** 1.5)
    sheet = cv2.copyMakeBorder(mask, top, bottom, left, right, cv2.BORDER_CONSTANT, value=0)
    full_height, full_width = sheet.shape
    pad = int(grow * 0.03) + 1
    areas = [(pad, pad, full_width - pad, top - pad), (pad, top + height + pad, full_width - pad, full_height - pad),
             (pad, top, left - pad, top + height), (left + width + pad, top, full_width - pad, top + height)]
    for area in areas:
        x1, y1, x2, y2 = area
        if x2 - x1 < 12 or y2 - y1 < 12:
            continue
        kind = rng.random()
        if kind < 0.6:
            lettering.write_block(sheet, area, rng)
        elif kind < 0.75:
            decoys.clutter(sheet[y1:y2, x1:x2], rng)
        elif kind < 0.82:
            sheet[y1:y2, x1:x2] = 255
    if rng.random() < 0.25:
        cv2.rectangle(sheet, (1, 1), (full_width - 2, full_height - 2), 255, int(rng.integers(1, 5)))
    if rng.random() < 0.15:
        y = max(0, top - 1)
        cv2.line(sheet, (0, y), (full_width, y), 255, int(rng.integers(1, 4)))
    x1, y1, x2, y2 = box
    return sheet, (x1 + left, y1 + top, x2 + left, y2 + top)


def _outline(sheet, rng):
    height, width = sheet.shape
    kind = rng.random()
    if kind < 0.12:  # no paper: ink straight on whatever is below
        return sheet.copy()
    alpha = np.full((height, width), 255, np.uint8)
    if kind < 0.30:  # rounded corners
        radius = int(min(height, width) * rng.uniform(0.02, 0.12)) + 1
        alpha[:] = 0
        cv2.rectangle(alpha, (radius, 0), (width - radius, height), 255, -1)
        cv2.rectangle(alpha, (0, radius), (width, height - radius), 255, -1)
        for cx in (radius, width - radius - 1):
            for cy in (radius, height - radius - 1):
                cv2.circle(alpha, (cx, cy), radius, 255, -1)
    return alpha
