#!/usr/bin/env python3
"""Draws something that looks like a barcode, for the code detector: barcode.py FILE.png (grey, 416 x 300)."""
import pathlib
import struct
import sys
import zlib

WIDTH, HEIGHT = 416, 300
MODULES, MODULE_WIDTH, TOP, BOTTOM = 95, 3, 80, 220


def row(y: int) -> bytes:
    if not TOP <= y < BOTTOM:
        return bytes([230]) * WIDTH
    line = bytearray([230]) * WIDTH
    left = (WIDTH - MODULES * MODULE_WIDTH) // 2
    line[left - 20:left + MODULES * MODULE_WIDTH + 20] = bytes([255]) * (MODULES * MODULE_WIDTH + 40)
    state = 7
    for module in range(MODULES):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        if module in (0, 2, 46, 48, 92, 94) or (state >> 16) & 1:
            start = left + module * MODULE_WIDTH
            line[start:start + MODULE_WIDTH] = bytes([20]) * MODULE_WIDTH
    return bytes(line)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    pixels = b"".join(b"\0" + row(y) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    pathlib.Path(sys.argv[1]).write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b""))
