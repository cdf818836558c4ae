"""Code symbols as module patterns, encoded once by the `zint` command line tool.

A pattern is a 0/1 array: one row for a linear code, a square for QR. Keeping modules instead of
pictures lets the artwork step choose module size, bar height, ink and lettering with exact truth boxes.
"""
import string
import subprocess
from dataclasses import dataclass

import numpy as np

from settings import LINEAR, QR, SEED, WORK

CACHE = WORK / "symbols.npz"
OTHER = -1  # a machine-readable code of a kind the detector must not report


@dataclass(frozen=True)
class Symbol:
    kind: int
    symbology: str
    text: str
    modules: np.ndarray

    @property
    def width(self) -> int:
        return self.modules.shape[1]


def _digits(rng, count):
    return "".join(rng.choice(list(string.digits), count))


def _letters(rng, low, high, alphabet=string.ascii_uppercase + string.digits):
    return "".join(rng.choice(list(alphabet), int(rng.integers(low, high + 1))))


def _gs1(rng):
    return f"[01]{_digits_with_check(rng, 13)}[10]{_letters(rng, 3, 8)}"


def _digits_with_check(rng, count):
    digits = _digits(rng, count)
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


# symbology -> (how many, content)
LINEAR_KINDS = {
    "EANX": (160, lambda rng: _digits(rng, 12)),
    "UPCA": (100, lambda rng: _digits(rng, 11)),
    "EANX_8": (40, lambda rng: _digits(rng, 7)),
    # the zero-suppressed number may not end in certain pairs; 1-9 then 5-9 is always valid
    "UPCE": (25, lambda rng: f"{_digits(rng, 4)}{rng.integers(1, 10)}{rng.integers(5, 10)}"),
    "CODE128": (110, lambda rng: _letters(rng, 4, 18)),
    "GS1_128": (50, _gs1),
    "CODE39": (60, lambda rng: _letters(rng, 4, 12)),
    "CODE93": (20, lambda rng: _letters(rng, 4, 12)),
    "C25INTER": (60, lambda rng: _digits(rng, 2 * int(rng.integers(3, 9)))),
    "ITF14": (40, lambda rng: _digits(rng, 13)),
    "CODABAR": (30, lambda rng: "A" + _digits(rng, int(rng.integers(6, 13))) + "B"),
    "MSI_PLESSEY": (10, lambda rng: _digits(rng, int(rng.integers(6, 11)))),
    "DBAR_OMN": (10, lambda rng: _digits(rng, 13)),
    "DBAR_LTD": (10, lambda rng: "0" + _digits(rng, 12)),
    "EANX_5": (20, lambda rng: _digits(rng, 5)),  # the add-on beside a book's EAN-13, a symbol of its own
}
OTHER_KINDS = {"DATAMATRIX": 20, "AZTEC": 20}
QR_COUNT = 420


def encode(symbology, text, *options):
    """The modules of one symbol, 1 for ink; a linear code has one row."""
    symbology = "EANX" if symbology.startswith("EANX") else symbology  # zint tells EAN-13, -8, -5 by length
    command = ["zint", "-b", symbology, "-d", text, "--dump", *options]
    dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [
        [int(bit) for nibble in line.replace(" ", "") for bit in format(int(nibble, 16), "04b")]
        for line in dump.splitlines()
        if line.strip()
    ]
    modules = np.array(rows, np.uint8)
    return modules[:, : int(modules.any(0).nonzero()[0].max()) + 1]  # the dump pads rows to whole nibbles


def _generate():
    rng = np.random.default_rng(SEED)
    for symbology, (count, content) in LINEAR_KINDS.items():
        for _ in range(count):
            text = content(rng)
            yield Symbol(LINEAR, symbology, text, encode(symbology, text)[:1])
    for _ in range(QR_COUNT):
        version = int(np.clip(rng.geometric(0.22), 1, 20))
        text = "https://" + _letters(rng, 4, 10, string.ascii_lowercase) + ".example/" + _letters(rng, 1, 4)
        level = str(rng.integers(1, 5))
        try:
            modules = encode("QRCODE", text, f"--vers={version}", f"--secure={level}")
        except subprocess.CalledProcessError:  # too much text for that version and level: let zint choose
            modules = encode("QRCODE", text)
        yield Symbol(QR, "QRCODE", text, modules)
    for symbology, count in OTHER_KINDS.items():
        for _ in range(count):
            text = _letters(rng, 4, 40)
            yield Symbol(OTHER, symbology, text, encode(symbology, text))


def load() -> list[Symbol]:
    """Every symbol, in a fixed order; encodes them on the first call."""
    if not CACHE.exists():
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        arrays = {f"{i:05d}|{s.kind}|{s.symbology}|{s.text}": s.modules for i, s in enumerate(_generate())}
        names = np.array(list(arrays))
        temporary = CACHE.with_suffix(".tmp.npz")
        np.savez_compressed(temporary, names=names, **{f"m{i}": m for i, m in enumerate(arrays.values())})
        temporary.replace(CACHE)
    with np.load(CACHE) as stored:
        symbols = []
        for i, name in enumerate(stored["names"]):
            _, kind, symbology, text = str(name).split("|", 3)
            symbols.append(Symbol(int(kind), symbology, text, stored[f"m{i}"]))
        return symbols
