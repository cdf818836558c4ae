"""Makes samples/images/code_kinds.jpg: one label with each kind of code on a table. No scene trains on it.

    python3 models/training/codes/render_kinds.py
"""
import cv2
import numpy as np

import artwork
import backgrounds
import surface
from settings import AZTEC, CLASSES, DATAMATRIX, LINEAR, MODELS, PDF417, QR, SEED
from symbols import Symbol, encode

SIZE = 1120, 840
PICTURE = MODELS.parent / "samples" / "images" / "code_kinds.jpg"

# symbol, centre of its code in the picture, length of its long side in pixels, turn in degrees
LABELS = (
    (Symbol(QR, "QRCODE", "", encode("QRCODE", "https://parcels.example/7", "--vers=3")), (210, 220), 190, -8),
    (Symbol(DATAMATRIX, "DATAMATRIX", "", encode("DATAMATRIX", "[01]04012345000009[10]K7F2", "--gs1", "--square")), (560, 190), 130, 14),
    (Symbol(DATAMATRIX, "DATAMATRIX", "", encode("DATAMATRIX", "SN 48-2201", "--vers=28")), (560, 430), 170, 4),
    (Symbol(AZTEC, "AZTEC", "", encode("AZTEC", "TRAIN 18 COACH 4 SEAT 61")), (910, 220), 150, 22),
    (Symbol(PDF417, "PDF417", "", encode("PDF417", "BOARDING PASS LINDQVIST MARA GATE 12 SEAT 18A", "--cols=5"), 3),
     (330, 640), 400, 5),
    (Symbol(LINEAR, "CODE128", "PK-40213", encode("CODE128", "PK-40213")[:1]), (860, 600), 270, -38),
)


def main():
    rng = np.random.default_rng((SEED, 11))
    width, height = SIZE
    lines = rng.normal(0, 1, (height, 4)).astype(np.float32)
    grain = cv2.resize(cv2.GaussianBlur(lines, (1, 5), 0, sigmaY=1.5), SIZE) + 0.3 * backgrounds.noise(width, height, 3, rng)
    picture = np.clip(np.array((96, 132, 160)) + grain[..., None] * 9, 0, 255).astype(np.uint8)
    for symbol, centre, length, turn in LABELS:
        mask, box = artwork.symbol_mask(symbol, 6, rng)
        border = int(0.12 * max(mask.shape))
        mask = cv2.copyMakeBorder(mask, *(border,) * 4, cv2.BORDER_CONSTANT, value=0)
        box = [v + border for v in box]
        paper = np.full((*mask.shape, 3), 238, np.float32)
        art = artwork.Artwork(artwork.print_on(paper, mask, np.full(3, 32.0)), np.full(mask.shape, 255, np.uint8))
        anchor = np.array(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
        angles = (*np.radians(rng.normal(0, 7, 2)), np.radians(turn))
        longest = max(box[2] - box[0], 1 if symbol.kind == LINEAR else box[3] - box[1])
        matrix = surface.homography(anchor, np.array(centre), length / longest, angles, 2.5 * SIZE[0])
        pose = surface.Pose(matrix)
        surface.paste(picture, art, pose)
        edge = pose.forward(surface.outline(box))
        print(CLASSES[symbol.kind], *(round(v) for v in (*edge.min(0), *edge.max(0))))
    light = 1 + 0.12 * backgrounds.noise(width, height, 2, rng)[..., None]
    picture = picture * light
    picture = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.7) + rng.normal(0, 2.5, picture.shape)
    cv2.imwrite(str(PICTURE), np.clip(picture, 0, 255).astype(np.uint8), (cv2.IMWRITE_JPEG_QUALITY, 78))


if __name__ == "__main__":
    main()
