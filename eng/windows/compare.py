#!/usr/bin/env python3
"""Compares the tool's JSON of two platforms: compare.py [--doctor] LINUX.json WINDOWS.json

Everything must be equal but times, the platform itself, and: scores within 1e-4, boxes within 0.1 pixels, files by their name.
"""
import json
import sys

SCORE, PIXELS = 1e-4, 0.1
TOLERANCES = {"score": SCORE, "x1": PIXELS, "y1": PIXELS, "x2": PIXELS, "y2": PIXELS}
FILES = {"image", "path", "file", "model"}
# Why other providers were passed over differs between builds of ONNX Runtime by nature.
OTHERWISE = {"timings_ms", "provider_attempts"}


def name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def differences(at: str, key: str, a, b):
    if key in OTHERWISE:
        return
    if isinstance(a, dict) and isinstance(b, dict):
        for k in sorted(a.keys() | b.keys()):
            if k not in a or k not in b:
                yield f"{at}.{k}: only on {'Linux' if k in a else 'Windows'}"
            else:
                yield from differences(f"{at}.{k}", k, a[k], b[k])
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            yield f"{at}: {len(a)} on Linux, {len(b)} on Windows"
        for i, (x, y) in enumerate(zip(a, b)):
            yield from differences(f"{at}[{i}]", key, x, y)
    elif key in TOLERANCES:
        if abs(a - b) > TOLERANCES[key]:
            yield f"{at}: {a} on Linux, {b} on Windows"
    elif isinstance(a, str) and isinstance(b, str) and ("/" in a or "\\" in b or key in FILES):
        if name(a) != name(b):
            yield f"{at}: {a} on Linux, {b} on Windows"
    elif a != b:
        yield f"{at}: {a} on Linux, {b} on Windows"


def results(document) -> int:
    """How many answers there are to compare; a document without any proves nothing."""
    if isinstance(document, list):
        return sum(len(entry.get("detections", entry.get("top", []))) for entry in document)
    return len(document)


def doctor(linux: dict, windows: dict):
    for key in ("dotnet", "edgeinfer", "onnxruntime", "libvips"):
        if linux[key] != windows[key]:
            yield f"{key}: {linux[key]} on Linux, {windows[key]} on Windows"
    providers = {p["name"]: p for p in windows["providers"]}
    if not providers["cpu"]["ready"]:
        yield f"cpu: {providers['cpu']['reason']}"
    for provider in ("directml", "webgpu"):
        found = providers[provider]
        if found["ready"] or "graphics adapter" not in found["reason"] or not found["remedy"]:
            yield f"{provider}: expected to be refused for want of a graphics adapter, found {found}"


def main(arguments) -> int:
    asked = "--doctor" in arguments
    files = [a for a in arguments if a != "--doctor"]
    if len(files) != 2:
        sys.exit(__doc__)
    linux, windows = (json.load(open(file, encoding="utf-8")) for file in files)
    found = list(doctor(linux, windows) if asked else differences("", "", linux, windows))
    if not asked and not results(linux):
        found.append("Linux found nothing, so there is nothing to compare")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
