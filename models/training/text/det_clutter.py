"""What looks like print and is no text: bar codes, hatching, grids, icons, arrows, borders, stars."""
import cv2
import numpy as np


def draw(pixels, box, ink, rng):
    """Draws one such thing into the box of a BGR picture."""
    x1, y1, x2, y2 = (int(v) for v in box)
    region = pixels[max(0, y1):max(0, y2), max(0, x1):max(0, x2)]
    if region.shape[0] < 6 or region.shape[1] < 6:
        return
    kinds = (_bars, _matrix, _hatching, _grid, _icon, _arrow, _star, _border, _dots, _scribble, _rings)
    mask = np.zeros(region.shape[:2], np.uint8)
    kinds[rng.choice(len(kinds), p=_SHARES)](mask, rng)
    weight = mask[..., None].astype(np.float32) / 255
    region[:] = (region + (np.asarray(ink, np.float32) - region) * weight).astype(np.uint8)


_SHARES = np.array((3, 2, 1.5, 1.5, 4, 2, 1.5, 1, 1, 1.5, 1.5)) / 20.5


def _bars(mask, rng):
    height, width = mask.shape
    module = max(1, int(rng.integers(1, 5)))
    bars = np.repeat(rng.random(width // module + 1) < 0.5, module)[:width]
    mask[:, bars] = 255
    if rng.random() < 0.2:
        mask[:] = np.where((np.arange(width) // module % 2) == 0, 255, 0)


def _matrix(mask, rng):
    side = int(rng.integers(9, 40))
    cells = (rng.random((side, side)) < 0.5).astype(np.uint8) * 255
    if rng.random() < 0.6 and side > 20:
        for y, x in ((0, 0), (0, side - 7), (side - 7, 0)):
            cells[y:y + 7, x:x + 7] = 255
            cells[y + 1:y + 6, x + 1:x + 6] = 0
            cells[y + 2:y + 5, x + 2:x + 5] = 255
    size = min(mask.shape)
    mask[:size, :size] = cv2.resize(cells, (size, size), interpolation=cv2.INTER_NEAREST)


def _hatching(mask, rng):
    y, x = np.mgrid[:mask.shape[0], :mask.shape[1]]
    angle, period = rng.uniform(0, np.pi), rng.uniform(3, 16)
    mask[((x * np.cos(angle) + y * np.sin(angle)) % period) < period * rng.uniform(0.15, 0.6)] = 255


def _grid(mask, rng):
    height, width = mask.shape
    thick = int(rng.integers(1, 3))
    for x in range(0, width, int(rng.uniform(5, max(7, width / 2)))):
        mask[:, x:x + thick] = 255
    for y in range(0, height, int(rng.uniform(5, max(7, height / 2)))):
        mask[y:y + thick] = 255


def _icon(mask, rng):
    """A few simple shapes on top of each other, some of them cut out."""
    height, width = mask.shape
    for _ in range(rng.integers(2, 7)):
        value = 255 if rng.random() < 0.65 else 0
        centre = int(rng.uniform(0.15, 0.85) * width), int(rng.uniform(0.15, 0.85) * height)
        axes = max(1, int(width * rng.uniform(0.04, 0.4))), max(1, int(height * rng.uniform(0.04, 0.4)))
        thick = -1 if rng.random() < 0.6 else int(rng.integers(1, max(2, min(height, width) // 10) + 1))
        kind = rng.integers(3)
        if kind == 0:
            cv2.ellipse(mask, centre, axes, rng.uniform(0, 180), 0, rng.choice((180, 360)), value, thick, cv2.LINE_AA)
        elif kind == 1:
            cv2.rectangle(mask, (centre[0] - axes[0], centre[1] - axes[1]), (centre[0] + axes[0], centre[1] + axes[1]), value, thick)
        else:
            corners = (rng.uniform(-1, 1, (int(rng.integers(3, 8)), 2)) * axes + centre).astype(np.int32)
            cv2.fillPoly(mask, [corners], value, cv2.LINE_AA)


def _arrow(mask, rng):
    height, width = mask.shape
    a, b = rng.uniform(0.1, 0.9, (2, 2)) * (width, height)
    cv2.arrowedLine(mask, tuple(int(v) for v in a), tuple(int(v) for v in b), 255, int(rng.integers(1, max(2, min(height, width) // 8) + 1)), cv2.LINE_AA, 0, rng.uniform(0.15, 0.5))


def _star(mask, rng):
    height, width = mask.shape
    spikes, inner = int(rng.integers(4, 9)), rng.uniform(0.3, 0.7)
    for _ in range(int(rng.integers(1, 6))):
        centre, radius = rng.uniform(0.1, 0.9, 2) * (width, height), min(height, width) * rng.uniform(0.08, 0.45)
        angle = np.arange(2 * spikes) * np.pi / spikes + rng.uniform(0, 6)
        reach = np.where(np.arange(2 * spikes) % 2, inner, 1) * radius
        corners = np.stack((np.cos(angle), np.sin(angle)), 1) * reach[:, None] + centre
        cv2.fillPoly(mask, [corners.astype(np.int32)], 255, cv2.LINE_AA)


def _border(mask, rng):
    height, width = mask.shape
    thick = int(rng.integers(1, 6))
    cv2.rectangle(mask, (thick, thick), (width - thick, height - thick), 255, thick)
    if rng.random() < 0.4:
        cv2.rectangle(mask, (thick * 3, thick * 3), (width - thick * 3, height - thick * 3), 255, 1)


def _dots(mask, rng):
    period = int(rng.uniform(4, 24))
    for y in range(period // 2, mask.shape[0], period):
        for x in range(period // 2, mask.shape[1], period):
            cv2.circle(mask, (x, y), max(1, period // 4), 255, -1, cv2.LINE_AA)


def _scribble(mask, rng):
    """Handwriting-like waves are text to some; a curve with few turns is not."""
    height, width = mask.shape
    points = (rng.uniform(0.05, 0.95, (int(rng.integers(3, 6)), 2)) * (width, height)).astype(np.int32)
    cv2.polylines(mask, [points], False, 255, int(rng.integers(1, 5)), cv2.LINE_AA)


def _rings(mask, rng):
    height, width = mask.shape
    radius = min(height, width) // 2 - 1
    for _ in range(int(rng.integers(1, 4))):
        cv2.circle(mask, (width // 2, height // 2), max(1, int(radius * rng.uniform(0.2, 1))), 255, int(rng.integers(1, 6)), cv2.LINE_AA)
    if rng.random() < 0.5:
        cv2.line(mask, (0, 0), (width, height), 255, int(rng.integers(1, 6)), cv2.LINE_AA)
