"""From a picture to quads, as the library does it (PaddleOCR's steps): size, map, cores, growth."""
import cv2
import numpy as np

MAX_SIDE, MULTIPLE = 960, 32
PIXEL, BOX, GROWTH = 0.3, 0.6, 1.5
MIN_SIDE = 3


def input_size(width, height, max_side=MAX_SIDE):
    """The longer side shrunk to `max_side` where it is longer, then each to the nearest multiple of 32."""
    ratio = min(1.0, max_side / max(width, height))
    return tuple(max(MULTIPLE, int(round(int(side * ratio) / MULTIPLE) * MULTIPLE)) for side in (width, height))


def quads(probability, pixel=PIXEL, box=BOX, growth=GROWTH):
    """Map [H,W] -> quads [n,4,2] in its pixels and scores [n]."""
    contours, _ = cv2.findContours((probability > pixel).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found, scores = [], []
    for contour in contours:
        centre, (w, h), angle = cv2.minAreaRect(contour)
        if min(w, h) < MIN_SIDE:
            continue
        score = _mean(probability, cv2.boxPoints((centre, (w, h), angle)))
        if score < box:
            continue
        reach = 2 * w * h * growth / (2 * (w + h))
        if min(w, h) + reach < MIN_SIDE + 2:
            continue
        found.append(cv2.boxPoints((centre, (w + reach, h + reach), angle)))
        scores.append(score)
    return np.array(found, np.float32).reshape(-1, 4, 2), np.array(scores, np.float32)


def _mean(probability, corners):
    low = np.floor(np.clip(corners.min(0), 0, (probability.shape[1] - 1, probability.shape[0] - 1))).astype(int)
    high = np.ceil(np.clip(corners.max(0), 0, (probability.shape[1] - 1, probability.shape[0] - 1))).astype(int)
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), np.uint8)
    cv2.fillPoly(mask, [(corners - low).astype(np.int32)], 1)
    return cv2.mean(probability[low[1]:high[1] + 1, low[0]:high[0] + 1], mask)[0]
