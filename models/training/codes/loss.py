"""Which cell answers for which code, and how wrong it is.

Task-aligned assignment (Feng et al., TOOD, 2021): a cell is a candidate for every code whose box holds its centre;
the `TOP` cells with the best score^0.5 * IoU^6 become its positives, whatever their stride. Classification learns that
alignment as a soft target, so the score also ranks how well the box fits; boxes learn by complete IoU. Independent
classes learn "some code" long before "which code", so a cross-entropy between the classes of the positives is added.
"""
import math

import torch
import torch.nn.functional as F

from network import cells
from settings import CLASSES

TOP = 9
SCORE_POWER, IOU_POWER = 0.5, 6.0
BOX_WEIGHT, CLASS_WEIGHT, KIND_WEIGHT = 5.0, 1.0, 1.0


def iou(a, b, complete=False):
    """IoU of x1,y1,x2,y2 boxes, broadcast over leading dimensions; `complete` subtracts CIoU's penalties."""
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    inter = (high - low).clamp(min=0).prod(-1)
    size_a, size_b = a[..., 2:] - a[..., :2], b[..., 2:] - b[..., :2]
    overlap = inter / (size_a.prod(-1) + size_b.prod(-1) - inter + 1e-7)
    if not complete:
        return overlap
    hull = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    distance = ((a[..., :2] + a[..., 2:] - b[..., :2] - b[..., 2:]) ** 2).sum(-1) / 4
    turn = torch.atan(size_a[..., 0] / (size_a[..., 1] + 1e-7)) - torch.atan(size_b[..., 0] / (size_b[..., 1] + 1e-7))
    shape = 4 / math.pi ** 2 * turn ** 2
    with torch.no_grad():
        weight = shape / (shape - overlap + 1 + 1e-7)
    return overlap - distance / ((hull ** 2).sum(-1) + 1e-7) - weight * shape


@torch.no_grad()
def assign(scores, boxes, truth, centres, strides):
    """scores [B,N,C] in 0..1, boxes [B,N,4], truth [B,M,5] -> soft targets [B,N,C], matched boxes [B,N,4]."""
    kinds, wanted = truth[..., 0].long(), truth[..., 1:]
    real = (kinds >= 0)[..., None]
    # A box thinner than a cell may hold no centre at all; widen it to one stride for this test only.
    middle = (wanted[..., :2] + wanted[..., 2:]) / 2
    reach = torch.maximum(((wanted[..., 2:] - wanted[..., :2]) / 2)[:, :, None], strides.reshape(1, 1, -1, 1) / 2 + 0.01)
    inside = ((centres.t()[None, None] - middle[:, :, None]).abs() < reach).all(-1)  # [B,M,N]

    overlap = iou(wanted[:, :, None], boxes[:, None]).clamp(min=0)  # [B,M,N]
    score = scores.transpose(1, 2).gather(1, kinds.clamp(min=0)[..., None].expand(-1, -1, scores.shape[1]))
    metric = (score ** SCORE_POWER * overlap ** IOU_POWER + 1e-12) * inside * real

    best = metric.topk(TOP, -1)
    chosen = torch.zeros_like(metric).scatter_(-1, best.indices, (best.values > 0).float())
    shared = chosen.sum(1, keepdim=True) > 1  # a cell answers for one code only: the one it fits best
    favourite = torch.zeros_like(chosen).scatter_(1, (overlap * chosen).argmax(1, keepdim=True), 1.0)
    chosen = torch.where(shared, chosen * favourite, chosen)

    metric = metric * chosen
    target = metric / metric.amax(-1, keepdim=True).clamp(min=1e-12) * (overlap * chosen).amax(-1, keepdim=True)
    owner = chosen.argmax(1)  # [B,N]
    strength = target.amax(1)
    matched = wanted.gather(1, owner[..., None].expand(-1, -1, 4))
    classes = F.one_hot(kinds.clamp(min=0).gather(1, owner), len(CLASSES)) * strength[..., None]
    return classes, matched


def detection_loss(output, truth, size):
    """output [B,4+C,N] of the network, truth [B,M,5] in pixels of the `size`-wide input -> loss and its parts."""
    output = output.transpose(1, 2)
    boxes, logits = output[..., :4], output[..., 4:]
    centres, strides = cells(size, output.device)
    classes, matched = assign(logits.sigmoid(), boxes, truth, centres, strides)
    weight = classes.sum(-1)
    total = weight.sum().clamp(min=1.0)
    class_loss = F.binary_cross_entropy_with_logits(logits, classes, reduction="sum") / total
    positive = weight > 0
    box_loss = ((1 - iou(boxes[positive], matched[positive], complete=True)) * weight[positive]).sum() / total
    which = F.cross_entropy(logits[positive], classes[positive].argmax(-1), reduction="none")
    kind_loss = (which * weight[positive]).sum() / total
    loss = BOX_WEIGHT * box_loss + CLASS_WEIGHT * class_loss + KIND_WEIGHT * kind_loss
    return loss, box_loss.item(), class_loss.item(), kind_loss.item()
