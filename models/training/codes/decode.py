"""From a picture to the network's input, and from its output to boxes: what a runtime has to do as well."""
import cv2
import numpy as np

from settings import CONFIDENCE, INPUT_SIZE, NMS_IOU, PAD_VALUE


def letterbox(picture):
    """BGR uint8 -> [S,S,3] with the picture centred and padded; scale and (left, top) to map boxes back."""
    height, width = picture.shape[:2]
    scale = min(INPUT_SIZE / width, INPUT_SIZE / height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (INPUT_SIZE - size[0]) // 2, (INPUT_SIZE - size[1]) // 2
    canvas = np.full((INPUT_SIZE, INPUT_SIZE, 3), PAD_VALUE, np.uint8)
    canvas[top:top + size[1], left:left + size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    return canvas, scale, (left, top)


def iou(box, others):
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    inter = np.clip(high - low, 0, None).prod(1)
    return inter / ((box[2:] - box[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(1) - inter + 1e-9)


def detections(boxes, scores, confidence=CONFIDENCE):
    """boxes [N,4] x1,y1,x2,y2, scores [N,C] -> rows of class, score, x1, y1, x2, y2; best first, after per-class NMS."""
    found = []
    for kind in range(scores.shape[1]):
        keep = np.flatnonzero(scores[:, kind] >= confidence)
        order = keep[np.argsort(-scores[keep, kind], kind="stable")]
        while len(order):
            best, order = order[0], order[1:]
            found.append((kind, scores[best, kind], *boxes[best]))
            order = order[iou(boxes[best], boxes[order]) <= NMS_IOU]
    found.sort(key=lambda row: -row[1])
    return np.array(found, np.float32).reshape(-1, 6)
