"""What light, lens, sensor and file format do to a scene."""
import cv2
import numpy as np

from det_colours import noise


def shoot(picture, smallest, rng):
    """Lights, blurs, adds noise and compresses a BGR picture; `smallest`: height of its smallest line in pixels."""
    if rng.random() < 0.12:  # a screenshot or a scan: as it is, or in two tones
        return _two_tones(picture, rng) if rng.random() < 0.4 else picture
    picture = _light(picture.astype(np.float32), rng)
    limit = np.clip(smallest * 0.09, 0.5, 3.5)
    if rng.random() < 0.45:
        picture = cv2.GaussianBlur(picture, (0, 0), max(0.3, min(limit, rng.lognormal(-0.2, 0.6))))
    if rng.random() < 0.12:
        picture = _motion(picture, limit, rng)
    if rng.random() < 0.3:
        picture = _resolution(picture, limit, rng)
    if rng.random() < 0.6:
        gain, lift, gamma = rng.uniform(0.6, 1.25), rng.uniform(-30, 40), np.exp(rng.normal(0, 0.25))
        picture = 255 * np.clip((picture * gain + lift) / 255, 0, 1) ** gamma
    if rng.random() < 0.12:
        picture = picture + (picture - cv2.GaussianBlur(picture, (0, 0), 1.2)) * rng.uniform(0.4, 1.6)
    if rng.random() < 0.5:
        sigma = min(rng.lognormal(1.2, 0.7), 20)
        grain = np.empty(picture.shape[:2] + (int(rng.choice((1, 3))),), np.float32)
        cv2.setRNGSeed(int(rng.integers(2 ** 31)))
        cv2.randn(grain, 0, sigma)
        picture = picture + (cv2.GaussianBlur(grain, (3, 3), 0.8).reshape(grain.shape) if rng.random() < 0.4 else grain)
    if rng.random() < 0.15:
        picture = np.repeat(picture.mean(2, keepdims=True), 3, 2)
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        quality = int(rng.uniform(22, 92))
        picture = cv2.imdecode(cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))[1], cv2.IMREAD_COLOR)
    return picture


def _two_tones(picture, rng):
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    level = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0] + rng.uniform(-15, 15)
    return cv2.cvtColor(((grey > level) * 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def _light(picture, rng):
    height, width = picture.shape[:2]
    if rng.random() < 0.5:  # uneven light
        picture = picture * np.clip(1 + noise(width, height, 2, rng) * rng.uniform(0.05, 0.28), 0.25, 2)[..., None]
    if rng.random() < 0.18:  # a shadow's edge
        a, b = rng.uniform(0, 1, (2, 2)) * (width, height)
        normal = np.array((b[1] - a[1], a[0] - b[0])) / (np.hypot(*(b - a)) + 1e-6)
        x, y = np.arange(width, dtype=np.float32)[None], np.arange(height, dtype=np.float32)[:, None]
        side = ((x - a[0]) * normal[0] + (y - a[1]) * normal[1]) / rng.uniform(1, 40)
        picture = picture * (1 - rng.uniform(0.2, 0.6) / (1 + np.exp(-np.clip(side, -30, 30))))[..., None].astype(np.float32)
    if rng.random() < 0.12:  # glare
        spot = np.zeros((height // 4 + 1, width // 4 + 1), np.float32)
        centre = int(rng.uniform(0, spot.shape[1])), int(rng.uniform(0, spot.shape[0]))
        cv2.ellipse(spot, centre, (int(rng.uniform(3, 30)), int(rng.uniform(3, 30))), rng.uniform(0, 180), 0, 360, 1, -1)
        spot = cv2.resize(cv2.GaussianBlur(spot, (0, 0), rng.uniform(2, 12)), (width, height))
        picture = picture + (spot * rng.uniform(40, 150))[..., None]
    return picture


def _motion(picture, limit, rng):
    length = int(min(limit * 3, rng.uniform(2, 12))) + 1
    kernel = np.zeros((length * 2 + 1,) * 2, np.float32)
    angle = rng.uniform(0, np.pi)
    reach = np.array((np.cos(angle), np.sin(angle))) * length / 2
    cv2.line(kernel, tuple(np.round(length - reach).astype(int).tolist()), tuple(np.round(length + reach).astype(int).tolist()), 1.0, 1)
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def _resolution(picture, limit, rng):
    """Taken smaller and enlarged again."""
    height, width = picture.shape[:2]
    factor = rng.uniform(max(0.35, 1 / (1 + limit)), 1)
    small = cv2.resize(picture, (int(width * factor), int(height * factor)), interpolation=int(rng.choice((cv2.INTER_AREA, cv2.INTER_LINEAR))))
    return cv2.resize(small, (width, height), interpolation=int(rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC))))
