"""A flat printed thing that lines are written on, and where those are."""
import cv2
import numpy as np

from det_lines import outlines, render


class Sheet:
    """Pixels (BGR) and coverage. Without a paper colour only what is written covers what lies below."""

    def __init__(self, width, height, paper=None):
        self.pixels = np.zeros((height, width, 3), np.uint8)
        self.alpha = np.full((height, width), 0 if paper is None else 255, np.uint8)
        self.clear = paper is None
        if paper is not None:
            self.pixels[:] = np.asarray(paper, np.uint8)
        self.lines = []  # [2, 2, POINTS, 2] each
        self.unsure = []  # as long as lines: True where it is nobody's fault to find it or not
        self.taken = []  # x1, y1, x2, y2 of all that is drawn

    @property
    def size(self):
        return self.pixels.shape[1], self.pixels.shape[0]

    def free(self, box, distance=0):
        x1, y1, x2, y2 = box
        return all(x2 + distance <= a or x1 - distance >= c or y2 + distance <= b or y1 - distance >= d for a, b, c, d in self.taken)

    def write(self, text, font, size, x, baseline, ink, align="left", turn=0, unsure=False, opacity=1.0, outline=None,
              shadow=None, check=False, **style):
        """Writes a line; `turn` in quarter turns, clockwise. -> its box x1, y1, x2, y2, or None where it does not fit."""
        line = render(text, font, size, **style)
        if line is None:
            return None
        height, width = line.ink.shape
        patch, box = line.ink, np.array(line.box) - np.array((line.left, line.top) * 2)
        shape = outlines(box)
        for _ in range(turn % 4):
            shape = np.stack((patch.shape[0] - shape[..., 1], shape[..., 0]), -1)
            patch = np.rot90(patch, -1)
        if turn % 2:
            left, top = x, baseline
        else:
            left = x + line.left - {"left": 0, "centre": width / 2 + line.left, "right": width + line.left}[align]
            top = baseline + line.top
        left, top = int(round(left)), int(round(top))
        high, wide = patch.shape
        right, bottom = left + wide, top + high
        if left < 1 or top < 1 or right >= self.size[0] or bottom >= self.size[1]:
            return None
        if check and not self.free((left, top, right, bottom), check):
            return None
        if shadow is not None:
            self._stain(cv2.GaussianBlur(patch, (3, 3), 0), left + shadow[0], top + shadow[1], shadow[2], 0.6)
        if outline is not None:
            thick = outline[1]
            padded = cv2.dilate(cv2.copyMakeBorder(patch, thick, thick, thick, thick, cv2.BORDER_CONSTANT), np.ones((2 * thick + 1,) * 2, np.uint8))
            self._stain(padded, left - thick, top - thick, outline[0], 1.0)
        self._stain(patch, left, top, ink, opacity)
        self.lines.append(shape + (left, top))
        self.unsure.append(unsure)
        self.taken.append((left, top, right, bottom))
        return left, top, right, bottom

    def _stain(self, patch, left, top, ink, opacity):
        x1, y1 = max(0, left), max(0, top)
        x2, y2 = min(self.size[0], left + patch.shape[1]), min(self.size[1], top + patch.shape[0])
        if x2 <= x1 or y2 <= y1:
            return
        patch = patch[y1 - top:y2 - top, x1 - left:x2 - left]
        region, cover = self.pixels[y1:y2, x1:x2], self.alpha[y1:y2, x1:x2]
        weight = patch.astype(np.float32)[..., None] * (opacity / 255)
        if self.clear:
            below = np.where(cover[..., None] > 0, region, np.asarray(ink, np.float32))
            region[:] = (below + (np.asarray(ink, np.float32) - below) * weight).astype(np.uint8)
            np.maximum(cover, (patch * opacity).astype(np.uint8), out=cover)
        else:
            region[:] = (region + (np.asarray(ink, np.float32) - region) * weight).astype(np.uint8)

    def fill(self, box, colour):
        x1, y1, x2, y2 = (int(round(v)) for v in box)
        cv2.rectangle(self.pixels, (x1, y1), (x2 - 1, y2 - 1), _tuple(colour), -1)
        cv2.rectangle(self.alpha, (x1, y1), (x2 - 1, y2 - 1), 255, -1)

    def frame(self, box, colour, thick=1):
        x1, y1, x2, y2 = (int(round(v)) for v in box)
        cv2.rectangle(self.pixels, (x1, y1), (x2, y2), _tuple(colour), thick)

    def rule(self, a, b, colour, thick=1):
        cv2.line(self.pixels, tuple(int(v) for v in a), tuple(int(v) for v in b), _tuple(colour), thick, cv2.LINE_AA)


def _tuple(colour):
    return tuple(float(v) for v in colour)
