"""How many lines are found and how many findings are lines: one to one, where quads overlap by half."""
import cv2
import numpy as np
import torch

from det_crops import SMALLEST
from det_dataset import to_tensor
from det_decode import quads

IOU = 0.5


def overlap(a, b):
    """Intersection over union of two convex quads."""
    common = cv2.intersectConvexConvex(a.astype(np.float32), b.astype(np.float32))[0]
    union = abs(cv2.contourArea(a.astype(np.float32))) + abs(cv2.contourArea(b.astype(np.float32))) - common
    return common / union if union > 0 else 0.0


def overlaps(found, truth):
    table = np.zeros((len(found), len(truth)))
    if len(found) == 0 or len(truth) == 0:
        return table
    low_f, high_f, low_t, high_t = found.min(1), found.max(1), truth.min(1), truth.max(1)
    near = ((low_f[:, None] < high_t[None]) & (low_t[None] < high_f[:, None])).all(2)
    for i, j in zip(*np.nonzero(near)):
        table[i, j] = overlap(found[i], truth[j])
    return table


def match(found, truth, least=IOU):
    """-> (i, j, overlap) of pairs, the best first, each finding and each line once."""
    table, pairs = overlaps(found, truth), []
    while table.size and table.max() >= least:
        i, j = np.unravel_index(table.argmax(), table.shape)
        pairs.append((int(i), int(j), float(table[i, j])))
        table[i], table[:, j] = -1, -1
    return pairs


def truth_quads(lines, unsure, side):
    """The smallest turned rectangles around the lines' visible parts, and which of them nobody is asked for."""
    shapes, doubt = [], []
    for line, d in zip(lines, unsure):
        ring = np.concatenate((line[0, 0], line[0, 1, ::-1])).astype(np.float32)
        clipped = np.clip(ring, 0, side)
        area, left = cv2.contourArea(ring), cv2.contourArea(clipped)
        if left <= 1:
            continue
        height = np.linalg.norm(line[0, 0] - line[0, 1], axis=-1).mean()
        shapes.append(cv2.boxPoints(cv2.minAreaRect(clipped)))
        doubt.append(bool(d) or height < SMALLEST * 1.3 or left < 0.6 * area)
    return np.array(shapes, np.float32).reshape(-1, 4, 2), np.array(doubt, bool)


def count(found, truth, doubt, least=IOU):
    """-> lines found, lines, findings; what lies on lines nobody is asked for does not count."""
    pairs = match(found, truth, least)
    used = {i for i, _, _ in pairs}
    right = sum(not doubt[j] for _, j, _ in pairs)
    spare = sum(bool(doubt[j]) for _, j, _ in pairs)
    if doubt.any():
        for i in set(range(len(found))) - used:
            area = abs(cv2.contourArea(found[i]))
            if area > 0 and max(cv2.intersectConvexConvex(found[i], t)[0] for t in truth[doubt]) > 0.5 * area:
                spare += 1
    return right, int((~doubt).sum()), len(found) - spare


@torch.no_grad()
def probability_maps(model, scenes):
    model.eval()
    device = next(model.parameters()).device
    for encoded, lines, unsure in scenes:
        picture = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        images = to_tensor(picture[None]).to(device).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            logits = model(images)
        yield logits.float()[0, 0].cpu().numpy(), lines, unsure, picture


def validate(model, scenes, pixel=0.3, box=0.6):
    """-> F-measure, precision, recall at IoU 0.5 over all scenes."""
    totals = np.zeros(3)
    for logits, lines, unsure, picture in probability_maps(model, scenes):
        found, _ = quads(1 / (1 + np.exp(-logits)), pixel, box)
        totals += count(found, *truth_quads(lines, unsure, picture.shape[0]))
    return measures(*totals)


def measures(right, lines, findings):
    recall, precision = right / max(lines, 1), right / max(findings, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall
