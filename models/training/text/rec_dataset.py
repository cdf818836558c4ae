"""The cache of composed lines, and batches of lines of like width from it with cheap augmentation."""
import multiprocessing
import queue
import threading
import time

import cv2
import numpy as np
import torch

import charset
import rec_lines
from rec_network import COLUMN, READ_HEIGHT
from settings import SEED, WORK

SHARD_SIZE = 4000
STREAMS = {"train": 11, "val": 12}  # part of every line's seed, so that no two splits share one
BATCH_COLUMNS = 64 * 256  # pixels of width a batch holds, padding included
MOST_LINES = 160
PAD = 127.5


def _shard_path(split, index):
    return WORK / "lines" / f"{split}-{index:04d}.npz"


def _write_shard(job):
    split, index = job
    cv2.setNumThreads(1)
    pictures, texts = [], []
    for i in range(SHARD_SIZE):
        picture, text = rec_lines.compose((SEED, STREAMS[split], index * SHARD_SIZE + i))
        pictures.append(picture)
        texts.append(text)
    path = _shard_path(split, index)
    temporary = path.with_suffix(".tmp.npz")
    np.savez(temporary, pixels=np.concatenate([p.ravel() for p in pictures]), widths=[p.shape[1] for p in pictures],
             texts=np.array("\n".join(texts)))
    temporary.replace(path)


def prepare(split, count, processes):
    """Composes the lines that are not in the cache yet. Every line depends on its own seed only."""
    shards = -(-count // SHARD_SIZE)
    (WORK / "lines").mkdir(parents=True, exist_ok=True)
    missing = [(split, i) for i in range(shards) if not _shard_path(split, i).exists()]
    started = time.time()
    with multiprocessing.Pool(processes) as pool:
        for done, _ in enumerate(pool.imap_unordered(_write_shard, missing), 1):
            print(f"{split} lines: {(shards - len(missing) + done) * SHARD_SIZE}/{shards * SHARD_SIZE}"
                  f"  {done * SHARD_SIZE / (time.time() - started):.0f}/s", flush=True)


def load(split, count):
    """-> pictures (uint8 [HEIGHT, W] each) and their texts."""
    pictures, texts = [], []
    for index in range(-(-count // SHARD_SIZE)):
        with np.load(_shard_path(split, index)) as shard:
            pixels, widths = shard["pixels"], shard["widths"]
            ends = np.cumsum(widths) * rec_lines.HEIGHT
            pictures += [pixels[end - w * rec_lines.HEIGHT:end].reshape(rec_lines.HEIGHT, w) for end, w in zip(ends, widths)]
            texts += str(shard["texts"]).split("\n")
    return pictures[:count], texts[:count]


def read_width(picture):
    return max(COLUMN * 2, round(picture.shape[1] * READ_HEIGHT / picture.shape[0]))


def augment(picture, rng):
    """Another crop, another width, another light: a cached line teaches something each time."""
    if rng.random() < 0.8:
        top, bottom, left, right = rng.integers(0, 5, 4)
        picture = picture[top:picture.shape[0] - bottom, left // 2:picture.shape[1] - right // 2]
    width = max(COLUMN * 2, round(read_width(picture) * rng.uniform(0.85, 1.18)))
    picture = cv2.resize(picture, (width, READ_HEIGHT), interpolation=(cv2.INTER_LINEAR, cv2.INTER_AREA)[rng.integers(2)])
    if rng.random() < 0.5:
        table = np.clip((np.arange(256) - 128.0) * rng.uniform(0.5, 1.4) + 128 + rng.uniform(-45, 45), 0, 255)
        picture = cv2.LUT(picture, table.astype(np.uint8))
    if rng.random() < 0.1:
        picture = 255 - picture
    if rng.random() < 0.1:
        picture = cv2.blur(picture, (3, 1) if rng.random() < 0.5 else (1, 3))
    if rng.random() < 0.15:
        noise = np.frombuffer(rng.bytes(picture.size), np.int8).reshape(picture.shape) * rng.uniform(0.02, 0.12)
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return picture


def fits(picture, text):
    """CTC needs a column a character and one more between equal neighbours, after the narrowest augmentation too."""
    needed = len(text) + sum(a == b for a, b in zip(text, text[1:]))
    return read_width(picture) * 0.83 / COLUMN >= needed + 1


def stack(lines, more=0):
    """uint8 lines of READ_HEIGHT -> float [N,1,32,W] in -1..1, padded with grey (0) on the right by `more` or a little more."""
    width = -(-(max(line.shape[1] for line in lines) + more) // 16) * 16
    batch = np.full((len(lines), 1, READ_HEIGHT, width), PAD, np.float32)
    for slot, line in zip(batch, lines):
        slot[0, :, :line.shape[1]] = line
    return torch.from_numpy((batch - PAD) / PAD)


class BatchStream:
    """Batches prepared by a background thread (OpenCV releases the interpreter lock).

    Batch number n depends on the seed and n only: a resumed run continues with the same batches.
    """

    def __init__(self, pictures, texts, first, last):
        kept = [i for i, (p, t) in enumerate(zip(pictures, texts)) if fits(p, t)]
        self.pictures, self.texts = [pictures[i] for i in kept], [charset.encode(texts[i]) for i in kept]
        widths = np.array([read_width(p) for p in self.pictures])
        self.batches = []
        batch = []
        for index in np.argsort(widths, kind="stable"):  # as many lines of like width as fill a batch
            if batch and (len(batch) == MOST_LINES or (len(batch) + 1) * widths[index] > BATCH_COLUMNS):
                self.batches.append(np.array(batch))
                batch = []
            batch.append(index)
        self.batches.append(np.array(batch))
        self.next, self.last, self.pending = first, last, queue.Queue(maxsize=6)
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        while self.next < self.last:
            self.pending.put(self._make(self.next))
            self.next += 1

    def _make(self, number):
        epoch, position = divmod(number, len(self.batches))
        rng = np.random.default_rng((SEED, 13, number))
        chosen = self.batches[np.random.default_rng((SEED, 14, epoch)).permutation(len(self.batches))[position]]
        lines = [augment(self.pictures[i], rng) for i in chosen]
        # whoever runs the model pads short lines to a common width: nothing may be read there
        return stack(lines, int(rng.integers(0, 129)) if rng.random() < 0.3 else 0), [self.texts[i] for i in chosen], [line.shape[1] // COLUMN for line in lines]

    def get(self):
        return self.pending.get()
