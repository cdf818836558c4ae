"""Writes the trained network as models/text-det.onnx: folded, calibrated, with its metadata.

The library reads maps at fixed thresholds (0.3 for a pixel, 0.6 for a box). The logits are scaled and shifted so that these are
the best ones on held-out synthetic scenes.

    python3 models/training/text/det_export.py [CHECKPOINT]
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

import det_dataset as dataset
from det_decode import BOX, PIXEL, quads
from det_metrics import count, measures, probability_maps, truth_quads
from det_network import ConvUnit, TextDetector
from settings import MODELS, WORK

OPSET = 13
METADATA = {
    "edgeinfer.name": "text-det",
    "author": "EdgeInfer",
    "license": "MIT",
    "description": "Finds lines of text. Trained from scratch on synthetic pictures.",
}


class Deployed(nn.Module):
    def __init__(self, model):
        super().__init__()
        fold(model)
        self.backbone, self.pyramid, self.core = model.backbone, model.pyramid, model.core.body[:2]
        # What the pixel shuffle does, as an operator that runtimes take at any size; it trains slowly, hence the shuffle there.
        self.spread = nn.ConvTranspose2d(16, 1, 4, 4, bias=False)
        self.spread.weight.data = torch.eye(16).view(16, 1, 4, 4)

    def forward(self, images):
        return torch.sigmoid(self.spread(self.core(self.pyramid(self.backbone(images)))))


def fold(module):
    for child in module.modules():
        if isinstance(child, ConvUnit) and isinstance(child[1], nn.BatchNorm2d):
            child[0] = fuse_conv_bn_eval(child[0].eval(), child[1].eval())
            child[1] = nn.Identity()


def load(checkpoint):
    model = TextDetector()
    model.load_state_dict(torch.load(checkpoint, map_location="cpu")["average"])
    return model.eval()


def logit(p):
    return float(np.log(p / (1 - p)))


def calibrate(model, scenes):
    """-> the thresholds (pixel, box), as the network gives them now, that find most lines rightly and tightly.

    Recall counts twice as much as precision (F2): a line that is missed is lost, a box too many mostly reads as nothing.
    """
    maps = [(1 / (1 + np.exp(-logits)), *truth_quads(lines, unsure, len(picture))) for logits, lines, unsure, picture in probability_maps(model, scenes)]
    best = (-1.0, PIXEL, BOX)
    for pixel in np.arange(0.4, 0.75, 0.05):
        found = [quads(m, pixel, pixel) for m, _, _ in maps]
        for box in np.arange(pixel + 0.04, min(pixel + 0.16, 0.9), 0.01):
            score, line = 0.0, ""
            for least, worth in ((0.5, 2), (0.7, 1)):
                totals = sum(np.array(count(q[s >= box], t, d, least)) for (q, s), (_, t, d) in zip(found, maps))
                _, precision, recall = measures(*totals)
                f = 5 * precision * recall / max(4 * precision + recall, 1e-9)
                score += f * worth / 3
                line += f"  IoU {least}: F2 {f:.4f} precision {precision:.3f} recall {recall:.3f}"
            print(f"pixel {pixel:.2f} box {box:.2f}{line}{'  *' if score > best[0] else ''}", flush=True)
            if score > best[0]:
                best = (score, float(pixel), float(box))
    return best[1:]


def apply(model, pixel, box):
    """Moves the logits so that `pixel` becomes PIXEL and `box` BOX."""
    scale = (logit(BOX) - logit(PIXEL)) / (logit(box) - logit(pixel))
    last = model.core.body[1]
    with torch.no_grad():
        last.weight.mul_(scale)
        last.bias.mul_(scale).add_(logit(PIXEL) - scale * logit(pixel))


def export(checkpoint, scenes, path=MODELS / "text-det.onnx"):
    torch.set_num_threads(1)
    model = load(checkpoint)
    pixel, box = calibrate(model, scenes)
    apply(model, pixel, box)
    torch.save({"average": model.state_dict()}, WORK / "text-det.calibrated.pt")
    deployed = Deployed(model).eval()
    axes = {0: "batch", 2: "height", 3: "width"}
    torch.onnx.export(deployed, torch.zeros(1, 3, 64, 96), str(path), opset_version=OPSET, input_names=["images"],
                      output_names=["probability"], dynamic_axes={"images": axes, "probability": axes}, do_constant_folding=True)
    graph = onnx.load(str(path))
    del graph.metadata_props[:]
    manifest = json.loads((MODELS / "text-det.manifest.json").read_text())
    manifest.pop("$schema", None)  # a path beside the file; means nothing inside it
    for key, value in {**METADATA, "edgeinfer.manifest": json.dumps(manifest)}.items():
        graph.metadata_props.add(key=key, value=value)
    graph.producer_name, graph.producer_version = "EdgeInfer models/training/text", ""
    graph.graph.name = "text-det"
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))
    operators = sorted({node.op_type for node in graph.graph.node})
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, opset {OPSET}, operators {', '.join(operators)}; pixel {pixel:.2f}, box {box:.2f}")


if __name__ == "__main__":
    export(Path(sys.argv[1]) if len(sys.argv) > 1 else WORK / "text-det.best.pt", dataset.load("val", 250))
