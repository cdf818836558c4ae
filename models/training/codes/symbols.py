"""Code symbols as module patterns, encoded once by the `zint` command line tool.

A pattern is a 0/1 array: one row for a linear code, all rows for the others. Keeping modules instead of pictures
lets the artwork step choose module size, bar height, ink and lettering with exact truth boxes.
"""
import string
import subprocess
from dataclasses import dataclass

import numpy as np

import decoys
from settings import AZTEC, DATAMATRIX, LINEAR, PDF417, QR, SEED, WORK

CACHE = WORK / "symbols.npz"
OTHER = -1  # a machine-readable code of a kind the detector must not report


@dataclass(frozen=True)
class Symbol:
    kind: int
    symbology: str
    text: str
    modules: np.ndarray
    row_height: int = 1  # of a row, in modules: the rows of stacked codes are higher than their modules are wide

    @property
    def length(self) -> int:
        """The longer side in modules; of a linear code, whose height is free, the width."""
        rows, columns = self.modules.shape
        return columns if self.kind == LINEAR else max(columns, rows * self.row_height)

    @property
    def is_wide(self) -> bool:
        return self.kind == LINEAR or self.modules.shape[1] > 1.4 * self.modules.shape[0] * self.row_height


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


def _encode_or_any_size(symbology, text, *options):
    """Where the text does not fit the size that the options ask for, zint chooses one."""
    try:
        return encode(symbology, text, *options)
    except subprocess.CalledProcessError:
        return encode(symbology, text)


def _linear(rng):
    for symbology, (count, content) in LINEAR_KINDS.items():
        for _ in range(count):
            text = content(rng)
            yield Symbol(LINEAR, symbology, text, encode(symbology, text)[:1])


def _qr(rng):
    for _ in range(QR_COUNT):
        version = int(np.clip(rng.geometric(0.22), 1, 20))
        text = "https://" + _letters(rng, 4, 10, string.ascii_lowercase) + ".example/" + _letters(rng, 1, 4)
        level = str(rng.integers(1, 5))
        yield Symbol(QR, "QRCODE", text, _encode_or_any_size("QRCODE", text, f"--vers={version}", f"--secure={level}"))


def _data_matrix(rng):
    for i in range(300):
        if i < 60:  # GS1, as on medicine and parts
            text = _gs1(rng) + f"[17]{rng.integers(26, 36)}{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}"
            yield Symbol(DATAMATRIX, "DATAMATRIX", text, encode("DATAMATRIX", text, "--gs1"))
        elif i < 120:  # rectangles of 8x18 to 16x48, and of the later extension (8x48 to 26x64)
            size = int(rng.choice((*range(25, 31), 31, 33, 36, 40, 44), p=(*(0.14,) * 6, *(0.032,) * 5)))
            text = _letters(rng, 3, 8)
            yield Symbol(DATAMATRIX, "DATAMATRIX", text, _encode_or_any_size("DATAMATRIX", text, f"--vers={size}"))
        elif i < 200:  # a size asked for: 10x10 to 64x64
            text = _letters(rng, 2, 6)
            size = int(np.clip(rng.geometric(0.16), 1, 16))
            yield Symbol(DATAMATRIX, "DATAMATRIX", text, _encode_or_any_size("DATAMATRIX", text, f"--vers={size}"))
        else:
            text = _letters(rng, 2, int(rng.choice((6, 12, 30, 80))))
            yield Symbol(DATAMATRIX, "DATAMATRIX", text, encode("DATAMATRIX", text, "--square"))


def _aztec(rng):
    for i in range(240):
        text = _letters(rng, 2, int(rng.choice((8, 14, 40, 110))))
        if i < 80:  # 1 to 4: compact; then full symbols from 19 modules on
            size = 1 + i % 4
        else:
            size = 4 + int(np.clip(rng.geometric(0.14), 1, 18))
        symbol = _encode_or_any_size("AZTEC", text, f"--vers={size}") if i < 180 else encode("AZTEC", text)
        yield Symbol(AZTEC, "AZTEC", text, symbol)


def _pdf417(rng):
    for i in range(300):
        if i < 180:
            text, columns = _letters(rng, 8, int(rng.choice((30, 80, 200)))), int(np.clip(rng.geometric(0.2), 1, 12))
            name, options, height = "PDF417", (f"--cols={columns}", f"--secure={rng.integers(1, 5)}"), (2, 3, 3, 3, 4, 5)
        elif i < 230:  # truncated: without the right row indicators
            text, columns = _letters(rng, 8, int(rng.choice((30, 80)))), int(np.clip(rng.geometric(0.3), 1, 8))
            name, options, height = "PDF417COMP", (f"--cols={columns}",), (2, 3, 3, 4)
        else:
            text, columns = _letters(rng, 4, 40), int(rng.integers(1, 5))
            name, options, height = "MICROPDF417", (f"--cols={columns}",), (2, 2, 2, 3)
        yield Symbol(PDF417, name, text, _encode_or_any_size(name, text, *options), int(rng.choice(height)))


def _others(rng):
    for symbology, (count, content, options, row_height) in decoys.KINDS.items():
        for _ in range(count):
            text = content(rng)
            yield Symbol(OTHER, symbology, text, encode(symbology, text, *options), row_height)


def _generate():
    rng = np.random.default_rng(SEED)
    for family in (_linear, _qr, _others, _data_matrix, _aztec, _pdf417):
        yield from family(rng)


def load() -> list[Symbol]:
    """Every symbol, in a fixed order; encodes them on the first call."""
    if not CACHE.exists():
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        arrays = {f"{i:05d}|{s.kind}|{s.symbology}|{s.row_height}|{s.text}": s.modules for i, s in enumerate(_generate())}
        names = np.array(list(arrays))
        temporary = CACHE.with_suffix(".tmp.npz")
        np.savez_compressed(temporary, names=names, **{f"m{i}": m for i, m in enumerate(arrays.values())})
        temporary.replace(CACHE)
    with np.load(CACHE) as stored:
        symbols = []
        for i, name in enumerate(stored["names"]):
            _, kind, symbology, row_height, text = str(name).split("|", 4)
            symbols.append(Symbol(int(kind), symbology, text, stored[f"m{i}"], int(row_height)))
        return symbols
