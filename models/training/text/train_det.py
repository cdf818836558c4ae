"""Trains the text-line detector from nothing: scenes, network, export. One command, resumable.

    python3 models/training/text/train_det.py

Interrupted, the same command continues from the last checkpoint with the same batches; --restart begins anew.
Another --steps given when continuing stretches or shortens what is left of the learning-rate schedule.
"""
import argparse
import copy
import math
import time

import cv2
import torch

import det_dataset as dataset
import det_export
from det_loss import detection_loss
from det_metrics import validate
from det_network import TextDetector
from settings import SEED, WORK

# The first steps see smaller crops: cheaper, and early on what counts is to see many. Later ones show more of long lines.
SMALL_SIZE, FULL_SIZE = 256, 352
FULL_SIZE_FROM = 0.3
VALIDATED = 80  # held-out scenes looked at during training; calibration takes all of them


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=3250, help="composed training scenes")
    parser.add_argument("--val-scenes", type=int, default=250)
    parser.add_argument("--steps", type=int, default=5300)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2.5e-3, help="peak learning rate")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--restart", action="store_true", help="ignore an existing checkpoint")
    parser.add_argument("--name", default="text-det", help="names the checkpoint in work/")
    return parser.parse_args()


def learning_rate(step, args):
    warm = min(1.0, (step + 1) / 150)
    return args.rate * warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / args.steps)))


def crop_size(number, args):
    return FULL_SIZE if number >= args.steps * FULL_SIZE_FROM else SMALL_SIZE


class Average:
    """Exponential moving average of the weights; what is validated and exported."""

    def __init__(self, model):
        self.model = copy.deepcopy(model).eval()
        for p in self.model.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model, step):
        decay = min(0.998, (step + 1) / (step + 20))
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
    cv2.setNumThreads(1)
    jobs = dataset.missing("val", args.val_scenes) + dataset.missing("train", args.scenes)
    if jobs:
        dataset.prepare(jobs, args.threads)
    scenes, val = dataset.load("train", args.scenes), dataset.load("val", args.val_scenes)
    print(f"{len(scenes)} scenes with {sum(len(s[1]) for s in scenes)} lines", flush=True)

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = TextDetector().to(device, memory_format=torch.channels_last)
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

    batches = dataset.Batches(scenes, args.batch, first, args.steps, lambda n: crop_size(n, args))
    started, shown, parts = time.time(), time.time(), [0.0, 0.0, 0.0]
    for step in range(first, args.steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, args)
        images, labels = batches.get()
        model.train()
        with torch.autocast(device.type, dtype=torch.bfloat16):
            core, threshold = model(images.to(device).contiguous(memory_format=torch.channels_last))
        loss, terms = detection_loss(core.float(), threshold.float(), labels.to(device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        average.update(model, step)
        parts = [p + t / 25 for p, t in zip(parts, terms)]

        done = step + 1
        if done % 25 == 0:
            left = (time.time() - started) / (done - first) * (args.steps - done)
            print(f"step {done}/{args.steps}  size {images.shape[-1]}  entropy {parts[0]:.3f}  dice {parts[1]:.3f}  border {parts[2]:.4f}"
                  f"  {25 * args.batch / (time.time() - shown):.1f} crops/s  {left / 60:.0f} min left", flush=True)
            shown, parts = time.time(), [0.0, 0.0, 0.0]
        if done % 500 == 0 and done >= 1000 or done == args.steps:
            f, precision, recall = validate(average.model, val[:VALIDATED])
            print(f"validation: F {f:.4f}  precision {precision:.3f}  recall {recall:.3f}", flush=True)
            if f > best:
                best = f
                torch.save({"average": average.model.state_dict(), "step": done, "f": f}, WORK / f"{args.name}.best.pt")
        if done % 50 == 0 or done == args.steps:
            temporary = checkpoint.with_suffix(".tmp")
            torch.save({"model": model.state_dict(), "average": average.model.state_dict(), "optimizer": optimizer.state_dict(),
                        "step": done, "best": best, "seconds": seconds + time.time() - started}, temporary)
            temporary.replace(checkpoint)
            shown = time.time()
    det_export.export(WORK / f"{args.name}.best.pt", dataset.load("val", args.val_scenes))


if __name__ == "__main__":
    main()
