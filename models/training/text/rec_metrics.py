"""Character error rate: edits to turn what was read into what stands there, over the number of characters; spaces do not count."""
import torch

import charset
import rec_dataset
from rec_network import COLUMN


def edits(a, b):
    """Levenshtein distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def bare(text):
    return "".join(text.split())


@torch.no_grad()
def read(model, lines, device, batch=64):
    """uint8 grey lines of READ_HEIGHT -> texts, in the order given."""
    texts = [""] * len(lines)
    order = sorted(range(len(lines)), key=lambda i: lines[i].shape[1])
    for start in range(0, len(order), batch):
        chosen = order[start:start + batch]
        stacked = rec_dataset.stack([lines[i] for i in chosen])
        best = model(stacked.to(device)).argmax(2).tolist()
        for i, row in zip(chosen, best):
            texts[i] = charset.decode(row[:-(-lines[i].shape[1] // COLUMN)])
    return texts


def error_rate(found, wanted):
    """-> (character error rate, share of lines read without an error)."""
    wrong = [edits(bare(f), bare(w)) for f, w in zip(found, wanted)]
    return sum(wrong) / max(1, sum(len(bare(w)) for w in wanted)), sum(w == 0 for w in wrong) / max(1, len(wrong))
