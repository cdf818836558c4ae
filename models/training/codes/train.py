"""Trains the code detector from nothing: symbols, scenes, network, export. One command, resumable.

    python3 models/training/codes/train.py

Interrupted, the same command continues from the last checkpoint with the same batches; --restart begins anew.
Another --steps given when continuing stretches or shortens what is left of the learning-rate schedule.
"""
import argparse
import copy
import math
import os
import time

import cv2
import torch

import dataset
import export
from loss import detection_loss
from metrics import validate
from network import CodeDetector
from settings import AZTEC, INPUT_SIZE, SEED, WORK

# The first steps see smaller pictures: cheaper, and the scales vary. The rest is at the real input size, since a code
# that fills 416 pixels reaches across more cells than any seen before.
SMALL_SIZES = (256, 288, 320, 352)
FULL_SIZE_SHARE = 0.22
# Aztec is rare, and QR and Data Matrix resemble it; small codes side by side are hard.
KIND_REPEATS = {AZTEC: 2}
FORM_REPEATS = 2


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=16000, help="composed training scenes")
    parser.add_argument("--close-ups", type=int, default=4000, help="further scenes, each filled by one code")
    parser.add_argument("--forms", type=int, default=2000, help="further scenes, each a label with several codes")
    parser.add_argument("--val-scenes", type=int, default=500)
    parser.add_argument("--steps", type=int, default=4500)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=3.5e-3, help="peak learning rate")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--restart", action="store_true", help="ignore an existing checkpoint")
    parser.add_argument("--name", default="codes", help="names the checkpoint in work/")
    return parser.parse_args()


def learning_rate(step, args):
    warm = min(1.0, (step + 1) / 200)
    return args.rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / args.steps)))


def input_size(step, args):
    if step >= args.steps * (1 - FULL_SIZE_SHARE):
        return INPUT_SIZE
    return SMALL_SIZES[step * 7919 % len(SMALL_SIZES)]


def repeats(truth):
    """How often a scene counts: by the rarest kind in it."""
    return max((KIND_REPEATS.get(int(kind), 1) for kind in truth[:, 0]), default=1)


class Average:
    """Exponential moving average of the weights; what is validated and exported."""

    def __init__(self, model):
        self.model = copy.deepcopy(model).eval()
        for p in self.model.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model, step):
        decay = min(0.9985, (step + 1) / (step + 20))
        for kept, new in zip(self.model.state_dict().values(), model.state_dict().values()):
            if kept.dtype.is_floating_point:
                kept.lerp_(new.to(kept.dtype), 1 - decay)
            else:
                kept.copy_(new)


def optimiser(model, rate):
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    return torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}], rate)


def main():
    args = arguments()
    torch.manual_seed(SEED)
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(1)  # the batch threads are enough
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    splits = {"train": args.scenes, "close": args.close_ups, "forms": args.forms, "val": args.val_scenes}
    half = device.type == "cpu" or torch.cuda.is_bf16_supported()
    for split, count in splits.items():
        dataset.prepare(split, count, args.threads)
    scenes = {split: dataset.load(split, count) for split, count in splits.items()}
    val = scenes.pop("val")
    scenes["forms"] = tuple(part * FORM_REPEATS for part in scenes["forms"])
    pictures, truths = (sum((pair[part] for pair in scenes.values()), []) for part in (0, 1))
    order = [i for i, truth in enumerate(truths) for _ in range(repeats(truth))]
    pictures, truths = [pictures[i] for i in order], [truths[i] for i in order]

    model = CodeDetector().to(device, memory_format=torch.channels_last)
    average, optimizer = Average(model), optimiser(model, args.rate)
    checkpoint = WORK / f"{args.name}.pt"
    first, best, seconds = 0, -1.0, 0.0
    if checkpoint.exists() and not args.restart:
        state = torch.load(checkpoint, map_location=device)
        model.load_state_dict(state["model"])
        average.model.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        first, best, seconds = state["step"], state["best"], state["seconds"]
        print(f"continuing at step {first}")

    stream = dataset.BatchStream(pictures, truths, args.batch, first, args.steps, lambda n: input_size(n, args))
    started, shown = time.time(), time.time()
    for step in range(first, args.steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, args)
        images, truth = stream.get()
        images = images.to(device).contiguous(memory_format=torch.channels_last)
        model.train()
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
            output = model(images)
        loss, box_loss, class_loss, kind_loss = detection_loss(output.float(), truth.to(device), images.shape[-1])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 10.0)
        optimizer.step()
        average.update(model, step)

        done = step + 1
        if done % 50 == 0:
            left = (time.time() - started) / (done - first) * (args.steps - done)
            print(f"step {done}/{args.steps}  size {images.shape[-1]}  box {box_loss:.3f}  class {class_loss:.3f}  kind {kind_loss:.3f}"
                  f"  {50 * args.batch / (time.time() - shown):.0f} pictures/s  {left / 60:.0f} min left", flush=True)
            shown = time.time()
        if done % 500 == 0 or done == args.steps:
            scored = validate(average.model, *val, device)
            print("validation: " + "  ".join(
                f"{k} {v:.4f}" if k == "ap50" else f"{k} AP50 {v[0]:.3f} recall {v[1]:.3f} precision {v[2]:.3f}"
                for k, v in scored.items()), flush=True)
            if scored["ap50"] > best:
                best = scored["ap50"]
                torch.save({"average": average.model.state_dict(), "step": done, "validation": scored},
                           WORK / f"{args.name}.best.pt")
        if done % 50 == 0 or done == args.steps:
            temporary = checkpoint.with_suffix(".tmp")
            torch.save({"model": model.state_dict(), "average": average.model.state_dict(),
                        "optimizer": optimizer.state_dict(), "step": done, "best": best,
                        "seconds": seconds + time.time() - started}, temporary)
            temporary.replace(checkpoint)
            shown = time.time()
    export.export(WORK / f"{args.name}.best.pt")


if __name__ == "__main__":
    main()
