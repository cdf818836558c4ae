"""Writes the trained recogniser as models/text-rec.onnx, with its manifest inside and beside it.

Input `images` float32 [N,3,32,W] RGB, (x/255-0.5)/0.5, W a multiple of 4; output `probabilities` float32 [N,W/4,CLASSES],
softmax, class 0 the blank.

    python3 models/training/text/export_rec.py [CHECKPOINT]
"""
import json
import sys
from pathlib import Path

import onnx
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from charset import CHARACTERS
from rec_network import LUMA, READ_HEIGHT, ConvUnit, TextRecogniser
from settings import MODELS, WORK

OPSET = 13
METADATA = {
    "edgeinfer.name": "text-rec",
    "author": "EdgeInfer",
    "license": "MIT",
    "description": "Reads a line of printed text in Latin script. Trained from scratch on synthetic lines.",
}
MANIFEST = {
    "name": "text-rec",
    "task": "textRecognize",
    "input": {
        "layout": "nchw", "color": "rgb", "height": READ_HEIGHT, "resize": "fitHeight", "interpolation": "area",
        "padColor": [128, 128, 128], "widthStep": 64, "scale": 1 / 255, "mean": [0.5], "std": [0.5],
    },
    "labels": list(CHARACTERS),
    "license": "MIT",
}


class Deployed(nn.Module):
    """The network with batch normalisation folded, colours weighed into grey by the first convolution, and softmax."""

    def __init__(self, model):
        super().__init__()
        for unit in model.modules():
            if isinstance(unit, ConvUnit) and isinstance(unit[1], nn.BatchNorm2d):
                unit[0] = fuse_conv_bn_eval(unit[0].eval(), unit[1].eval())
                unit[1] = nn.Identity()
        grey = model.shapes[0][0]
        colour = nn.Conv2d(3, grey.out_channels, grey.kernel_size, grey.stride, grey.padding)
        colour.weight.data = grey.weight.data * torch.tensor(LUMA).reshape(1, 3, 1, 1)
        colour.bias.data = grey.bias.data
        model.shapes[0][0] = colour
        self.model = model

    def forward(self, images):
        return torch.softmax(self.model(images), 2)


def load(checkpoint):
    model = TextRecogniser()
    model.load_state_dict(torch.load(checkpoint, map_location="cpu")["average"])
    return model.eval()


def export(checkpoint, path=MODELS / "text-rec.onnx"):
    deployed = Deployed(load(checkpoint)).eval()
    torch.onnx.export(deployed, torch.zeros(2, 3, READ_HEIGHT, 320), str(path), opset_version=OPSET, input_names=["images"],
                      output_names=["probabilities"], dynamic_axes={"images": {0: "N", 3: "W"}, "probabilities": {0: "N", 1: "T"}})
    path.with_suffix(".manifest.json").write_text(
        json.dumps({"$schema": "./manifest.schema.json", **MANIFEST}, indent=2, ensure_ascii=False) + "\n")
    graph = onnx.load(str(path))
    del graph.metadata_props[:]
    for key, value in {**METADATA, "edgeinfer.manifest": json.dumps(MANIFEST)}.items():
        graph.metadata_props.add(key=key, value=value)
    graph.producer_name, graph.producer_version = "EdgeInfer models/training/text", ""
    graph.graph.name = "text-rec"
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))
    operators = sorted({node.op_type for node in graph.graph.node})
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, opset {OPSET}, operators {', '.join(operators)}")


if __name__ == "__main__":
    export(Path(sys.argv[1]) if len(sys.argv) > 1 else WORK / "text-rec.best.pt")
