"""Procedural backgrounds: what lies behind and around text, none of it text."""
import cv2
import numpy as np

import det_clutter
from det_colours import colour, ink_for, noise


def make(width, height, rng):
    """A BGR uint8 picture."""
    kinds = (_plain, _clouds, _leaves, _grain, _fabric, _bricks, _street)
    picture = kinds[rng.choice(7, p=(0.16, 0.17, 0.3, 0.1, 0.09, 0.06, 0.12))](width, height, rng)
    picture = np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))
    if rng.random() < 0.35:
        for _ in range(rng.integers(1, 6)):
            w, h = np.clip(rng.lognormal(4.2, 0.6, 2), 16, 320)
            x, y = rng.uniform(-w / 2, width), rng.uniform(-h / 2, height)
            det_clutter.draw(picture, (x, y, x + w, y + h), colour(rng), rng)
    return picture


def _plain(width, height, rng):
    ramp = np.linspace(-1, 1, width)[None] * rng.normal(0, 25) + np.linspace(-1, 1, height)[:, None] * rng.normal(0, 25)
    return (colour(rng) + ramp[..., None]).astype(np.float32)


def _clouds(width, height, rng):
    field = sum(noise(width, height, 2 ** (i + rng.uniform(0.5, 1.5)), rng) / (1.5 ** i) for i in range(5))
    mix = np.clip(field * rng.uniform(0.15, 0.5) + 0.5, 0, 1)[..., None].astype(np.float32)
    return colour(rng).astype(np.float32) * mix + colour(rng).astype(np.float32) * (1 - mix)


def _leaves(width, height, rng):
    """Shapes of all sizes on top of each other, few large and many small, as in photographs of things."""
    picture = np.ascontiguousarray(_plain(width, height, rng))
    palette = [colour(rng) for _ in range(int(rng.integers(3, 9)))]
    for size in np.sort(rng.pareto(1.3, int(rng.integers(20, 160))) * 12 + 8)[::-1]:
        size = min(size, width)
        centre = rng.uniform(0, 1, 2) * (width, height)
        fill = tuple(float(v) for v in np.clip(palette[rng.integers(len(palette))] + rng.normal(0, 14, 3), 0, 255))
        if rng.random() < 0.45:
            axes = int(size * rng.uniform(0.2, 1)) + 1, int(size * rng.uniform(0.2, 1)) + 1
            cv2.ellipse(picture, (int(centre[0]), int(centre[1])), axes, rng.uniform(0, 180), 0, 360, fill, -1, cv2.LINE_AA)
        else:
            corners = cv2.boxPoints((tuple(centre), tuple(size * rng.uniform(0.1, 1.6, 2)), rng.choice((0, rng.uniform(0, 90)))))
            cv2.fillPoly(picture, [corners.astype(np.int32)], fill, cv2.LINE_AA)
    picture += (noise(width, height, rng.uniform(2, 60), rng) * rng.uniform(0, 22))[..., None]
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 6)) if rng.random() < 0.6 else picture


def _grain(width, height, rng):
    """Wood or brushed metal: noise stretched along one axis."""
    field = cv2.resize(rng.normal(0, 1, (height, int(rng.integers(2, 6)))).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    field = cv2.GaussianBlur(field, (1, 5), 0, sigmaY=rng.uniform(0.5, 3))
    if rng.random() < 0.4:
        field = cv2.resize(np.ascontiguousarray(field.T), (width, height))
    return (colour(rng) + field[..., None] * rng.uniform(5, 30, 3)).astype(np.float32)


def _fabric(width, height, rng):
    y, x = np.mgrid[:height, :width].astype(np.float32)
    period = rng.uniform(3, 14)
    weave = np.sin(2 * np.pi * x / period) * np.sin(2 * np.pi * y / (period * rng.uniform(0.7, 1.4)))
    folds = noise(width, height, int(rng.integers(2, 6)), rng)
    return (colour(rng) + (weave * rng.uniform(3, 22) + folds * rng.uniform(5, 30))[..., None]).astype(np.float32)


def _bricks(width, height, rng):
    picture = np.ascontiguousarray(_plain(width, height, rng))
    high = int(rng.uniform(14, 70))
    wide, joint, base = int(high * rng.uniform(1.5, 3.5)), max(1, high // 12), colour(rng)
    for row, y in enumerate(range(0, height, high)):
        for x in range(-(row % 2) * wide // 2, width, wide):
            fill = tuple(float(v) for v in np.clip(base + rng.normal(0, 10, 3), 0, 255))
            cv2.rectangle(picture, (x + joint, y + joint), (x + wide - joint, y + high - joint), fill, -1)
    return picture + (noise(width, height, 80, rng) * rng.uniform(2, 12))[..., None]


def _street(width, height, rng):
    """Facades, shelves, racks: rows of upright things with windows and bars, lights among them."""
    picture = np.ascontiguousarray(_plain(width, height, rng))
    y = 0
    while y < height:
        high, x = int(rng.uniform(20, 200)), 0
        while x < width:
            wide = int(rng.uniform(10, 120))
            fill = colour(rng)
            cv2.rectangle(picture, (x, y), (x + wide, y + high), tuple(float(v) for v in fill), -1)
            trim = tuple(float(v) for v in ink_for(rng, fill, 20))
            if rng.random() < 0.4:
                step = int(rng.uniform(5, 30))
                for at in range(y + step, y + high, step):
                    cv2.line(picture, (x, at), (x + wide, at), trim, int(rng.integers(1, 4)))
            elif rng.random() < 0.3:
                cv2.circle(picture, (x + wide // 2, y + high // 2), int(rng.uniform(2, 20)), trim, -1, cv2.LINE_AA)
            x += wide + int(rng.choice((0, rng.uniform(0, 20))))
        y += high + int(rng.choice((0, rng.uniform(0, 30))))
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 4)) if rng.random() < 0.7 else picture
