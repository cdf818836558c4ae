"""Renders samples/images/page.png: an A4 page of 40 lines at 300 dpi as a scanner would give it, if scanners were perfect.

    python3 models/training/text/render_page.py

The words are written for it; page.txt beside the picture holds them. It is for the sample and for measuring, never for training.
"""
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

IMAGES = Path(__file__).resolve().parents[3] / "samples" / "images"
SERIF, SANS, MONO = (f"/usr/share/fonts/truetype/liberation/Liberation{name}-Regular.ttf" for name in ("Serif", "Sans", "Mono"))
LINES = """Operating notes for the north greenhouse

The pumps start at 6:30 every morning and run for forty minutes.
If the water in the basin stands below the second mark, wait until the
float valve has closed again; running dry wears out the seals.
Readings are taken twice a day and entered in the blue book:
temperature inside and outside, humidity, and the level of the tank.

Part        Number        Price      Stock
Seal ring   PX-4471/B     $3.85      112
Filter      FN-0098       $17.20     36
Hose, 25 m  HS-2500       €42.00     9
Valve       VB-7731-Q     £128.50    4

Orders go to parts@greenhouse-north.example or by phone to
(555) 010-7734. Please give the serial number, which is stamped on the
plate below the handle, for instance “GN-2207-1183”.
Deliveries take 3–5 working days; express costs 25 % more.

Cleaning
Wipe the glass with warm water and a soft cloth. Never use solvents,
scouring powder or anything with a pH above 8. Rinse, then dry from the
top down. The lamps must be off and cold: they reach 180 °C.
Brushes, gloves & buckets are in cupboard #3 (left of the door).

Visitors from abroad ask for these names most often:
Märzenbecher, perce-neige, campanilla de invierno, snödroppe,
vintergæk, sneeuwklokje, bucaneve, and ça va sans dire: snowdrop.

Hours: Monday to Thursday 9 AM–5 PM; Friday closes at noon.
Closed on 24/12, 31/12 and 01/01. Guided tours: Saturday, 14:15.

The heating follows the weather: below 4 °C outside, both boilers run; between 4 and 11 °C
only the smaller one does, and from 12 °C on neither. Whoever changes the set point writes the
old value, the new value and the reason on the card beside the thermostat, e.g. “from 16 to 17:
seedlings, until Tuesday”. Alarms ring in the lodge (ext. 204) and at the night desk (ext. 219);
code E07 means no flame, E12 low pressure, E31 a broken sensor. Reset once; if it comes back,
call the fitter and note the time.

Who left the side gate open on Wednesday? Three deer came in, ate
the young lettuce and two rows of beans, and slept among the roses.
Nobody minds the deer; everybody minds the missing beans.
It's the third time this year... so: close it, and lock it!

Signed, for the garden committee,
J. Quickwater & M. Feldspar
Page 7 of 12, revised 2026-05-18, file \\notes\\north_v3.txt
Total area 1,482 m², of which 1/3 is under glass; volume 5,930 m³.
Keep this sheet dry, flat and out of the sun."""


def main():
    page = Image.new("L", (2480, 3508), 255)
    draw = ImageDraw.Draw(page)
    y, written = 240, []
    for number, line in enumerate(LINES.split("\n")):
        if not line:
            y += 34
            continue
        table = "  " in line
        face = ImageFont.truetype(SANS if number == 0 or line == "Cleaning" else MONO if table else SERIF, 62 if number == 0 else 46)
        draw.text((260, y), line, 0, face, anchor="ls")
        written += line.split("  ") if table else [line]
        y += 75
    page.convert("1", dither=Image.Dither.NONE).save(IMAGES / "page.png", dpi=(300, 300), optimize=True)
    (IMAGES / "page.txt").write_text("\n".join(w.strip() for w in written if w.strip()) + "\n", encoding="utf-8")
    print(sum(bool(line) for line in LINES.split("\n")), "lines")


if __name__ == "__main__":
    main()
