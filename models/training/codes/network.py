"""The detector: a plain-convolution backbone, a small two-way feature pyramid and an anchor-free head per level.

Only convolution, ReLU, max pooling, concatenation, addition, nearest resizing and the decoding arithmetic, so
that every execution provider takes the whole graph. Depthwise convolutions are avoided: they save
multiplications, not time, on most accelerators.
"""
import math

import torch
from torch import nn

from settings import CLASSES, INPUT_SIZE, STRIDES


class ConvUnit(nn.Sequential):
    """Convolution, batch normalisation (folded away for export) and ReLU."""

    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(ConvUnit(channels, channels), ConvUnit(channels, channels))

    def forward(self, x):
        return x + self.body(x)


class PyramidPool(nn.Module):
    """Three chained 5x5 max pools: at stride 32 each cell then sees the whole picture."""

    def __init__(self, channels):
        super().__init__()
        half = channels // 2
        self.reduce = ConvUnit(channels, half, 1)
        self.pool = nn.MaxPool2d(5, 1, 2)
        self.merge = ConvUnit(half * 4, channels, 1)

    def forward(self, x):
        levels = [self.reduce(x)]
        for _ in range(3):
            levels.append(self.pool(levels[-1]))
        return self.merge(torch.cat(levels, 1))


class Backbone(nn.Module):
    def __init__(self, widths):
        super().__init__()
        stem, quarter, eighth, sixteenth, thirtysecond = widths
        self.to_quarter = nn.Sequential(ConvUnit(3, stem, stride=2), ConvUnit(stem, quarter, stride=2),
                                        ConvUnit(quarter, quarter))
        self.to_eighth = nn.Sequential(ConvUnit(quarter, eighth, stride=2), Residual(eighth))
        self.to_sixteenth = nn.Sequential(ConvUnit(eighth, sixteenth, stride=2), Residual(sixteenth))
        self.to_thirtysecond = nn.Sequential(ConvUnit(sixteenth, thirtysecond, stride=2), Residual(thirtysecond),
                                             PyramidPool(thirtysecond))

    def forward(self, x):
        eighth = self.to_eighth(self.to_quarter(x))
        sixteenth = self.to_sixteenth(eighth)
        return eighth, sixteenth, self.to_thirtysecond(sixteenth)


class Neck(nn.Module):
    def __init__(self, inputs, channels):
        super().__init__()
        self.lateral = nn.ModuleList(ConvUnit(c, channels, 1) for c in inputs)
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.merge_16 = ConvUnit(channels, channels)
        self.merge_8 = ConvUnit(channels, channels)
        self.down_16 = ConvUnit(channels, channels, stride=2)
        self.down_32 = ConvUnit(channels, channels, stride=2)

    def forward(self, features):
        p8, p16, p32 = (lateral(f) for lateral, f in zip(self.lateral, features))
        p16 = self.merge_16(p16 + self.up(p32))
        p8 = self.merge_8(p8 + self.up(p16))
        p16 = p16 + self.down_16(p8)
        p32 = p32 + self.down_32(p16)
        return p8, p16, p32


class Head(nn.Module):
    """Per cell: logarithms of the distances (in strides) to left, top, right, bottom; one logit per class."""

    def __init__(self, channels, hidden):
        super().__init__()
        self.shared = ConvUnit(channels, hidden)
        self.distances = nn.Conv2d(hidden, 4, 1)
        self.classes = nn.Conv2d(hidden, len(CLASSES), 1)
        nn.init.constant_(self.distances.bias, 1.0)
        nn.init.constant_(self.classes.bias, -math.log(99))  # starts at a 1 % prior, so positives drive the loss

    def forward(self, feature):
        hidden = self.shared(feature)
        return torch.cat((self.distances(hidden), self.classes(hidden)), 1)


class CodeDetector(nn.Module):
    def __init__(self, widths=(16, 24, 48, 96, 128), neck=48, hidden=64):
        super().__init__()
        self.backbone = Backbone(widths)
        self.neck = Neck(widths[2:], neck)
        self.heads = nn.ModuleList(Head(neck, hidden) for _ in STRIDES)

    def forward(self, images):
        """images [B,3,S,S] in 0..1, S a multiple of 32 -> [B,4+classes,N]: x1,y1,x2,y2 in pixels, then logits."""
        features = self.neck(self.backbone(images))
        raw = torch.cat([head(f).flatten(2) for head, f in zip(self.heads, features)], 2)
        centres, strides = cells(images.shape[-1], raw.device)
        reach = torch.exp(raw[:, :4].clamp(max=7.0)) * strides
        return torch.cat((centres - reach[:, :2], centres + reach[:, 2:], raw[:, 4:]), 1)


_cells = {}


def cells(size, device):
    """Cell centres [2,N] in pixels and strides [1,N], levels from fine to coarse, each row by row."""
    key = (size, str(device))
    if key not in _cells:
        points, strides = [], []
        for stride in STRIDES:
            axis = (torch.arange(size // stride, dtype=torch.float32) + 0.5) * stride
            y, x = torch.meshgrid(axis, axis, indexing="ij")
            points.append(torch.stack((x.reshape(-1), y.reshape(-1))))
            strides.append(torch.full((1, x.numel()), float(stride)))
        _cells[key] = torch.cat(points, 1).to(device), torch.cat(strides, 1).to(device)
    return _cells[key]


def multiply_accumulates(model, size=INPUT_SIZE):
    """Multiply-accumulates of all convolutions for one picture."""
    total = 0

    def count(module, _, output):
        nonlocal total
        total += module.weight.numel() * output.shape[-1] * output.shape[-2]

    hooks = [m.register_forward_hook(count) for m in model.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        model(torch.zeros(1, 3, size, size, device=next(model.parameters()).device))
    for hook in hooks:
        hook.remove()
    return total
