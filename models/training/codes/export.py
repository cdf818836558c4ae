"""Writes the trained network as models/codes.onnx: folded, decoded, with its metadata.

Output [1, 4 + classes, N] in the layout of Ultralytics v8 exports: rows cx, cy, w, h in input pixels, then one
probability per class, so that any decoder of that family reads it.

    python3 models/training/codes/export.py [CHECKPOINT]
"""
import json
import sys
from pathlib import Path

import onnx
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from network import CodeDetector, ConvUnit, cells
from settings import CLASSES, INPUT_SIZE, MODELS, STRIDES, WORK

OPSET = 13
METADATA = {
    "edgeinfer.name": "codes",
    "author": "EdgeInfer",
    "license": "MIT",
    "description": "Finds QR, Data Matrix, Aztec, PDF417 and linear codes. Trained from scratch on synthetic pictures.",
}


class Deployed(nn.Module):
    """The network with batch normalisation folded and the box arithmetic of its fixed input size written out."""

    def __init__(self, model):
        super().__init__()
        fold(model)
        self.model = model
        centres, strides = cells(INPUT_SIZE, "cpu")
        self.register_buffer("centres", centres[None])
        self.register_buffer("strides", strides[None])

    def forward(self, images):
        features = self.model.neck(self.model.backbone(images))
        # sizes written out: a flatten would leave Shape arithmetic in the graph
        raw = torch.cat([head(f).reshape(1, 4 + len(CLASSES), (INPUT_SIZE // stride) ** 2)
                         for head, f, stride in zip(self.model.heads, features, STRIDES)], 2)
        reach = torch.exp(raw[:, :4]) * self.strides
        near, far = reach[:, :2], reach[:, 2:]
        return torch.cat((self.centres + (far - near) * 0.5, near + far, torch.sigmoid(raw[:, 4:])), 1)


def fold(module):
    for child in module.modules():
        if isinstance(child, ConvUnit) and isinstance(child[1], nn.BatchNorm2d):
            child[0] = fuse_conv_bn_eval(child[0].eval(), child[1].eval())
            child[1] = nn.Identity()


def load(checkpoint):
    model = CodeDetector()
    model.load_state_dict(torch.load(checkpoint, map_location="cpu")["average"])
    return model.eval()


def export(checkpoint, path=MODELS / "codes.onnx"):
    deployed = Deployed(load(checkpoint)).eval()
    torch.onnx.export(deployed, torch.zeros(1, 3, INPUT_SIZE, INPUT_SIZE), str(path), opset_version=OPSET,
                      input_names=["images"], output_names=["output0"], do_constant_folding=True)
    graph = onnx.load(str(path))
    del graph.metadata_props[:]
    manifest = json.loads((MODELS / "codes.manifest.json").read_text())
    manifest.pop("$schema", None)  # a path beside the file; means nothing inside it
    for key, value in {**METADATA, "edgeinfer.manifest": json.dumps(manifest)}.items():
        graph.metadata_props.add(key=key, value=value)
    graph.producer_name, graph.producer_version = "EdgeInfer models/training/codes", ""
    graph.graph.name = "codes"
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))
    operators = sorted({node.op_type for node in graph.graph.node})
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, opset {OPSET}, operators {', '.join(operators)}")


if __name__ == "__main__":
    export(Path(sys.argv[1]) if len(sys.argv) > 1 else WORK / "codes.best.pt")
