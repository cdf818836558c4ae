"""Printed sheets: book pages, receipts, forms and labels."""
import numpy as np

import corpus
import det_clutter
from det_colours import colour, ink_for, pair
from det_fonts import drawable, pick
from det_sheet import Sheet

PRINT = {"print": 0.9, "mono": 0.06, "hand": 0.02, "display": 0.02}
TILL = {"mono": 0.45, "device": 0.35, "print": 0.2}
COLUMN_GAP = 1.2  # times the size of the letters: what is further apart is another line ...
WORD_GAP = 0.95  # ... and what is nearer is the same


def fill(rng, face, width):
    """Words as far as they fit into `width` pixels, at least one."""
    words, space, reach = [], face.getlength(" "), 0.0
    while True:
        for word in corpus.prose(rng, 60).split(" "):
            reach += face.getlength(word) + space
            if words and reach - space > width:
                return " ".join(words)
            words.append(word)


def body_size(rng, low=8, middle=17, high=44):
    return int(np.clip(rng.lognormal(np.log(middle), 0.4), low, high))


def page(rng):
    """Columns of dense lines under headings."""
    width, height = (int(v) for v in rng.uniform(420, 1000, 2))
    paper, ink = pair(rng, 0.85)
    sheet = Sheet(width, height, paper)
    size = body_size(rng)
    font = pick(rng, PRINT)
    leading = size * rng.uniform(1.12, 1.75)
    margin = rng.uniform(0.02, 0.12) * width + 4
    columns = int(np.clip(rng.integers(1, 4), 1, max(1, width // (size * 16))))
    gutter = size * rng.uniform(1.7, 3)
    wide = (width - 2 * margin - gutter * (columns - 1)) / columns
    justified, indent = rng.random() < 0.5, rng.choice((0, rng.uniform(0.5, 2))) * size
    for c in range(columns):
        left, y = margin + c * (wide + gutter), margin + size
        paragraph = 0
        while y < height - margin * 0.5:
            if paragraph == 0 and rng.random() < 0.25:
                y = _heading(sheet, rng, left, y, wide, size, ink)
            ends = rng.random() < 0.16
            start = indent if paragraph == 0 else 0
            space = (wide - start) * (rng.uniform(0.15, 0.95) if ends else 1)
            text = fill(rng, font.at(size), space)
            gap = 0.0
            if justified and not ends and " " in text:
                gap = (space - font.at(size).getlength(text)) / text.count(" ")
                gap = float(np.clip(gap, 0, max(0, WORD_GAP * size - font.at(size).getlength(" "))))
            sheet.write(drawable(text, font), font, size, left + start, y, ink, gap=gap)
            y += leading
            paragraph = 0 if ends else paragraph + 1
            if ends:
                y += rng.choice((0, leading * rng.uniform(0.3, 1.2)))
                if rng.random() < 0.07:
                    high = rng.uniform(40, 200)
                    det_clutter.draw(sheet.pixels, (left, y - size, left + wide * rng.uniform(0.3, 1), y - size + high), colour(rng), rng)
                    y += high + leading
    if rng.random() < 0.25:
        sheet.frame((margin / 2, margin / 2, width - margin / 2, height - margin / 2), ink, int(rng.integers(1, 4)))
    return sheet


def _heading(sheet, rng, left, y, wide, size, ink):
    size = int(size * rng.uniform(1.1, 2.6))
    font = pick(rng, PRINT)
    text = corpus.recase(rng, fill(rng, font.at(size), wide * rng.uniform(0.3, 0.9)))
    y += size * 0.6
    box = sheet.write(drawable(text, font), font, size, left, y, ink, tracking=rng.choice((0, rng.uniform(0, 0.2) * size)))
    if box and rng.random() < 0.3:
        at = box[3] + size * rng.uniform(0.12, 0.5)
        sheet.rule((left, at), (left + wide, at), ink, int(rng.integers(1, 4)))
    elif box and rng.random() < 0.15:
        m = size * rng.uniform(0.3, 0.8)
        sheet.frame((box[0] - m, box[1] - m, box[2] + m, box[3] + m), ink, int(rng.integers(1, 5)))
        y += m
    return y + size * rng.uniform(1.0, 2.0)


def receipt(rng):
    """A till's rows: names left, amounts right, some stretched, some centred."""
    width, height = int(rng.uniform(300, 640)), int(rng.uniform(480, 1000))
    paper = np.clip(rng.uniform(180, 252) + rng.normal(0, 4, 3), 0, 255)
    ink = np.clip(rng.uniform(15, 120) + rng.normal(0, 8, 3), 0, 255)
    sheet = Sheet(width, height, paper)
    font = pick(rng, TILL)
    size = max(8, int(width / rng.uniform(13, 30)))
    tracking = rng.choice((0, rng.uniform(0, 0.15) * size))
    leading, margin = size * rng.uniform(1.05, 1.9), width * rng.uniform(0.01, 0.1) + 2
    right, y = width - margin, size * rng.uniform(1, 3)
    middle = rng.uniform(0.45, 0.75) * width if rng.random() < 0.3 else None

    def put(text, x, align="left", **style):
        return sheet.write(drawable(text, font), font, style.pop("size", size), x, y, ink, align, tracking=tracking, **style)

    while y < height - size:
        kind = rng.random()
        style = {}
        if rng.random() < 0.1:
            style["stretch"] = ((1.0, 2.0), (2.0, 1.0), (1.6, 1.6), (1.0, 1.5), (1.8, 1.1))[rng.integers(5)]
            y += size * (style["stretch"][1] - 1)
        if kind < 0.2:
            put(corpus.receipt(rng)[:int(width / size * 1.5)], width / 2, "centre", **style)
        elif kind < 0.66:
            x = margin + rng.choice((0, 0, rng.uniform(0, 4) * size))
            name = put(corpus.receipt(rng)[:int(rng.integers(3, 20))], x, **style)
            amount = corpus.price(rng) if rng.random() < 0.7 else corpus.number(rng)
            reach = font.at(size).getlength(amount) * style.get("stretch", (1,))[0] + tracking * len(amount)
            if name is None or name[2] + COLUMN_GAP * size < right - reach:
                put(amount, right, "right", **style)
                if middle and name and name[2] + COLUMN_GAP * size < middle and middle + COLUMN_GAP * size + 2.2 * size < right - reach:
                    put(str(rng.choice(("T1", "A", "B", "x2", "TX", "7%", "1"))), middle)
        elif kind < 0.72:
            put(corpus.receipt(rng)[:int(width / size * 1.4)], margin, **style)
        elif kind < 0.78:
            box = x = margin
            while box is not None:
                box = put(corpus.line(rng, int(rng.integers(1, 12))), x)
                x = box[2] + size * rng.uniform(COLUMN_GAP, 4) if box else x
        elif kind < 0.84:
            if rng.random() < 0.5:
                sheet.rule((margin, y - size / 3), (right, y - size / 3), ink, int(rng.integers(1, 3)))
            else:
                put(str(rng.choice(("-", "=", "*", "_", "."))) * int((right - margin) / (size * 0.75)), margin, unsure=True)
        elif kind < 0.87:
            high = size * rng.uniform(2, 5)
            det_clutter.draw(sheet.pixels, (width * 0.2, y - size, width * 0.8, y - size + high), ink, rng)
            y += high
        else:
            y += leading * rng.uniform(0.2, 1.5)
        y += leading
    if rng.random() < 0.25:  # what is printed along the side, and what shines through from the back
        side = pick(rng, PRINT)
        text = drawable(corpus.prose(rng, 24).upper(), side)
        for at in np.arange(rng.uniform(0, 60), height, rng.uniform(250, 500)):
            sheet.write(text, side, int(size * rng.uniform(0.7, 1.3)), right - size * rng.uniform(0, 1.2), at, colour(rng, 0, 120), turn=int(rng.choice((1, 3))), check=2)
    return sheet


def label(rng):
    """Panels with rules, bars and bar codes; some inverted; names and values, small print, text turned by a quarter."""
    width, height = (int(v) for v in rng.uniform(340, 900, 2))
    paper, ink = pair(rng, 0.75)
    sheet = Sheet(width, height, paper)
    bold, plain = pick(rng, PRINT), pick(rng, PRINT)
    base = body_size(rng, 9, 18, 50)
    y, margin = rng.uniform(3, 20), rng.uniform(4, 30)
    while y < height - base:
        high = min(base * rng.uniform(1.6, 7), height - y - 2)
        panel, mark = paper, ink
        if rng.random() < 0.16:
            panel = ink if rng.random() < 0.6 else colour(rng)
            mark = ink_for(rng, panel)
            sheet.fill((margin / 2, y, width - margin / 2, y + high), panel)
        cells = 1 if rng.random() < 0.6 else int(rng.integers(2, 4))
        wide = (width - 2 * margin) / cells
        for c in range(cells):
            _cell(sheet, rng, (margin + c * wide + base * 0.2, y, margin + (c + 1) * wide - base * 0.9, y + high), bold, plain, base, mark)
            if c and rng.random() < 0.5:
                sheet.rule((margin + c * wide - base * 0.3, y), (margin + c * wide - base * 0.3, y + high), ink, int(rng.integers(1, 4)))
        y += high
        if rng.random() < 0.45:
            thick = int(rng.choice((1, 1, 2, 3, rng.uniform(3, 16))))
            sheet.rule((margin / 2, y + thick / 2), (width - margin / 2, y + thick / 2), ink, thick)
            y += thick
        y += rng.uniform(0.1, 0.8) * base
    if rng.random() < 0.5:
        sheet.frame((2, 2, width - 3, height - 3), ink, int(rng.integers(1, 6)))
    return sheet


def _cell(sheet, rng, box, bold, plain, base, ink):
    x1, y1, x2, y2 = box
    kind = rng.random()
    if kind < 0.14:
        det_clutter.draw(sheet.pixels, (x1, y1 + 3, x1 + (x2 - x1) * rng.uniform(0.4, 1), y2 - 3), ink, rng)
    elif kind < 0.2:
        text = drawable(corpus.line(rng, int(rng.integers(3, 14))), bold)
        sheet.write(text, bold, max(8, int(base * rng.uniform(0.5, 1))), x1, y1 + 2, ink, turn=int(rng.choice((1, 3))))
    elif kind < 0.45:
        size = int(np.clip((y2 - y1) * rng.uniform(0.4, 0.85), 9, 130))
        text = drawable(fill(rng, bold.at(size), (x2 - x1) * rng.uniform(0.4, 1)), bold)
        if bold.at(size).getlength(text) <= x2 - x1:
            sheet.write(text, bold, size, x1, y1 + (y2 - y1) / 2 + size * 0.35, ink, stroke=int(rng.random() < 0.15), slant=rng.choice((0, 0, 0, 0.2)))
    else:
        size = int(max(8, base * rng.uniform(0.5, 1)))
        leading, y, values = size * rng.uniform(1.1, 1.7), y1 + size, rng.random() < 0.45
        while y < y2:
            font = bold if rng.random() < 0.2 else plain
            name = drawable(fill(rng, font.at(size), (x2 - x1) * (rng.uniform(0.15, 0.5) if values else rng.uniform(0.3, 1))), font)
            written = sheet.write(name, font, size, x1, y, ink)
            if values and written:
                value = drawable(corpus.number(rng), plain)
                if written[2] + COLUMN_GAP * size < x2 - plain.at(size).getlength(value):
                    sheet.write(value, plain, size, x2, y, ink, "right")
            if rng.random() < 0.1:
                sheet.rule((x1, y + size * 0.35), (x2, y + size * 0.35), ink)
            y += leading

