"""The cache of composed scenes, and batches of crops from it."""
import multiprocessing
import queue
import threading
import time

import cv2
import numpy as np
import torch

from det_crops import crop
from det_scenes import compose
from settings import SEED, WORK

SHARD_SIZE = 250
STREAMS = {"train": 11, "val": 12}  # part of every scene's seed, so that no two splits share one
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # RGB


def shard_path(split, index):
    return WORK / "det-scenes" / f"{split}-{index:04d}.npz"


def _write_shard(job):
    split, index = job
    cv2.setNumThreads(1)
    pictures, lines, unsure, counts = [], [], [], []
    for i in range(SHARD_SIZE):
        picture, shapes, doubt = compose((SEED, STREAMS[split], index * SHARD_SIZE + i))
        pictures.append(cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, 94))[1].ravel())
        lines.append(shapes)
        unsure.append(doubt)
        counts.append(len(shapes))
    path = shard_path(split, index)
    temporary = path.with_suffix(".tmp.npz")
    np.savez(temporary, pictures=np.concatenate(pictures), lengths=[len(p) for p in pictures],
             lines=np.concatenate(lines), unsure=np.concatenate(unsure), counts=counts)
    temporary.replace(path)
    return job


def missing(split, count):
    return [(split, i) for i in range(-(-count // SHARD_SIZE)) if not shard_path(split, i).exists()]


def prepare(jobs, processes):
    """Composes shards that are not in the cache yet. Every scene depends on its own seed only."""
    shard_path("train", 0).parent.mkdir(parents=True, exist_ok=True)
    started = time.time()
    with multiprocessing.Pool(processes) as pool:
        for done, (split, index) in enumerate(pool.imap(_write_shard, jobs), 1):
            print(f"{split} shard {index}: {done}/{len(jobs)}  {done * SHARD_SIZE / (time.time() - started):.1f} scenes/s", flush=True)


def load_shard(split, index):
    """-> (encoded picture, lines [n,2,2,POINTS,2], unsure [n]) of each scene."""
    with np.load(shard_path(split, index)) as shard:
        data, lines, unsure = shard["pictures"], shard["lines"], shard["unsure"]
        ends, last = np.cumsum(shard["lengths"]), np.cumsum(shard["counts"])
        return [(data[end - length:end], lines[to - n:to], unsure[to - n:to])
                for end, length, to, n in zip(ends, shard["lengths"], last, shard["counts"])]


def load(split, count):
    return [scene for index in range(-(-count // SHARD_SIZE)) for scene in load_shard(split, index)][:count]


class Batches:
    """Batches of crops, made in threads (OpenCV releases the interpreter's lock).

    Batch number n depends on the seed and n only: a resumed run continues with the same batches.
    """

    def __init__(self, scenes, batch, first, last, size_of, threads=1):
        self.scenes, self.batch, self.size_of = scenes, batch, size_of
        self.next, self.last = first, last
        self.lock, self.pending = threading.Lock(), queue.Queue(maxsize=6)
        for _ in range(threads):
            threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        while True:
            with self.lock:
                if self.next >= self.last:
                    return
                number, self.next = self.next, self.next + 1
            self.pending.put(self._make(number))

    def _make(self, number):
        rng = np.random.default_rng((SEED, 13, number))
        size = self.size_of(number)
        images, labels = [], []
        for index in self._indices(number):
            encoded, lines, unsure = self.scenes[index]
            image, label = crop(cv2.imdecode(encoded, cv2.IMREAD_COLOR), lines, unsure, size, rng)
            images.append(image)
            labels.append(label)
        return to_tensor(np.stack(images)), torch.from_numpy(np.stack(labels))

    def _indices(self, number):
        """A different permutation of all scenes in every epoch."""
        count = len(self.scenes)
        positions = number * self.batch + np.arange(self.batch)
        order = {e: np.random.default_rng((SEED, 14, e)).permutation(count) for e in set(positions // count)}
        return [order[p // count][p % count] for p in positions]

    def get(self):
        return self.pending.get()


def to_tensor(images):
    """BGR uint8 [B,H,W,3] -> normalised RGB float [B,3,H,W], channels last in memory."""
    tensor = torch.from_numpy(images).permute(0, 3, 1, 2).flip(1).float().div_(255)
    return (tensor - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)
