"""Accuracy on synthetic scenes: average precision at IoU 0.5 per class, recall and precision at the fixed threshold."""
import cv2
import numpy as np
import torch

from dataset import to_tensor
from decode import detections, iou
from settings import CLASSES, CONFIDENCE


@torch.no_grad()
def validate(model, pictures, truths, device, batch=32):
    """-> {"ap50": mean over classes, "<class>": (ap50, recall, precision at the threshold), ...}."""
    model.eval()
    records, totals = [[] for _ in CLASSES], np.zeros(len(CLASSES))
    for start in range(0, len(pictures), batch):
        images = np.stack([cv2.imdecode(p, cv2.IMREAD_COLOR) for p in pictures[start:start + batch]])
        output = model(to_tensor(images).to(device).contiguous(memory_format=torch.channels_last)).float()
        boxes, scores = output[:, :4].transpose(1, 2).cpu().numpy(), output[:, 4:].sigmoid().transpose(1, 2).cpu().numpy()
        for i, truth in enumerate(truths[start:start + batch]):
            found = detections(boxes[i], scores[i], confidence=0.02)
            for kind in range(len(CLASSES)):
                wanted = truth[truth[:, 0] == kind, 1:]
                totals[kind] += len(wanted)
                records[kind] += _match(found[found[:, 0] == kind], wanted)
    result = {name: _summary(records[k], totals[k]) for k, name in enumerate(CLASSES)}
    result["ap50"] = float(np.mean([result[name][0] for name in CLASSES]))
    return result


def _match(found, wanted):
    """(score, is a hit) per detection; each truth box can be hit once."""
    free, record = np.ones(len(wanted), bool), []
    for row in found:
        overlap = iou(row[2:], wanted) * free if len(wanted) else np.zeros(0)
        hit = len(overlap) > 0 and overlap.max() >= 0.5
        if hit:
            free[overlap.argmax()] = False
        record.append((float(row[1]), bool(hit)))
    return record


def _summary(records, total):
    if not records or not total:
        return 0.0, 0.0, 0.0
    records = sorted(records, reverse=True)
    scores, hits = np.array([r[0] for r in records]), np.array([r[1] for r in records])
    recall, precision = np.cumsum(hits) / total, np.cumsum(hits) / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    average = float((np.diff(recall, prepend=0) * envelope).sum())
    sure = scores >= CONFIDENCE
    return average, float(hits[sure].sum() / total), float(hits[sure].mean()) if sure.any() else 0.0
