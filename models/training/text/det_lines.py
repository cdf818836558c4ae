"""One line of text as ink, with the two outlines the detector learns from: all of the line, and its core."""
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

POINTS = 9  # along each long side: enough for a line that is bent
GROWTH = 1.5  # what the decoder multiplies area / perimeter by; the core is what grows back to the whole line
MARGIN = 0.04  # of the ink's height, around it


@dataclass
class Line:
    """`ink` is coverage, its corner at (left, top) from where the pen starts on the baseline."""
    ink: np.ndarray
    left: int
    top: int
    box: tuple  # x1, y1, x2, y2 of the line from the pen's start


def inset(width, height):
    """How far the core's sides lie inside: growing the core by area * GROWTH / perimeter gives the line back."""
    a, b, c = 4 * GROWTH + 8, 2 * (width + height) * (1 + GROWTH), GROWTH * width * height
    return (b - np.sqrt(b * b - 4 * a * c)) / (2 * a)


def outlines(box):
    """-> [2, 2, POINTS, 2]: whole and core, each with its upper and its lower side, from left to right."""
    x1, y1, x2, y2 = box
    both = []
    for d in (0.0, inset(x2 - x1, y2 - y1)):
        x = np.linspace(x1 + d, x2 - d, POINTS)
        both.append([np.stack((x, np.full(POINTS, y)), 1) for y in (y1 + d, y2 - d)])
    return np.array(both)


def render(text, font, size, tracking=0.0, gap=0.0, stroke=0, slant=0.0, stretch=(1.0, 1.0)):
    """Draws text. `tracking` and `gap` are added after each character and each space, in pixels; None if nothing shows."""
    face = font.at(size)
    pieces, x = [], 0.0
    if tracking:
        for character in text:
            pieces.append((character, x))
            x += face.getlength(character) + tracking + (gap if character == " " else 0)
    elif gap:
        space = face.getlength(" ")
        for word in text.split(" "):
            pieces.append((word, x))
            x += face.getlength(word) + space + gap
    else:
        pieces.append((text, 0.0))
    left, top, right, bottom = face.getbbox(text, anchor="ls", stroke_width=stroke)
    pad = 2 + stroke + int(size * 0.15)
    width, height = int(max(right, x) - left) + 2 * pad, bottom - top + 2 * pad
    if width > 3000 or height > 1500 or height < 3:
        return None
    canvas = Image.new("L", (width, height))
    draw = ImageDraw.Draw(canvas)
    for piece, at in pieces:
        draw.text((pad - left + at, pad - top), piece, 255, face, anchor="ls", stroke_width=stroke)
    ink = np.asarray(canvas)
    left, top = left - pad, top - pad
    if slant:
        ink = cv2.warpAffine(ink, np.array(((1, -slant, slant * height), (0, 1, 0.0))), (width + int(abs(slant) * height) + 1, height))
    if stretch != (1.0, 1.0):
        ink = cv2.resize(ink, None, fx=stretch[0], fy=stretch[1], interpolation=cv2.INTER_LINEAR)
        left, top = round(left * stretch[0]), round(top * stretch[1])
    return _tight(ink, left, top, size * stretch[1])


def _tight(ink, left, top, size):
    columns, rows = np.flatnonzero(ink.max(0) > 60), np.flatnonzero(ink.max(1) > 60)
    if len(columns) == 0 or len(rows) == 0:
        return None
    x1, x2, y1, y2 = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    ink = np.ascontiguousarray(ink[y1:y2, x1:x2])
    left, top = left + int(x1), top + int(y1)
    height, width = ink.shape
    # A line of dashes or dots is as high as letters would be.
    spare = max(0.0, 0.42 * size - height) / 2 + MARGIN * height
    return Line(ink, left, top, (left - MARGIN * height, top - spare, left + width + MARGIN * height, top + height + spare))
