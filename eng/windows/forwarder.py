#!/usr/bin/env python3
"""Writes a 64-bit Windows library without code whose only export is another library's function.

    forwarder.py LIBRARY.dll EXPORT TARGET       TARGET as in advapi32.SystemFunction036

For what every Windows has and an old wine lacks. A forwarded export is a name in the export directory that points to text
instead of code (PE format, "Export Address Table"), so a file of one section is enough.
"""
import pathlib
import struct
import sys

FILE_ALIGNMENT, PAGE = 0x200, 0x1000
MACHINE_AMD64, PE32_PLUS = 0x8664, 0x20B
EXECUTABLE, LARGE_ADDRESS_AWARE, DLL = 0x0002, 0x0020, 0x2000
DYNAMIC_BASE, NX_COMPATIBLE = 0x0040, 0x0100
CONSOLE = 3
INITIALIZED_DATA, READABLE = 0x00000040, 0x40000000
DIRECTORIES = 16


def export_section(base: int, library: str, export: str, target: str) -> bytes:
    tables = 40 + 4 + 4 + 2
    texts = b"".join(text.encode("ascii") + b"\0" for text in (library, export, target))
    at_library = base + tables
    at_export = at_library + len(library) + 1
    at_target = at_export + len(export) + 1
    directory = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, at_library, 1, 1, 1, base + 40, base + 44, base + 48)
    return directory + struct.pack("<IIH", at_target, at_export, 0) + texts


def library(name: str, export: str, target: str) -> bytes:
    exports = export_section(PAGE, name, export, target)
    raw = -(-len(exports) // FILE_ALIGNMENT) * FILE_ALIGNMENT
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = struct.pack("<HHIIIHH", MACHINE_AMD64, 1, 0, 0, 0, 112 + 8 * DIRECTORIES, EXECUTABLE | LARGE_ADDRESS_AWARE | DLL)
    optional = struct.pack("<HBBIIIII", PE32_PLUS, 0, 0, 0, raw, 0, 0, PAGE)
    optional += struct.pack("<QIIHHHHHHI", 0x180000000, PAGE, FILE_ALIGNMENT, 6, 0, 0, 0, 6, 0, 0)
    optional += struct.pack("<IIIHHQQQQII", 2 * PAGE, FILE_ALIGNMENT, 0, CONSOLE, DYNAMIC_BASE | NX_COMPATIBLE,
                            0x100000, 0x1000, 0x100000, 0x1000, 0, DIRECTORIES)
    optional += struct.pack("<II", PAGE, len(exports)) + bytes(8 * (DIRECTORIES - 1))
    section = struct.pack("<8sIIIIIIHHI", b".edata", len(exports), PAGE, raw, FILE_ALIGNMENT, 0, 0, 0, 0, INITIALIZED_DATA | READABLE)
    headers = dos + b"PE\0\0" + coff + optional + section
    return headers.ljust(FILE_ALIGNMENT, b"\0") + exports.ljust(raw, b"\0")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    path = pathlib.Path(sys.argv[1])
    path.write_bytes(library(path.name, sys.argv[2], sys.argv[3]))
