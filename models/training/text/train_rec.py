"""Trains the text recogniser from nothing: lines, network, export. One command, resumable.

    python3 models/training/text/train_rec.py

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
import torch.nn.functional as F

import export_rec
import rec_dataset
import rec_metrics
from rec_network import READ_HEIGHT, TextRecogniser
from settings import SEED, WORK


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=240_000, help="composed training lines")
    parser.add_argument("--val-lines", type=int, default=4000)
    parser.add_argument("--steps", type=int, default=12_000)
    parser.add_argument("--rate", type=float, default=2.5e-3, help="peak learning rate")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--restart", action="store_true", help="ignore an existing checkpoint")
    parser.add_argument("--name", default="text-rec", help="names the checkpoint in work/")
    return parser.parse_args()


def learning_rate(step, args):
    warm = min(1.0, (step + 1) / 500)
    return args.rate * warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / args.steps)))


class Average:
    """Exponential moving average of the weights; what is validated and exported."""

    def __init__(self, model):
        self.model = copy.deepcopy(model).eval()
        for p in self.model.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model, step):
        decay = min(0.999, (step + 1) / (step + 20))
        for kept, new in zip(self.model.state_dict().values(), model.state_dict().values()):
            if kept.dtype.is_floating_point:
                kept.lerp_(new.to(kept.dtype), 1 - decay)
            else:
                kept.copy_(new)


def optimiser(model, rate):
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    return torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}], rate)


def loss_of(logits, texts, columns):
    """CTC, in nats a character: long lines then count for no more than short ones do."""
    lengths = torch.tensor([len(t) for t in texts])
    targets = torch.tensor([c for t in texts for c in t])
    return F.ctc_loss(logits.float().log_softmax(2).transpose(0, 1).cpu(), targets, torch.tensor(columns), lengths, zero_infinity=True)


def main():
    args = arguments()
    torch.manual_seed(SEED)
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(1)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    half = device.type == "cpu" or torch.cuda.is_bf16_supported()
    rec_dataset.prepare("val", args.val_lines, args.threads)
    rec_dataset.prepare("train", args.lines, args.threads)
    val, val_texts = rec_dataset.load("val", args.val_lines)
    val = [cv2.resize(p, (rec_dataset.read_width(p), READ_HEIGHT), interpolation=cv2.INTER_AREA) for p in val]

    model = TextRecogniser().to(device, memory_format=torch.channels_last)
    average, optimizer = Average(model), optimiser(model, args.rate)
    checkpoint = WORK / f"{args.name}.pt"
    first, best, seconds = 0, 1.0, 0.0
    if checkpoint.exists() and not args.restart:
        state = torch.load(checkpoint, map_location=device)
        model.load_state_dict(state["model"])
        average.model.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        first, best, seconds = state["step"], state["best"], state["seconds"]
        print(f"continuing at step {first}")

    stream = rec_dataset.BatchStream(*rec_dataset.load("train", args.lines), first, args.steps)
    print(f"{len(stream.pictures)} lines in {len(stream.batches)} batches", flush=True)
    started, shown, lines, mean = time.time(), time.time(), 0, 0.0
    for step in range(first, args.steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, args)
        pictures, texts, columns = stream.get()
        model.train()
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
            logits = model(pictures.to(device).contiguous(memory_format=torch.channels_last))
        loss = loss_of(logits, texts, columns)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        average.update(model, step)

        done, lines, mean = step + 1, lines + len(texts), mean + loss.item()
        if done % 50 == 0:
            left = (time.time() - started) / (done - first) * (args.steps - done)
            print(f"step {done}/{args.steps}  loss {mean / 50:.3f}  {lines / (time.time() - shown):.0f} lines/s  {left / 60:.0f} min left", flush=True)
            shown, lines, mean = time.time(), 0, 0.0
        if done % 500 == 0 or done == args.steps:
            shown_lines = len(val) if done == args.steps else len(val) // 4
            found = rec_metrics.read(average.model, val[:shown_lines], device)
            rate, exact = rec_metrics.error_rate(found, val_texts)
            print(f"validation: character error {rate:.4f}, {exact:.1%} of lines without one", flush=True)
            if rate < best or done == args.steps:
                best = rate
                torch.save({"average": average.model.state_dict(), "step": done, "validation": rate}, WORK / f"{args.name}.best.pt")
        if done % 250 == 0 or done == args.steps:
            temporary = checkpoint.with_suffix(".tmp")
            torch.save({"model": model.state_dict(), "average": average.model.state_dict(), "optimizer": optimizer.state_dict(),
                        "step": done, "best": best, "seconds": seconds + time.time() - started}, temporary)
            temporary.replace(checkpoint)
            shown = time.time()
    export_rec.export(WORK / f"{args.name}.best.pt")


if __name__ == "__main__":
    main()
