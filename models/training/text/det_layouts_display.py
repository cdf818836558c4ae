"""Things to be read from afar or on glass: posters, signs, screens, plates, and words that fill the picture."""
import numpy as np

import corpus
import det_backgrounds
import det_clutter
from det_colours import colour, ink_for, luma, pair
from det_fonts import drawable, pick
from det_layouts_print import COLUMN_GAP, PRINT, body_size, fill
from det_sheet import Sheet

SIGN = {"print": 0.7, "display": 0.18, "hand": 0.08, "device": 0.02, "mono": 0.02}
CODE = {"mono": 0.7, "device": 0.3}


def poster(rng):
    """Lines of several sizes on colour, with pictures, panels and marks."""
    width, height = (int(v) for v in rng.uniform(400, 900, 2))
    paper, ink = pair(rng, 0.3)
    sheet = Sheet(width, height, paper)
    if rng.random() < 0.3:
        sheet.pixels[:] = np.clip(det_backgrounds.make(width, height, rng) * rng.uniform(0.1, 0.35) + paper * 0.7, 0, 255)
    for _ in range(rng.integers(0, 4)):
        x, y, w, h = rng.uniform(0, 0.7, 2).tolist() + rng.uniform(0.1, 0.6, 2).tolist()
        sheet.fill((x * width, y * height, (x + w) * width, (y + h) * height), colour(rng))
    family = pick(rng, SIGN)
    y, align, marks = rng.uniform(0.02, 0.2) * height, rng.choice(("left", "centre", "left")), rng.random() < 0.4
    left = rng.uniform(0.03, 0.3) * width
    while y < height * 0.97:
        if rng.random() < 0.3:
            family = pick(rng, SIGN)
        size = body_size(rng, 10, 30, 130)
        rows, leading = int(rng.choice((1, 1, 2, 2, 3, 4))), rng.uniform(1.05, 1.5)
        style = effects(rng, size)
        x = width / 2 if align == "centre" else left + (size * 1.5 if marks else 0)
        room = width * 0.94 if align == "centre" else width - x - 4
        space = room * rng.uniform(0.25, 0.95)
        if marks and align == "left":
            side = size * rng.uniform(1, 2)
            det_clutter.draw(sheet.pixels, (x - side - size * 0.6, y, x - size * 0.6, y + side), ink_for(rng, paper), rng)
        for _ in range(rows):
            y += size * leading
            text = drawable(corpus.recase(rng, fill(rng, family.at(size), space)), family)
            _legible(sheet, rng, family.at(size).getlength(text) * 1.2, size, x, y, paper, ink, align)
            sheet.write(text, family, size, x, y, ink, align, **style)
        y += size * rng.uniform(0.2, 2)
    for _ in range(rng.integers(0, 4)):
        w, h = np.exp(rng.uniform(np.log(20), np.log(200), 2))
        x, y = rng.uniform(0, width - w / 2), rng.uniform(0, height - h / 2)
        if sheet.free((x, y, x + w, y + h), 3):
            det_clutter.draw(sheet.pixels, (x, y, x + w, y + h), colour(rng), rng)
            sheet.taken.append((x, y, x + w, y + h))
    return sheet


def _legible(sheet, rng, length, size, x, y, paper, ink, align):
    """Where the ink would not show all along the line, a plate in the paper's colour goes below it."""
    start = x - length / 2 if align == "centre" else x
    columns = np.clip(np.linspace(start, start + length, 9), 0, sheet.size[0] - 1).astype(int)
    rows = np.clip((y - size * 0.7, y - size * 0.3, y), 0, sheet.size[1] - 1).astype(int)
    tones = sheet.pixels[rows[:, None], columns[None]].astype(float) @ (0.114, 0.587, 0.299)
    if np.abs(tones - luma(ink)).min() < 0.5 * abs(luma(paper) - luma(ink)):
        m = size * rng.uniform(0.15, 0.5)
        sheet.fill((start - m, y - size - m * 0.5, start + length + m, y + size * 0.3 + m * 0.5), paper)


def effects(rng, size):
    style = {}
    r = rng.random()
    if r < 0.1:
        style["tracking"] = rng.uniform(-0.03, 0.35) * size
    elif r < 0.16:
        style["stretch"] = (rng.uniform(0.6, 1.0), 1.0) if rng.random() < 0.6 else (1.0, rng.uniform(0.6, 1.4))
    elif r < 0.22:
        style["slant"] = rng.uniform(-0.1, 0.3)
    elif r < 0.28:
        style["stroke"] = max(1, int(size * 0.04))
    if size > 18:
        r = rng.random()
        if r < 0.1:
            style["outline"] = colour(rng), max(1, int(size * rng.uniform(0.03, 0.1)))
        elif r < 0.22:
            reach = max(1, int(size * rng.uniform(0.03, 0.1)))
            style["shadow"] = reach, reach, colour(rng, 0, 120)
    return style


