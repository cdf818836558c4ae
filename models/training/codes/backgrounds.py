"""Procedural backgrounds: what lies behind and around the printed codes."""
import cv2
import numpy as np

import artwork
import decoys
import lettering


def make(width, height, rng):
    """A BGR uint8 picture without any code in it."""
    kind = rng.choice(6, p=(0.22, 0.2, 0.2, 0.16, 0.12, 0.1))
    picture = (_plain, _clouds, _collage, _printed, _grain, _fabric)[kind](width, height, rng)
    if rng.random() < 0.35:
        _scatter(picture, rng)
    return np.clip(picture, 0, 255).astype(np.uint8)


def colour(rng):
    """Half of the time nearly grey, since much packaging and much light is."""
    value = rng.uniform(5, 250)
    return np.clip(value + rng.normal(0, 1, 3) * rng.choice((3, 45)), 0, 255)


def noise(width, height, cells, rng):
    """Smooth noise of about `cells` periods across, standard deviation about 1."""
    grid = rng.normal(0, 1, (max(2, round(cells * height / width) + 1), cells + 1)).astype(np.float32)
    return cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)


def _plain(width, height, rng):
    ramp = np.linspace(-1, 1, width)[None] * rng.normal(0, 25) + np.linspace(-1, 1, height)[:, None] * rng.normal(0, 25)
    return (colour(rng) + ramp[..., None]).astype(np.float32)


def _clouds(width, height, rng):
    field = sum(noise(width, height, int(2 ** (i + rng.uniform(0.5, 1.5))), rng) / (1.5 ** i) for i in range(5))
    mix = np.clip(field * rng.uniform(0.15, 0.5) + 0.5, 0, 1)[..., None]
    return (colour(rng) * mix + colour(rng) * (1 - mix)).astype(np.float32)


def _collage(width, height, rng):
    picture = _plain(width, height, rng)
    for _ in range(rng.integers(4, 22)):
        centre = rng.uniform(0, 1, 2) * (width, height)
        size = rng.lognormal(4.0, 0.7)
        fill = tuple(float(v) for v in colour(rng))
        if rng.random() < 0.3:
            axes = (int(size * rng.uniform(0.2, 1)) + 1, int(size * rng.uniform(0.2, 1)) + 1)
            cv2.ellipse(picture, (int(centre[0]), int(centre[1])), axes, rng.uniform(0, 180), 0, 360, fill, -1, cv2.LINE_AA)
        else:
            corners = cv2.boxPoints((tuple(centre), tuple(size * rng.uniform(0.2, 2, 2)), rng.choice((0, rng.uniform(0, 90)))))
            cv2.fillPoly(picture, [corners.astype(np.int32)], fill, cv2.LINE_AA)
    return picture


def _printed(width, height, rng):
    """The back of a package or a page: columns of text, rules, panels."""
    picture = _plain(width, height, rng)
    mask = np.zeros((height, width), np.uint8)
    y = 0
    while y < height:
        row = int(rng.uniform(25, 140))
        x = int(rng.uniform(0, 20))
        while x < width:
            column = int(rng.uniform(50, width))
            lettering.write_block(mask, (x, y, min(x + column, width), min(y + row, height)), rng)
            x += column + 8
        y += row
    return artwork.print_on(picture, mask, colour(rng)).astype(np.float32)


def _grain(width, height, rng):
    """Wood or brushed metal: noise stretched along one axis."""
    length = int(rng.integers(2, 6))
    field = cv2.resize(rng.normal(0, 1, (height, length)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    field = cv2.GaussianBlur(field, (1, 5), 0, sigmaY=rng.uniform(0.5, 3))
    if rng.random() < 0.4:
        field = cv2.resize(np.ascontiguousarray(field.T), (width, height))
    return (colour(rng) + field[..., None] * rng.uniform(5, 25, 3)).astype(np.float32)


def _fabric(width, height, rng):
    y, x = np.mgrid[:height, :width].astype(np.float32)
    period = rng.uniform(3, 12)
    weave = np.sin(2 * np.pi * x / period) * np.sin(2 * np.pi * y / (period * rng.uniform(0.7, 1.4)))
    folds = noise(width, height, int(rng.integers(2, 6)), rng)
    return (colour(rng) + (weave * rng.uniform(3, 20) + folds * rng.uniform(5, 30))[..., None]).astype(np.float32)


def _scatter(picture, rng):
    """Code-like clutter and loose lettering on the background."""
    height, width = picture.shape[:2]
    for _ in range(rng.integers(1, 5)):
        w, h = (int(v) for v in np.clip(rng.lognormal(4.2, 0.6, 2), 20, 300))
        x, y = int(rng.uniform(-w / 2, width)), int(rng.uniform(-h / 2, height))
        x1, y1, x2, y2 = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
        if x2 - x1 < 8 or y2 - y1 < 8:
            continue
        mask = np.zeros((y2 - y1, x2 - x1), np.uint8)
        if rng.random() < 0.6:
            decoys.clutter(mask, rng)
        else:
            lettering.write_block(mask, (0, 0, x2 - x1, y2 - y1), rng)
        region = picture[y1:y2, x1:x2]
        if rng.random() < 0.5:
            region[:] = colour(rng)
        region[:] = artwork.print_on(region, mask, colour(rng))
