"""One training picture from one seed: background, printed codes in perspective, light and camera, letterbox."""
import cv2
import numpy as np

import artwork
import backgrounds
import camera
import surface
from creases import Creases
from settings import AZTEC, CLASSES, DATAMATRIX, INPUT_SIZE, LINEAR, PAD_VALUE, PDF417, QR
from symbols import OTHER

ASPECTS = (1, 4 / 3, 3 / 4, 16 / 9, 9 / 16, 2)
ASPECT_ODDS = (0.42, 0.2, 0.16, 0.08, 0.08, 0.06)
KINDS = (LINEAR, QR, DATAMATRIX, PDF417, AZTEC)
KIND_ODDS = (0.33, 0.23, 0.17, 0.14, 0.13)


class SceneComposer:
    def __init__(self, symbols):
        self.pools = {kind: [s for s in symbols if s.kind == kind] for kind in (*range(len(CLASSES)), OTHER)}

    def compose(self, seed, style="train"):
        """-> BGR uint8 [S,S,3], float32 [K,5] of class, x1, y1, x2, y2 in pixels.

        `style`: "close" is a close-up, whose first code fills most of the picture or just overflows it; "forms" shows
        a label with several small codes; anything else mixes all scales.
        """
        rng = np.random.default_rng(seed)
        aspect = rng.choice(ASPECTS, p=ASPECT_ODDS)
        width, height = round(INPUT_SIZE * min(1, aspect)), round(INPUT_SIZE / max(1, aspect))
        picture = backgrounds.make(width, height, rng)
        boxes, covered, finest = [], [], 99.0
        main = rng.random()
        if style == "forms":
            finest = self._place_form(picture, boxes, covered, rng)
        elif main < 0.93:
            count = 1 + (rng.random() < 0.38) + (rng.random() < 0.22) + (3 if rng.random() < 0.05 else 0)
            for i in range(count):
                finest = min(finest, self._place(picture, boxes, covered, i, rng, close=style == "close" and i == 0))
        if rng.random() < 0.1:
            self._place(picture, boxes, covered, 1, rng, OTHER)
        if rng.random() < 0.05:
            self._occlude(picture, boxes, rng)
        # blur may wash out the finest bars, as in real photos, but not the code's look
        picture = camera.shoot(picture, float(np.clip(finest * 0.85, 0.5, 4)), rng)
        return _letterbox(picture, boxes)

    def _place(self, picture, boxes, covered, index, rng, kind=None, close=False):
        """Tries to place one piece of artwork; returns the module size in scene pixels, or a large number."""
        height, width = picture.shape[:2]
        if kind is None:
            kind = rng.choice(KINDS, p=KIND_ODDS)
        for attempt in range(8):
            if attempt % 4 == 0:  # poses are cheaper to retry than artwork
                symbol, target = self._choose(kind, index, width, height, rng, close)
                art = artwork.make(symbol, target, rng)
                if close and kind == QR and rng.random() < 0.35:
                    artwork.cover_middle(art, rng)
                if kind != OTHER and index == 0 and rng.random() < 0.12:
                    size = target * rng.uniform(0.4, 1.1)
                    second = self._pick(rng.choice(KINDS, p=KIND_ODDS), size, rng)
                    art = artwork.beside(art, artwork.make(second, size, rng), rng)
            target *= 0.95
            main = art.codes[0][1:] if art.codes else (0, 0, *art.size)
            pose = self._pose(main, kind, target, width, height, rng)
            moved = surface.code_boxes(art, pose)
            clipped = [_clip(b, width, height) for b in moved]
            if _ambiguous(clipped) or (moved and clipped[0][1] < 0.55):
                continue
            area = _bounds(pose.forward(surface.outline((0, 0, *art.size))), width, height)
            if any(_overlap(area, box[1:]) > 0 for box in boxes) or \
                    any(_overlap(box[1:], other) > 0 for box, _ in clipped for other in covered):
                continue
            if surface.paste(picture, art, pose) is None:
                continue
            covered.append(area)
            boxes.extend(_shown(clipped))
            return target / symbol.length
        return 99.0

    def _place_form(self, picture, boxes, covered, rng):
        height, width = picture.shape[:2]
        for attempt in range(12):
            if attempt % 4 == 0:
                art, module = artwork.form(lambda kind, room: self._pick(kind, room, rng), rng)
            target = max(width, height) * rng.uniform(0.55, 1.4)
            pose = self._pose((0, 0, *art.size), QR, target, width, height, rng)
            clipped = [_clip(b, width, height) for b in surface.code_boxes(art, pose)]
            finest = module * target / max(art.size)
            if finest < 0.6 or not clipped or _ambiguous(clipped) or not _shown(clipped):
                continue
            if surface.paste(picture, art, pose) is None:
                continue
            covered.append((0, 0, width, height))
            boxes.extend(_shown(clipped))
            return finest
        return 99.0

    def _choose(self, kind, index, width, height, rng, close):
        """A symbol, and the length of its long side in scene pixels."""
        wide = kind in (LINEAR, PDF417)
        side = max(width, height) if wide else min(width, height)
        if close:
            target = side * rng.uniform(0.62, 1.05)
        elif index == 0 and rng.random() < 0.68:
            target = side * rng.uniform(0.32, 0.92)
        else:
            target = float(np.exp(rng.uniform(np.log(40 if wide else 24), np.log(side * 0.55))))
        return self._pick(kind, target, rng), target

    def _pick(self, kind, target, rng):
        """A symbol whose modules are not hopelessly small at that size."""
        pool = self.pools[kind]
        for _ in range(20):
            symbol = pool[rng.integers(len(pool))]
            if target / symbol.length >= (0.8 if kind in (LINEAR, PDF417) else 1.1):
                return symbol
        return min((pool[i] for i in rng.integers(0, len(pool), 40)), key=lambda s: s.length)

    @staticmethod
    def _pose(main, kind, target, width, height, rng):
        """Shows the box `main` of the artwork about `target` pixels long (a linear code: wide)."""
        x1, y1, x2, y2 = main
        anchor = np.array(((x1 + x2) / 2, (y1 + y2) / 2))
        choice = rng.random()
        if choice < 0.62:
            roll = rng.normal(0, 7)
        elif choice < 0.80:
            roll = rng.choice((90, 270, 180)) + rng.normal(0, 7)
        else:
            roll = rng.uniform(0, 360)
        tilt = rng.normal(0, 1, 2) * rng.choice((4, 18)) if rng.random() < 0.85 else rng.uniform(-45, 45, 2)
        yaw, pitch = np.radians(np.clip(tilt, -50, 50))
        reach = target / 2 * 0.75
        spread_x, spread_y = max(width / 2 - reach, width * 0.08), max(height / 2 - reach, height * 0.08)
        centre = np.array((width / 2 + rng.uniform(-1, 1) * spread_x, height / 2 + rng.uniform(-1, 1) * spread_y))
        bend = None
        if rng.random() < 0.18:
            size = np.array((x2 - x1, y2 - y1)) * 1.6
            arc = rng.uniform(0.3, 1.9)
            vertical = rng.random() < (0.25 if kind == LINEAR else 0.5)
            bend = surface.Bend(size, anchor, arc, rng.normal(0, 0.12), vertical)
        focal = rng.uniform(1.1, 4) * max(width, height)
        length = max(x2 - x1, 1 if kind == LINEAR else y2 - y1, 1)
        matrix = surface.homography(anchor, centre, target / length, (yaw, pitch, np.radians(roll)), focal)
        creases = Creases.random(centre, target, rng) if rng.random() < 0.14 else None
        return surface.Pose(matrix, bend, creases)

    @staticmethod
    def _occlude(picture, boxes, rng):
        """A finger or a strip over part of one code."""
        if not boxes:
            return
        _, x1, y1, x2, y2 = boxes[rng.integers(len(boxes))]
        centre = int(rng.choice((x1, x2))), int(rng.uniform(y1, y2))
        radius = max(2, int(min(x2 - x1, y2 - y1) * rng.uniform(0.1, 0.28)))
        cv2.circle(picture, centre, radius, tuple(float(v) for v in backgrounds.colour(rng)), -1, cv2.LINE_AA)