def screen(rng):
    """Menus, buttons, lists with columns, dialogs and listings."""
    width, height = (int(v) for v in rng.uniform(480, 1000, 2))
    paper, ink = pair(rng, 0.55)
    sheet = Sheet(width, height, paper)
    size = body_size(rng, 9, 15, 30)
    font = pick(rng, CODE if rng.random() < 0.35 else PRINT)
    leading, y = size * rng.uniform(1.15, 2.2), 0.0
    while y < height - size:
        kind = rng.random()
        if kind < 0.22:  # a bar with words apart
            high = size * rng.uniform(1.5, 2.8)
            tone = colour(rng)
            sheet.fill((0, y, width, y + high), tone)
            y = _words(sheet, rng, font, size, y + high / 2 + size * 0.35, ink_for(rng, tone)) + high / 2
        elif kind < 0.5:  # a list with columns
            stops = np.cumsum(rng.uniform(4, 16, 6)) * size - rng.uniform(1, 4) * size
            for _ in range(rng.integers(2, 9)):
                y += leading
                reach = 0
                for x in stops[stops < width - size]:
                    if x < reach + COLUMN_GAP * size or rng.random() < 0.15:
                        continue
                    box = sheet.write(drawable(corpus.line(rng, int(rng.integers(1, 14))), font), font, size, x, y, ink)
                    reach = box[2] if box else reach
                if rng.random() < 0.1:
                    sheet.rule((0, y + leading * 0.35), (width, y + leading * 0.35), colour(rng))
        elif kind < 0.72:  # a paragraph or a listing
            left, wide = rng.uniform(0.2, 6) * size, rng.uniform(0.3, 0.95) * width
            for _ in range(rng.integers(2, 10)):
                y += leading
                x = left + rng.integers(0, 4) * size * 1.2
                text = drawable(fill(rng, font.at(size), max(size * 3, wide - x) * rng.uniform(0.2, 1)), font)
                sheet.write(text, font, size, x, y, ink if rng.random() < 0.8 else ink_for(rng, paper))
        else:  # buttons and fields
            y += size
            x = rng.uniform(0.3, 4) * size
            while x < width - 4 * size:
                text = drawable(corpus.line(rng, 12), font)
                long = font.at(size).getlength(text)
                tone = colour(rng) if rng.random() < 0.7 else paper
                box = (x, y, x + long + 2 * size, y + size * 2)
                if box[2] < width - 2:
                    sheet.fill(box, tone)
                    sheet.frame(box, ink_for(rng, tone, 25), 1)
                    sheet.write(text, font, size, x + size, y + size * 1.35, ink_for(rng, tone))
                x = box[2] + size * rng.uniform(1, 6)
            y += size * 2
        y += size * rng.uniform(0.2, 2)
    return sheet


def _words(sheet, rng, font, size, baseline, ink):
    x = size * rng.uniform(0.3, 3)
    while x < sheet.size[0]:
        box = sheet.write(drawable(corpus.word(rng).capitalize(), font), font, size, x, baseline, ink)
        if box is None:
            break
        x = box[2] + size * rng.uniform(COLUMN_GAP, 6)
    return baseline


def huge(rng):
    """One to three short lines that fill the sheet, as on plates, name boards and cut-outs."""
    width = int(rng.uniform(420, 760))
    paper, ink = pair(rng, 0.5)
    rows = int(rng.choice((1, 1, 1, 2, 3)))
    texts, font = [], pick(rng, SIGN)
    for _ in range(rows):
        source = rng.random()
        text = corpus.recase(rng, corpus.word(rng)) if source < 0.5 else corpus.serial(rng)[:8].strip("-/ .") if source < 0.75 else corpus.line(rng, 10)
        texts.append(drawable(text, font) or "EXIT")
    sizes = [int(np.clip(40 * width * rng.uniform(0.45, 0.92) / max(1, font.at(40).getlength(t)), 16, 360)) for t in texts]
    pad = rng.uniform(0.1, 1.2) * max(sizes)
    height = int(np.clip(sum(sizes) * 1.3 + 2 * pad, 120, 1000))
    sheet = Sheet(width, height, paper)
    if rng.random() < 0.25:
        sheet.pixels[:] = det_backgrounds.make(width, height, rng)
        ink = ink_for(rng, sheet.pixels.reshape(-1, 3).mean(0), 90)
    for _ in range(rng.integers(0, 3)):
        x, y, w, h = rng.uniform(0, 1, 4) * (width, height, width / 3, height / 3)
        det_clutter.draw(sheet.pixels, (x, y, x + w, y + h), np.clip(paper + rng.normal(0, 30, 3), 0, 255), rng)
    y = pad * 0.7
    for text, size in zip(texts, sizes):
        y += size
        sheet.write(text, font, size, width / 2, y, ink, "centre", **effects(rng, size))
        y += size * rng.uniform(0.05, 0.4)
    if rng.random() < 0.4:
        sheet.frame((4, 4, width - 5, height - 5), ink, int(rng.integers(1, 9)))
    return sheet


def loose(rng):
    """A few lines without paper, to be laid on whatever is there."""
    size = body_size(rng, 9, 26, 110)
    rows, font = int(rng.choice((1, 1, 1, 2, 2, 3, 4))), pick(rng, SIGN)
    texts = [drawable(corpus.line(rng, int(rng.integers(2, 22))), font) or "SALE" for _ in range(rows)]
    width = int(max(font.at(size).getlength(t) for t in texts) * 1.5 + 3 * size + 20)
    sheet = Sheet(min(width, 1500), int(size * (rows * 1.6 + 2)))
    ink, style, y = colour(rng, 0, 255), effects(rng, size), size * 1.4
    align = str(rng.choice(("left", "centre")))
    for text in texts:
        sheet.write(text, font, size, sheet.size[0] / 2 if align == "centre" else size, y, ink, align, **style)
        y += size * rng.uniform(1.1, 1.6)
    return sheet, ink
