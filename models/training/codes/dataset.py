"""The cache of composed scenes, and batches from it with cheap augmentation."""
import multiprocessing
import queue
import threading
import time

import cv2
import numpy as np
import torch

import symbols
from scenes import SceneComposer
from settings import INPUT_SIZE, PAD_VALUE, SEED, WORK

SHARD_SIZE = 500
STREAMS = {"train": 1, "val": 2, "close": 5, "forms": 6, "test": 7}  # part of every scene's seed, so that no two splits share one


def _shard_path(split, index):
    return WORK / "scenes" / f"{split}-{index:04d}.npz"


def _write_shard(job):
    split, index = job
    cv2.setNumThreads(1)
    composer = SceneComposer(symbols.load())
    pictures, boxes = [], []
    for i in range(SHARD_SIZE):
        picture, truth = composer.compose((SEED, STREAMS[split], index * SHARD_SIZE + i), style=split)
        pictures.append(cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, 93))[1].ravel())
        boxes.append(np.column_stack((np.full(len(truth), i, np.float32), truth)))
    path = _shard_path(split, index)
    temporary = path.with_suffix(".tmp.npz")
    np.savez(temporary, pictures=np.concatenate(pictures), lengths=[len(p) for p in pictures],
             boxes=np.concatenate(boxes))
    temporary.replace(path)
    return job


def prepare(split, count, processes):
    """Composes the scenes that are not in the cache yet. Every scene depends on its own seed only."""
    shards = -(-count // SHARD_SIZE)
    (WORK / "scenes").mkdir(parents=True, exist_ok=True)
    symbols.load()
    missing = [(split, i) for i in range(shards) if not _shard_path(split, i).exists()]
    started = time.time()
    with multiprocessing.Pool(processes) as pool:
        for done, _ in enumerate(pool.imap_unordered(_write_shard, missing), 1):
            rate = done * SHARD_SIZE / (time.time() - started)
            print(f"{split} scenes: {(shards - len(missing) + done) * SHARD_SIZE}/{shards * SHARD_SIZE}"
                  f"  {rate:.0f}/s", flush=True)


def load(split, count):
    """-> encoded pictures (list of uint8 arrays) and truth (list of [K,5] arrays: class, x1, y1, x2, y2)."""
    pictures, truths = [], []
    for index in range(-(-count // SHARD_SIZE)):
        with np.load(_shard_path(split, index)) as shard:
            data, boxes = shard["pictures"], shard["boxes"]
            ends = np.cumsum(shard["lengths"])
            pictures += [data[end - length:end] for end, length in zip(ends, shard["lengths"])]
            truths += [boxes[boxes[:, 0] == i, 1:] for i in range(len(ends))]
    return pictures[:count], truths[:count]


def augment(picture, truth, rng):
    """Turns, mirrors, zooms, shifts and recolours a cached scene, so that its reuse still teaches something."""
    boxes = truth.copy()
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
        boxes[:, (1, 3)] = INPUT_SIZE - boxes[:, (3, 1)]
    if rng.random() < 0.2:
        picture = picture[::-1]
        boxes[:, (2, 4)] = INPUT_SIZE - boxes[:, (4, 2)]
    if rng.random() < 0.15:
        picture = picture.transpose(1, 0, 2)
        boxes = boxes[:, (0, 2, 1, 4, 3)]
    picture = np.ascontiguousarray(picture)
    if rng.random() < 0.6:
        picture, boxes = _zoom(picture, boxes, rng)
    if rng.random() < 0.5:
        table = np.clip((np.arange(256) - 128.0) * rng.uniform(0.6, 1.3) + 128 + rng.uniform(-40, 40), 0, 255)
        picture = cv2.LUT(picture, table.astype(np.uint8))
    if rng.random() < 0.04:
        picture = 255 - picture
    if rng.random() < 0.2:
        picture = picture[..., rng.permutation(3)]
    return picture, boxes


def _zoom(picture, boxes, rng):
    """Scales and shifts; at times squashes one axis, which shows turned codes as a steep view does. Boxes stay exact."""
    scale = np.full(2, rng.uniform(0.55, 1.25))
    if rng.random() < 0.4:
        scale[rng.choice(2, p=(0.3, 0.7))] *= rng.uniform(0.5, 0.95)
    room = INPUT_SIZE * (1 - scale)
    shift = rng.uniform(np.minimum(0, room), np.maximum(0, room))
    moved, kept = boxes.copy(), boxes.copy()
    moved[:, 1:] = boxes[:, 1:] * np.tile(scale, 2) + np.tile(shift, 2)
    kept[:, 1:] = np.clip(moved[:, 1:], 0, INPUT_SIZE)
    visible = _areas(kept) / np.maximum(_areas(moved), 1e-6)
    if np.any((visible > 0.08) & (visible < 0.55)):  # would cut a code in two: leave the scene as it is
        return picture, boxes
    if scale.min() < 0.8:
        picture = cv2.blur(picture, (1 + int(scale[0] < 0.8), 1 + int(scale[1] < 0.8)))
    matrix = np.array(((scale[0], 0, shift[0]), (0, scale[1], shift[1])))
    picture = cv2.warpAffine(picture, matrix, (INPUT_SIZE, INPUT_SIZE), flags=cv2.INTER_LINEAR,
                             borderValue=(PAD_VALUE,) * 3)
    return picture, kept[visible >= 0.55]


def _areas(boxes):
    return (boxes[:, 3] - boxes[:, 1]) * (boxes[:, 4] - boxes[:, 2])


class BatchStream:
    """Batches prepared by background threads (OpenCV releases the interpreter lock).

    Batch number n depends on the seed and n only: a resumed run continues with the same batches.
    """

    def __init__(self, pictures, truths, batch, first, last, size_of, threads=2):
        self.pictures, self.truths, self.batch, self.size_of = pictures, truths, batch, size_of
        self.next, self.last = first, last
        self.lock, self.pending = threading.Lock(), queue.Queue(maxsize=threads * 2)
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
        rng = np.random.default_rng((SEED, 3, number))
        size = self.size_of(number)
        images = np.empty((self.batch, size, size, 3), np.uint8)
        truths = []
        for slot, index in enumerate(self._indices(number)):
            picture = cv2.imdecode(self.pictures[index], cv2.IMREAD_COLOR)
            picture, boxes = augment(picture, self.truths[index], rng)
            if size != INPUT_SIZE:
                picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_LINEAR)
                boxes = boxes.copy()
                boxes[:, 1:] *= size / INPUT_SIZE
            images[slot] = picture
            truths.append(boxes)
        return to_tensor(images), pad_truth(truths)

    def _indices(self, number):
        """A different permutation of all scenes in every epoch."""
        count = len(self.pictures)
        positions = number * self.batch + np.arange(self.batch)
        order = {e: np.random.default_rng((SEED, 4, e)).permutation(count) for e in set(positions // count)}
        return [order[p // count][p % count] for p in positions]

    def get(self):
        return self.pending.get()


def to_tensor(images):
    """BGR uint8 [B,S,S,3] -> RGB float [B,3,S,S] in 0..1, channels last in memory."""
    return torch.from_numpy(images).permute(0, 3, 1, 2).flip(1).float().div_(255)


def pad_truth(truths):
    """-> float [B,M,5]; class -1 marks padding."""
    padded = np.full((len(truths), max(1, max(len(t) for t in truths)), 5), -1, np.float32)
    for row, truth in zip(padded, truths):
        row[:len(truth)] = truth
    return torch.from_numpy(padded)
