"""What light, lens, sensor and file format do to a scene."""
import cv2
import numpy as np

from backgrounds import noise


def shoot(picture, sharpness_limit, rng):
    """Lights, blurs, adds noise and compresses. `sharpness_limit`: largest blur sigma, in pixels, that codes survive."""
    picture = _light(picture.astype(np.float32), rng)
    picture = _blur(picture, sharpness_limit, rng)
    picture = _resolution(picture, sharpness_limit, rng)
    picture = _tone(picture, rng)
    if rng.random() < 0.12:  # the halo of in-camera sharpening
        picture = picture + (picture - cv2.GaussianBlur(picture, (0, 0), 1.2)) * rng.uniform(0.4, 1.6)
    if rng.random() < 0.6:
        sigma = rng.lognormal(1.2, 0.7)
        grain = rng.standard_normal(picture.shape[:2] + (rng.choice((1, 3)),), np.float32) * min(sigma, 22)
        picture = picture + (cv2.GaussianBlur(grain, (3, 3), 0.8).reshape(grain.shape) if rng.random() < 0.4 else grain)
    if rng.random() < 0.42:
        picture = np.repeat(picture.mean(2, keepdims=True), 3, 2)
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = int(rng.uniform(20, 95))
        picture = cv2.imdecode(cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))[1], cv2.IMREAD_COLOR)
    return picture


def _light(picture, rng):
    height, width = picture.shape[:2]
    if rng.random() < 0.5:  # uneven light
        gain = 1 + noise(width, height, 2, rng) * rng.uniform(0.05, 0.3)
        picture = picture * np.clip(gain, 0.25, 2)[..., None]
    if rng.random() < 0.15:  # a shadow's edge
        a, b = rng.uniform(0, 1, (2, 2)) * (width, height)
        normal = np.array((b[1] - a[1], a[0] - b[0])) / (np.hypot(*(b - a)) + 1e-6)
        y, x = np.mgrid[:height, :width].astype(np.float32)
        side = ((x - a[0]) * normal[0] + (y - a[1]) * normal[1]) / rng.uniform(1, 40)
        picture = picture * (1 - rng.uniform(0.2, 0.65) / (1 + np.exp(-np.clip(side, -30, 30))))[..., None]
    if rng.random() < 0.15:  # glare
        spot = np.zeros((height // 4 + 1, width // 4 + 1), np.float32)
        centre = int(rng.uniform(0, spot.shape[1])), int(rng.uniform(0, spot.shape[0]))
        axes = int(rng.uniform(3, 30)), int(rng.uniform(3, 30))
        cv2.ellipse(spot, centre, axes, rng.uniform(0, 180), 0, 360, 1, -1)
        spot = cv2.resize(cv2.GaussianBlur(spot, (0, 0), rng.uniform(2, 12)), (width, height))
        picture = picture + (spot * rng.uniform(60, 220))[..., None]
    return picture


def _blur(picture, limit, rng):
    if rng.random() < 0.55:
        sigma = min(limit, rng.lognormal(-0.1, 0.6))
        if sigma > 0.3:
            picture = cv2.GaussianBlur(picture, (0, 0), sigma)
    if rng.random() < 0.15:
        length = int(min(limit * 3, rng.uniform(2, 12))) + 1
        kernel = np.zeros((length * 2 + 1,) * 2, np.float32)
        angle = rng.uniform(0, np.pi)
        reach = np.array((np.cos(angle), np.sin(angle))) * length / 2
        tip, tail = np.round(length + reach).astype(int), np.round(length - reach).astype(int)
        cv2.line(kernel, tuple(int(v) for v in tip), tuple(int(v) for v in tail), 1)
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    return picture


def _resolution(picture, limit, rng):
    """Small pictures are enlarged to the network's input: fewer source pixels than scene pixels."""
    if rng.random() < 0.5:
        height, width = picture.shape[:2]
        factor = rng.uniform(max(0.35, min(0.9, 0.5 / limit)), 1)
        small = max(16, round(width * factor)), max(16, round(height * factor))
        shrink = cv2.INTER_AREA if rng.random() < 0.7 else cv2.INTER_LINEAR
        picture = cv2.resize(cv2.resize(picture, small, interpolation=shrink), (width, height),
                             interpolation=cv2.INTER_LINEAR)
    return picture


def _tone(picture, rng):
    if rng.random() < 0.6:
        picture = (picture - 128) * rng.uniform(0.35, 1.25) + 128 + rng.normal(0, 25)
    if rng.random() < 0.3:
        picture = 255 * (np.clip(picture, 0, 255) / 255) ** rng.uniform(0.6, 1.8)
    if rng.random() < 0.3:
        picture = picture * rng.uniform(0.8, 1.15, 3)
    return picture
