"""Crops of cached scenes, turned, scaled and recoloured, with the maps the network learns."""
import cv2
import numpy as np

SMALLEST = 5.5  # pixels; lower lines are neither text nor background
BANDS = 5  # steps of the threshold map from a line's outline inwards and outwards
LOW, HIGH = 0.3, 0.7  # the threshold far from and at an outline


def crop(picture, lines, unsure, size, rng):
    """-> BGR [size,size,3] and uint8 [3,size,size]: core 0/1, weight (64 = 1, 0 = ignored), threshold (255 = 1, 0 = none)."""
    side = picture.shape[0]
    scale = size / side * np.exp(rng.uniform(np.log(0.9), np.log(3.2))) if rng.random() < 0.75 else rng.uniform(0.6, 1.2)
    angle = rng.normal(0, 0.03) if rng.random() < 0.6 else rng.uniform(-0.2, 0.2)
    squash = np.exp(rng.normal(0, 0.1, 2))
    exact = rng.random() < 0.35  # pixel by pixel: resampling blurs what scans and screens show sharp
    if exact:
        scale, angle, squash = 1.0, 0.0, np.ones(2)
    if rng.random() < 0.2:
        angle += np.pi / 2 * rng.integers(1, 4)
    elif not exact and rng.random() < 0.25:
        angle = rng.uniform(-np.pi, np.pi)
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array(((c, -s), (s, c))) * squash * scale
    shift = np.array((size, size)) / 2 - turn @ _centre(lines, side, size / scale, rng)
    if exact:
        turn, shift = turn.round(), shift.round()
    if scale < 0.75:
        shrink = max(scale * 1.2, 0.3)
        small = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA if rng.random() < 0.7 else cv2.INTER_LINEAR)
        matrix = np.column_stack((turn * side / small.shape[0], shift))
    else:
        small, matrix = picture, np.column_stack((turn, shift))
    border = tuple(float(v) for v in picture[0, 0]) if rng.random() < 0.5 else (0, 0, 0)
    image = cv2.warpAffine(small, matrix, (size, size), flags=cv2.INTER_NEAREST if exact else cv2.INTER_LINEAR,
                           borderMode=cv2.BORDER_CONSTANT, borderValue=border)
    return _recolour(image, rng), maps(lines @ turn.T + shift, unsure, size)


def _centre(lines, side, reach, rng):
    """Mostly near a line, rather near a large one, since there are fewer; kept inside the picture as far as it reaches."""
    if len(lines) and rng.random() < 0.85:
        heights = np.clip(np.linalg.norm(lines[:, 0, 0, 4] - lines[:, 0, 1, 4], axis=-1), 5, 120)
        line = lines[rng.choice(len(lines), p=heights / heights.sum()), 0]
        centre = line.reshape(-1, 2)[rng.integers(18)] + rng.uniform(-0.4, 0.4, 2) * reach
    else:
        centre = rng.uniform(0, side, 2)
    half = min(reach, side) / 2
    return np.clip(centre, half * 0.9, side - half * 0.9)


def _recolour(image, rng):
    if rng.random() < 0.5:
        table = np.clip((np.arange(256) - 128.0) * rng.uniform(0.6, 1.3) + 128 + rng.uniform(-35, 35), 0, 255)
        image = cv2.LUT(image, table.astype(np.uint8))
    if rng.random() < 0.07:
        image = 255 - image
    if rng.random() < 0.2:
        image = np.ascontiguousarray(image[..., rng.permutation(3)])
    if rng.random() < 0.12:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.0))
    return image


def maps(lines, unsure, size):
    """The maps of `crop` for lines given in its pixels."""
    core, weight = np.zeros((size, size), np.uint8), np.full((size, size), 64, np.uint8)
    threshold = np.zeros((size, size), np.uint8)
    if len(lines) == 0:
        return np.stack((core, weight, threshold))
    rings = np.concatenate((lines[:, :, 0], lines[:, :, 1, ::-1]), 2)  # [n, 2, 2 * POINTS, 2]
    near, far = rings[:, 0].min(1), rings[:, 0].max(1)
    seen = (far > 0).all(1) & (near < size).all(1)
    borders = []
    for line, ring, doubt in zip(lines[seen], rings[seen], unsure[seen]):
        height = np.linalg.norm(line[0, 0] - line[0, 1], axis=-1).mean()
        whole, inner = (np.round(r * 16).astype(np.int32) for r in ring)
        if doubt or height < SMALLEST or _cut(ring, size):
            cv2.fillPoly(weight, [whole], 0, cv2.LINE_8, 4)
            continue
        # Lines count alike rather than pixels: a small one's few pixels weigh more.
        cv2.fillPoly(weight, [inner], int(np.clip(64 * (20 / height) ** 0.25, 40, 90)), cv2.LINE_8, 4)
        cv2.fillPoly(core, [inner], 1, cv2.LINE_8, 4)
        depth = np.linalg.norm(line[0, 0] - line[1, 0], axis=-1).mean()
        borders.append((whole, depth / 1.2))
    for band in range(BANDS):
        tone = int(255 * (LOW + (HIGH - LOW) * (band + 0.5) / BANDS))
        for whole, depth in borders:
            cv2.polylines(threshold, [whole], True, tone, max(1, int(round(2 * depth * (1 - band / BANDS)))), cv2.LINE_8, 4)
    return np.stack((core, weight, threshold))


def _cut(ring, size):
    """Whether the crop's border leaves too little of a line to tell, or less than half of its height."""
    area = cv2.contourArea(ring[0].astype(np.float32))
    clipped = np.clip(ring[0], 0, size)
    left = cv2.contourArea(clipped.astype(np.float32)) / max(area, 1e-6)
    if left > 0.95:
        return False
    core = cv2.contourArea(np.clip(ring[1], 0, size).astype(np.float32)) / max(cv2.contourArea(ring[1].astype(np.float32)), 1e-6)
    shown = np.ptp(clipped, 0).max()
    height = np.linalg.norm(ring[0, 0] - ring[0, -1])
    return left < 0.04 or shown < height or core < 0.85 * left
