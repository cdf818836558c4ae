#!/usr/bin/env python3
"""Renders the glyph atlas that EdgeInfer draws labels with. See README.md beside this file.

Needs Debian's python3-pil, python3-brotli and fonts-dejavu-core:

    /usr/bin/python3 eng/font/make_atlas.py

The same font file and the same versions of these packages give the same bytes.
"""
import argparse
import pathlib
import struct

import brotli
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
TARGET = pathlib.Path(__file__).parents[2] / "src/EdgeInfer/Imaging/Drawing/GlyphAtlas.bin"

MAGIC = b"EIGA"
VERSION = 1
EM = 64  # pixels per em: above what labels use, so that text is nearly always made by shrinking
OVERSAMPLE = 8  # FreeType hints at EM * OVERSAMPLE, where it moves nothing; the mean of 8x8 is unhinted coverage
UNITS_PER_EM = 2048  # at this size one pixel is one font unit, so lengths come out as the font states them

REPLACEMENT = 0xFFFD
SOFT_HYPHEN = 0x00AD
CHARACTERS = [
    *range(0x0020, 0x007F),  # ASCII
    *range(0x00A0, 0x0180),  # Latin-1 Supplement, Latin Extended-A
    *(0x2009, 0x202F),  # thin and narrow no-break space, as in "93 %"
    *(0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E),  # dashes, quotes
    *(0x2022, 0x2026, 0x2030, 0x20AC),  # bullet, ellipsis, per mille, euro
    *(0x2190, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265),  # arrows, minus, almost equal, at most, at least
    REPLACEMENT,
]


def render(font, character):
    """Coverage of one glyph, cropped to its ink, and where the ink lies relative to the pen."""
    side = 3 * EM
    pen_x, baseline = EM, 2 * EM
    canvas = Image.new("L", (side * OVERSAMPLE, side * OVERSAMPLE))
    ImageDraw.Draw(canvas).text(
        (pen_x * OVERSAMPLE, baseline * OVERSAMPLE), character, fill=255, font=font, anchor="ls")
    coverage = canvas.reduce(OVERSAMPLE)
    ink = coverage.getbbox()
    if ink is None:
        return 0, 0, 0, 0, b""
    left, top, right, bottom = ink
    if left == 0 or top == 0 or right == side or bottom == side:
        raise SystemExit(f"U+{ord(character):04X} does not fit into {side} pixels.")
    return left - pen_x, baseline - top, right - left, bottom - top, coverage.crop(ink).tobytes()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--font", default=FONT)
    arguments.add_argument("--output", type=pathlib.Path, default=TARGET)
    options = arguments.parse_args()

    drawn = ImageFont.truetype(options.font, EM * OVERSAMPLE, layout_engine=ImageFont.Layout.BASIC)
    measured = ImageFont.truetype(options.font, UNITS_PER_EM, layout_engine=ImageFont.Layout.BASIC)
    ascent, descent = measured.getmetrics()
    cap_height = -measured.getbbox("H", anchor="ls")[1]
    x_height = -measured.getbbox("x", anchor="ls")[1]

    table = bytearray()
    pixels = bytearray()
    for code in sorted(CHARACTERS):
        # A soft hyphen says where a word may be broken; labels are not broken, so it shows nothing.
        if code == SOFT_HYPHEN:
            advance, (left, top, width, height, coverage) = 0, (0, 0, 0, 0, b"")
        else:
            advance = round(measured.getlength(chr(code)))
            left, top, width, height, coverage = render(drawn, chr(code))
        table += struct.pack("<HHbbBB", code, advance, left, top, width, height)
        pixels += coverage

    head = struct.pack("<HHHHHHH", EM, UNITS_PER_EM, ascent, descent, cap_height, x_height, len(CHARACTERS))
    body = brotli.compress(head + bytes(table) + bytes(pixels), quality=11, lgwin=22)
    options.output.write_bytes(MAGIC + bytes([VERSION]) + body)
    print(f"{options.output.name}: {len(CHARACTERS)} glyphs, ascent {ascent}, descent {descent}, capitals {cap_height}, "
          f"x {x_height} of {UNITS_PER_EM}, {5 + len(body):,} bytes ({len(head) + len(table) + len(pixels):,} unpacked)")


if __name__ == "__main__":
    main()
