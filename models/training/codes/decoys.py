"""What resembles a code but is none of the classes: other symbologies, and patterns drawn into a mask.

A pattern is a function (mask, period, rng) that inks a uint8 mask in place.
"""
import string

import cv2
import numpy as np

import lettering


def _text(low, high, alphabet=string.ascii_uppercase + string.digits):
    return lambda rng: "".join(rng.choice(list(alphabet), int(rng.integers(low, high + 1))))


# symbology -> (how many, content, zint options, height of a row in modules)
KINDS = {
    "MAXICODE": (16, _text(4, 60), ("--mode=4",), 1),
    "DOTCODE": (16, _text(6, 60), (), 1),
    "CODABLOCKF": (12, _text(14, 60), (), 9),
    "CODE16K": (8, _text(10, 40), (), 8),
    "CODE49": (6, _text(8, 30), (), 9),
    "HANXIN": (6, _text(8, 60), (), 1),
    "GRIDMATRIX": (5, _text(8, 40), (), 1),
    "CODEONE": (5, _text(6, 40), (), 1),
    "USPS_IMAIL": (8, _text(20, 20, "01234"), (), 3),
    "RM4SCC": (8, _text(7, 11), (), 3),
    "POSTNET": (6, _text(9, 11, string.digits), (), 3),
}


def draw_maxicode(modules, module):
    """Hexagons in rows half a module apart, around a bull's-eye. -> ink mask"""
    rows, columns = modules.shape
    step = module * 0.87
    mask = np.zeros((int(rows * step) + module, int((columns + 0.5) * module) + 1), np.uint8)
    radius = max(1, int(module * 0.52))
    for row, column in zip(*modules.nonzero()):
        centre = int((column + 0.5 + 0.5 * (row % 2)) * module), int(row * step + module / 2)
        cv2.circle(mask, centre, radius, 255, -1)
    middle = int((columns / 2) * module), int(rows / 2 * step)
    for ring, ink in ((4.6, 0), (3.9, 255), (3.1, 0), (2.3, 255), (1.5, 0), (0.8, 255)):
        cv2.circle(mask, middle, max(1, int(ring * module)), ink, -1)
    return mask


def draw_dots(modules, module):
    mask = np.zeros((modules.shape[0] * module, modules.shape[1] * module), np.uint8)
    for row, column in zip(*modules.nonzero()):
        cv2.circle(mask, (column * module + module // 2, row * module + module // 2), max(1, int(module * 0.48)), 255, -1)
    return mask


def clutter(mask, rng):
    """One pattern over the whole mask."""
    PATTERNS[rng.choice(len(PATTERNS), p=ODDS)](mask, int(rng.integers(3, 24)), rng)


def _grid(mask):
    return np.mgrid[:mask.shape[0], :mask.shape[1]]


def _stripes(mask, period, rng):
    y, x = _grid(mask)
    angle = rng.choice((0, np.pi / 2, rng.uniform(0, np.pi)))
    along = x * np.cos(angle) + y * np.sin(angle)
    mask[along % period < period * rng.uniform(0.2, 0.7)] = 255


def _checkers(mask, period, rng):
    y, x = _grid(mask)
    mask[(x // period + y // period) % 2 == 0] = 255


def _lattice(mask, period, rng):
    y, x = _grid(mask)
    line = max(1, period // 6)
    mask[(x % period < line) | (y % period < line)] = 255


def _dots(mask, period, rng):
    y, x = _grid(mask)
    mask[np.hypot(x % period - period / 2, y % period - period / 2) < period * 0.35] = 255


def _blocks(mask, period, rng):
    height, width = mask.shape
    rows = rng.random((height // period + 1, width // period + 1)) < 0.25
    mask[np.kron(rows, np.ones((period, period), bool))[:height, :width]] = 255


def _nested_squares(mask, period, rng):
    """Concentric squares or rings: the middle of an Aztec code or a target, without the code."""
    height, width = mask.shape
    centre, reach = (width // 2, height // 2), min(width, height) // 2
    step, ink, round_rings = max(2, period // 2), 255, rng.random() < 0.5
    for radius in range(reach, 0, -step):
        if round_rings:
            cv2.circle(mask, centre, radius, ink, -1)
        else:
            cv2.rectangle(mask, (centre[0] - radius, centre[1] - radius), (centre[0] + radius, centre[1] + radius), ink, -1)
        ink = 255 - ink


def _ruler(mask, period, rng):
    """Ticks of three lengths along one edge, with figures."""
    height, width = mask.shape
    period = max(3, period // 2)
    length = height * rng.uniform(0.4, 0.8)
    path = lettering.fonts()[rng.integers(len(lettering.fonts()))]
    for i, x in enumerate(range(0, width, period)):
        share = 1.0 if i % 10 == 0 else 0.75 if i % 5 == 0 else 0.5
        cv2.line(mask, (x, 0), (x, int(length * share)), 255, max(1, period // 4))
        if i % 10 == 0 and height - length > 6:
            lettering.write(mask, (x, height - 2), str(i // 10), path, (height - length) * 0.9, "ms")


def _keyboard(mask, period, rng):
    """Rows of keys, outlined or filled, each with a letter."""
    height, width = mask.shape
    key = int(np.clip(period * 2, 12, 48))
    filled = rng.random() < 0.5
    path = lettering.fonts()[rng.integers(len(lettering.fonts()))]
    for row, y in enumerate(range(0, height - key // 2, key)):
        for x in range(-int(row * key * 0.3) % key - key, width, key):
            corner = (x + key // 10, y + key // 10), (x + key - key // 10, y + key - key // 10)
            cv2.rectangle(mask, *corner, 255, -1 if filled else max(1, key // 16))
            letter = np.zeros((key, key), np.uint8)
            lettering.write(letter, (key * 0.3, key * 0.6), chr(65 + int(rng.integers(26))), path, key * 0.4)
            x1, y1, x2, y2 = max(0, x), y, min(width, x + key), min(height, y + key)
            part = letter[:y2 - y1, x1 - x:x2 - x]
            mask[y1:y2, x1:x2] = np.where(part > 127, 0 if filled else 255, mask[y1:y2, x1:x2])


def _table(mask, period, rng):
    """A ruled table with figures, as on forms and data sheets."""
    height, width = mask.shape
    row, column = max(8, period), int(max(20, period * rng.uniform(2, 5)))
    path = lettering.fonts()[rng.integers(len(lettering.fonts()))]
    for y in range(0, height, row):
        cv2.line(mask, (0, y), (width, y), 255, 1)
        for x in range(0, width, column):
            lettering.write(mask, (x + 3, y + row * 0.8), lettering.words(rng, max(1, column // row)), path, row * 0.7)
    for x in range(0, width, column):
        cv2.line(mask, (x, 0), (x, height), 255, 1)


def _brackets(mask, period, rng):
    """An L or a frame with broken edges around nothing: what a Data Matrix code shows first."""
    height, width = mask.shape
    thick = max(2, period // 3)
    cv2.line(mask, (0, 0), (0, height), 255, thick)
    cv2.line(mask, (0, height - 1), (width, height - 1), 255, thick)
    if rng.random() < 0.5:
        for x in range(0, width, 2 * thick):
            mask[:thick, x:x + thick] = 255
        for y in range(0, height, 2 * thick):
            mask[y:y + thick, -thick:] = 255


PATTERNS = (_stripes, _checkers, _lattice, _dots, _blocks, _nested_squares, _ruler, _keyboard, _table, _brackets)
ODDS = (0.26, 0.12, 0.11, 0.1, 0.11, 0.06, 0.08, 0.06, 0.06, 0.04)
