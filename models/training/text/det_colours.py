"""Colours that go together, and noise."""
import cv2
import numpy as np


def luma(colour):
    return float(np.dot(colour, (0.114, 0.587, 0.299)))


def colour(rng, low=5, high=250):
    """Half of the time nearly grey, since much packaging and much light is."""
    return np.clip(rng.uniform(low, high) + rng.normal(0, 1, 3) * rng.choice((4, 50)), 0, 255)


def ink_for(rng, paper, contrast=None):
    """A colour that can be told from the paper."""
    contrast = contrast or (rng.uniform(28, 60) if rng.random() < 0.15 else rng.uniform(60, 110))
    for _ in range(30):
        ink = rng.choice((rng.uniform(0, 60), rng.uniform(200, 255))) + rng.normal(0, 3, 3) if rng.random() < 0.5 else colour(rng, 0, 255)
        ink = np.clip(ink, 0, 255)
        if abs(luma(ink) - luma(paper)) >= contrast:
            return ink
    return np.full(3, 0.0 if luma(paper) > 128 else 255.0)


def pair(rng, dark_on_light=0.6):
    """-> paper, ink."""
    r = rng.random()
    if r < dark_on_light:
        paper = np.clip(rng.uniform(165, 255) + rng.normal(0, 1, 3) * rng.choice((2, 6, 16)), 0, 255)
        ink = np.clip(rng.uniform(0, 90) + rng.normal(0, 1, 3) * rng.choice((2, 6, 30)), 0, 255)
        return paper, ink
    paper = colour(rng, 5, 90) if r < dark_on_light + 0.2 else colour(rng)
    return paper, ink_for(rng, paper)


def noise(width, height, cells, rng):
    """Smooth noise of about `cells` periods across, standard deviation about 1."""
    grid = rng.normal(0, 1, (max(2, round(cells * height / width) + 1), int(cells) + 1)).astype(np.float32)
    return cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
