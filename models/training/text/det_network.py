"""The detector: plain convolutions to stride 32, a feature pyramid back to stride 4, and DB's two maps.

M. Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020. Only convolution, ReLU,
max pooling, concatenation, addition, nearest resizing and (exported) one transposed convolution, so that every
execution provider takes the whole graph.
"""
import torch
from torch import nn


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
    """Three chained 5x5 max pools: at stride 32 each cell then sees 400 pixels around it."""

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
        self.to_quarter = nn.Sequential(ConvUnit(3, stem, stride=2), ConvUnit(stem, quarter, stride=2), Residual(quarter))
        self.to_eighth = nn.Sequential(ConvUnit(quarter, eighth, stride=2), Residual(eighth))
        self.to_sixteenth = nn.Sequential(ConvUnit(eighth, sixteenth, stride=2), Residual(sixteenth), Residual(sixteenth))
        self.to_thirtysecond = nn.Sequential(ConvUnit(sixteenth, thirtysecond, stride=2), Residual(thirtysecond),
                                             PyramidPool(thirtysecond), Residual(thirtysecond))

    def forward(self, x):
        quarter = self.to_quarter(x)
        eighth = self.to_eighth(quarter)
        sixteenth = self.to_sixteenth(eighth)
        return quarter, eighth, sixteenth, self.to_thirtysecond(sixteenth)


class Pyramid(nn.Module):
    """Coarse features added to finer ones, each sum smoothed; the result is at stride 4."""

    def __init__(self, inputs, channels):
        super().__init__()
        self.lateral = nn.ModuleList(ConvUnit(c, channels, 1) for c in inputs)
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.merge = nn.ModuleList(ConvUnit(channels, channels) for _ in inputs[1:])

    def forward(self, features):
        fine = [lateral(f) for lateral, f in zip(self.lateral, features)]
        sum_ = fine.pop()
        for merge in self.merge:
            sum_ = merge(fine.pop() + self.up(sum_))
        return sum_


class MapHead(nn.Module):
    """One logit a pixel of the input: 16 channels at stride 4, laid out as 4 x 4 pixels."""

    def __init__(self, channels, hidden):
        super().__init__()
        self.body = nn.Sequential(ConvUnit(channels, hidden), nn.Conv2d(hidden, 16, 3, 1, 1), nn.PixelShuffle(4))

    def forward(self, x):
        return self.body(x)


class TextDetector(nn.Module):
    def __init__(self, widths=(16, 32, 48, 96, 160), pyramid=48, hidden=32):
        super().__init__()
        self.backbone = Backbone(widths)
        self.pyramid = Pyramid(widths[1:], pyramid)
        self.core = MapHead(pyramid, hidden)
        self.threshold = MapHead(pyramid, hidden)  # for training only
        nn.init.constant_(self.core.body[1].bias, -2.5)

    def forward(self, images):
        """images [B,3,H,W], sides multiples of 32 -> logits of the cores [B,1,H,W]; in training those of the thresholds too."""
        features = self.pyramid(self.backbone(images))
        core = self.core(features)
        return (core, self.threshold(features)) if self.training else core


def multiply_accumulates(model, size=640):
    """Multiply-accumulates of all convolutions that run after training, for one picture."""
    total = 0

    def count(module, _, output):
        nonlocal total
        total += module.weight.numel() * output.shape[-1] * output.shape[-2]

    hooks = [m.register_forward_hook(count) for m in model.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        model.eval()(torch.zeros(1, 3, size, size))
    for hook in hooks:
        hook.remove()
    return total
