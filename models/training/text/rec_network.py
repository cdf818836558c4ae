"""The recogniser: plain convolutions over the line, then over its columns; a class a column of four pixels.

No recurrence and no attention: every execution provider takes the whole graph at any width, and it quantises well.
A column sees about 160 pixels, a dozen letters.
"""
import torch
from torch import nn

from charset import CLASSES

READ_HEIGHT = 32
COLUMN = 4
LUMA = (0.299, 0.587, 0.114)


class ConvUnit(nn.Sequential):
    """Convolution, batch normalisation (folded away for export) and ReLU."""

    def __init__(self, inputs, outputs, kernel=3, stride=1, padding=None, relu=True):
        kernel = (kernel, kernel) if isinstance(kernel, int) else kernel
        padding = tuple(k // 2 for k in kernel) if padding is None else padding
        layers = [nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03)]
        super().__init__(*layers, *([nn.ReLU(inplace=True)] if relu else []))


class Residual(nn.Module):
    def __init__(self, channels, kernel=3):
        super().__init__()
        self.body = nn.Sequential(ConvUnit(channels, channels, kernel), ConvUnit(channels, channels, kernel, relu=False))

    def forward(self, x):
        return torch.relu(x + self.body(x))


class TextRecogniser(nn.Module):
    def __init__(self, widths=(24, 48, 96, 160), columns=224, blocks=3, inputs=1):
        super().__init__()
        stem, half, quarter, eighth = widths
        self.shapes = nn.Sequential(
            ConvUnit(inputs, stem, stride=2), ConvUnit(stem, stem),  # 16 rows, 2 pixels a column
            ConvUnit(stem, half, stride=2), Residual(half),  # 8 rows, 4 pixels a column
            ConvUnit(half, quarter, stride=(2, 1)), Residual(quarter),  # 4 rows
            ConvUnit(quarter, eighth, stride=(2, 1)),  # 2 rows
            ConvUnit(eighth, columns, (2, 3), padding=(0, 1)))
        self.context = nn.Sequential(*(Residual(columns, (1, 5)) for _ in range(blocks)))
        self.drop = nn.Dropout(0.1)
        self.classes = nn.Conv2d(columns, CLASSES, 1)

    def forward(self, lines):
        """lines [N,C,32,W] in -1..1, W a multiple of 4 -> logits [N,W/4,CLASSES]."""
        features = self.context(self.shapes(lines))
        return self.classes(self.drop(features)).squeeze(2).permute(0, 2, 1)


def multiply_accumulates(model, width=320):
    """Multiply-accumulates of all convolutions for one line of this width."""
    total = 0

    def count(module, _, output):
        nonlocal total
        total += module.weight.numel() * output.shape[-1] * output.shape[-2]

    hooks = [m.register_forward_hook(count) for m in model.modules() if isinstance(m, nn.Conv2d)]
    channels = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).in_channels
    training = model.training
    model.eval()
    with torch.no_grad():
        model(torch.zeros(1, channels, READ_HEIGHT, width))
    model.train(training)
    for hook in hooks:
        hook.remove()
    return total