def _bounds(points, width, height):
    low, high = np.maximum(points.min(0), 0), np.minimum(points.max(0), (width, height))
    return (*low, *high)


def _clip(box, width, height):
    kind, x1, y1, x2, y2 = box
    area = max((x2 - x1) * (y2 - y1), 1e-6)
    x1, x2 = np.clip((x1, x2), 0, width)
    y1, y2 = np.clip((y1, y2), 0, height)
    return (kind, x1, y1, x2, y2), (x2 - x1) * (y2 - y1) / area


def _ambiguous(clipped):
    """Half-visible codes: neither clearly there nor clearly absent."""
    return any(0.08 < visible < 0.55 for _, visible in clipped)


def _shown(clipped):
    return [box for box, visible in clipped if visible >= 0.55 and min(box[3] - box[1], box[4] - box[2]) >= 5]


def _overlap(a, b):
    return max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))


def _letterbox(picture, boxes):
    height, width = picture.shape[:2]
    canvas = np.full((INPUT_SIZE, INPUT_SIZE, 3), PAD_VALUE, np.uint8)
    left, top = (INPUT_SIZE - width) // 2, (INPUT_SIZE - height) // 2
    canvas[top:top + height, left:left + width] = picture
    truth = np.array(boxes, np.float32).reshape(-1, 5)
    truth[:, 1::2] += left
    truth[:, 2::2] += top
    return canvas, truth
