"""The shipping label on the sample parcel: flat artwork, every name and number made up."""
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import symbols

SIZE_CM = (15.4, 10.8)
SANS = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
BOLD = "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf"
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"

SSCC = "340123450000004213"
REFERENCE = "4271"
LINK = f"https://parcels.example/{SSCC}"


def draw(pixels_per_cm):
    """-> float32 [H,W] reflectance, 0 ink to 1 paper."""
    def px(*centimetres):
        return tuple(round(c * pixels_per_cm) for c in centimetres)

    sheet = Image.new("L", px(*SIZE_CM), 250)
    pen = ImageDraw.Draw(sheet)

    def text(x, y, words, size, face=SANS, anchor="la", fill=22):
        pen.text(px(x, y), words, fill, ImageFont.truetype(face, round(size * pixels_per_cm)), anchor=anchor)

    def rule(x1, y1, x2, y2, thick=0.05):
        pen.line((*px(x1, y1), *px(x2, y2)), 30, max(1, round(thick * pixels_per_cm)))

    def code(modules, x, y, width, height):
        picture = Image.fromarray((1 - modules) * np.uint8(228) + np.uint8(22))
        sheet.paste(picture.resize(px(width, height), Image.NEAREST), px(x, y))

    width, height = SIZE_CM
    pen.rectangle((*px(0.3, 0.3), *px(width - 0.3, height - 0.3)), outline=30, width=round(0.05 * pixels_per_cm))

    pen.rectangle((*px(0.3, 0.3), *px(2.3, 2.2)), fill=22)
    text(1.3, 1.25, "P", 1.75, BOLD, "mm", 250)
    text(2.65, 0.5, "KESTREL PARCEL", 0.72, BOLD)
    text(2.65, 1.4, "PRIORITY 24   ·   signature on delivery", 0.36)
    rule(0.3, 2.2, width - 0.3, 2.2)

    text(0.6, 2.4, "FROM", 0.26, BOLD)
    for i, line in enumerate(("Alder & Finch Instruments", "Quay Street 12, 4021 Havenby")):
        text(1.75, 2.36 + 0.42 * i, line, 0.33)
    rule(0.3, 3.38, 10.4, 3.38, 0.03)

    text(0.6, 3.58, "TO", 0.26, BOLD)
    for i, (line, face) in enumerate((("Mara Lindqvist", BOLD), ("Vision Lab, Dock 3", SANS),
                                      ("Lindenweg 7", SANS), ("10115 NEUSTADT", BOLD))):
        text(1.75, 3.5 + 0.56 * i, line, 0.46, face)

    rule(10.4, 2.2, 10.4, height - 0.3)
    code(symbols.encode("QRCODE", LINK, "--vers=3", "--secure=2"), 10.75, 2.5, 4.0, 4.0)
    rule(10.4, 6.85, width - 0.3, 6.85, 0.03)
    text(10.7, 7.0, "REF", 0.26, BOLD)
    code(symbols.encode("CODE128", REFERENCE), 10.95, 7.45, 3.6, 2.2)
    text(12.75, 9.78, f"{REFERENCE}  ·  2.4 kg", 0.42, MONO, "ma")

    rule(0.3, 6.1, 10.4, 6.1)
    code(symbols.encode("GS1_128", f"[00]{SSCC}"), 1.1, 6.75, 8.5, 2.55)
    groups = f"(00) {SSCC[0]} {SSCC[1:8]} {SSCC[8:17]} {SSCC[17]}"
    text(5.35, 9.5, groups, 0.42, MONO, "ma")
    return np.asarray(sheet, np.float32) / 255
