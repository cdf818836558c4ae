"""The free fonts that Debian packages, sorted by what they look like.

`apt-get install $(python3 models/training/text/fonts.py --packages)` installs them all; `--licences` prints what each
package says of its licence. Fonts are read where the system has them; none is part of the repository or of a model.
"""
import functools
import json
import re
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageFont

from charset import CHARACTERS
from settings import WORK

ROOT = Path("/usr/share/fonts")

# The packages that --packages names; what is found under ROOT is taken, from whatever package it came.
PACKAGES = """
fonts-adf-accanthis fonts-adf-baskervald fonts-adf-berenis fonts-adf-gillius fonts-adf-mekanus fonts-adf-oldania
fonts-adf-romande fonts-adf-switzera fonts-adf-tribun fonts-adf-universalis fonts-adf-verana fonts-3270 fonts-agave
fonts-anonymous-pro fonts-averia-sans-gwf fonts-averia-serif-gwf fonts-b612 fonts-bebas-neue fonts-cabin fonts-cabinsketch
fonts-cantarell fonts-cardo fonts-clear-sans fonts-cmu fonts-comfortaa fonts-comic-neue fonts-courier-prime
fonts-crosextra-caladea fonts-crosextra-carlito fonts-croscore fonts-dancingscript fonts-dejavu-core fonts-dejavu-extra
fonts-dkg-handwriting fonts-dosis fonts-dustin fonts-ebgaramond fonts-ecolier-court fonts-essays1743 fonts-fantasque-sans
fonts-fanwood fonts-firacode fonts-freefont-ttf fonts-georgewilliams fonts-gfs-didot fonts-glasstty fonts-gnutypewriter
fonts-goudybookletter fonts-hack fonts-hermit fonts-humor-sans fonts-inconsolata fonts-inter fonts-jetbrains-mono
fonts-junction fonts-junicode fonts-jura fonts-karla fonts-kaushanscript fonts-lato fonts-league-mono fonts-league-spartan
fonts-leckerli-one fonts-liberation fonts-lindenhill fonts-linuxlibertine fonts-lobster fonts-lobstertwo fonts-manrope
fonts-monofur fonts-monoid fonts-mononoki fonts-noto-core fonts-noto-mono fonts-ocr-a fonts-ocr-b fonts-oldstandard
fonts-open-sans fonts-osifont fonts-oxygen fonts-paratype fonts-pc fonts-play fonts-proggy fonts-prociono fonts-quattrocento
fonts-quicksand fonts-roboto-slab fonts-roboto-unhinted fonts-routed-gothic fonts-rufscript fonts-sil-andika
fonts-sil-charis fonts-sil-doulos fonts-sil-gentium fonts-sixtyfour fonts-smiley-sans fonts-sora fonts-spleen
fonts-staypuft fonts-summersby fonts-train fonts-tuffy fonts-urw-base35 fonts-vollkorn
fonts-yanone-kaffeesatz fonts-yrsa-rasa
""".split()

# By the beginning of the family's name; "print" is everything else.
KINDS = {
    "device": "3270 IBM Glass.TTY C-64 Px Spleen Proggy OCR",
    "hand": "Dancing Dkg Domestic Ecolier Humor Rufscript Kaushan Comic Leckerli Lobster Summersby Z003",
    "display": "Cabin.?Sketch StayPuft Train Essays1743 Mekanus.ADF.Titling Smiley Bebas Caliban Cupola",
    "mono": ".*Mono .*Typewriter Courier Cousine Agave Anonymous Fira.Code Hack Hermit Inconsolata monofur GWMonospace",
}
UNREADABLE = re.compile(r"Standard Symbols|D050000L|Keyboard|Junkyard|Penguin|Abogado|Math|Radis|Thin|Hairline|Ultra ?Light|"
                        r"Extra ?Light|Noto Sans .|Noto Serif .|CMU Classical")


class Font:
    """A font file: its family, its kind and the characters of ours that it has."""

    def __init__(self, path, family, kind, characters):
        self.path, self.family, self.kind, self.characters = path, family, kind, frozenset(characters)

    def at(self, size):
        return _face(self.path, int(size))

    def covers(self, text):
        return self.characters.issuperset(text)


@functools.lru_cache(maxsize=4000)
def _face(path, size):
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def fonts():
    """-> {kind: [[Font, ...] of one family, ...]}, in an order that depends on the installed files only."""
    index = WORK / "fonts.json"
    if not index.exists():
        found = list(_scan())
        if len(found) < 100:
            raise FileNotFoundError(f"only {len(found)} usable fonts in {ROOT}; install: {' '.join(PACKAGES)}")
        index.parent.mkdir(parents=True, exist_ok=True)
        index.write_text(json.dumps(found))
    kinds = {}
    for path, family, kind, characters in json.loads(index.read_text()):
        # Families that come in many widths and weights count once, or they would drown the others.
        group = " ".join(family.split()[:1 if kind != "print" else 2])
        kinds.setdefault(kind, {}).setdefault(group, []).append(Font(path, family, kind, characters))
    return {kind: list(groups.values()) for kind, groups in kinds.items()}


def _scan():
    from fontTools.ttLib import TTFont

    for path in sorted(ROOT.glob("**/*.[to]tf")):
        try:
            with TTFont(path, lazy=True) as font:
                family, known = font["name"].getDebugName(1) or "", font.getBestCmap() or {}
        except Exception as error:  # a damaged font is no reason to stop; it says so and is left out
            print(f"{path}: {error}", file=sys.stderr)
            continue
        characters = "".join(c for c in CHARACTERS if ord(c) in known)
        full_name = f"{family} {path.stem}"
        if UNREADABLE.search(full_name) or sum(c in characters for c in map(chr, range(0x21, 0x7F))) < 94:
            continue
        characters = _without_small_capitals(path, characters)
        kind = next((k for k, names in KINDS.items() if re.match("|".join(names.split()), family)), "print")
        yield str(path), family, kind, characters


def _without_small_capitals(path, characters):
    """Fonts that draw capitals for small letters have none: what such a line says cannot be told from its picture."""
    def shape(character):
        mask = _face(str(path), 40).getmask(character, mode="L")
        picture = Image.frombytes("L", mask.size, bytes(mask)).resize((24, 24))
        return np.asarray(picture, np.float32) / 255

    try:
        alike = sum(np.abs(shape(c) - shape(c.upper())).mean() < 0.12 for c in "aerngtbdq")
    except OSError:
        return characters
    return "".join(c for c in characters if c == c.upper()) if alike >= 5 else characters


MIX = {"print": 0.66, "mono": 0.17, "device": 0.10, "hand": 0.03, "display": 0.04}


def pick(rng, text="", mix=None):
    """A font that has every character of `text`; families of a kind are equally likely."""
    mix = mix or MIX
    kinds, shares = list(mix), list(mix.values())
    total = sum(shares)
    while True:
        families = fonts()[kinds[rng.choice(len(kinds), p=[s / total for s in shares])]]
        for _ in range(4):
            family = families[rng.integers(len(families))]
            font = family[rng.integers(len(family))]
            if font.covers(text):
                return font


def _licences():
    """(package, licence of its fonts as its copyright file names it); what covers the packaging alone is left out."""
    for package in PACKAGES:
        path = Path("/usr/share/doc") / package / "copyright"
        text = path.read_text(errors="replace") if path.exists() else ""
        names = []
        for paragraph in re.split(r"\n\s*\n", text):
            files = re.search(r"^Files:((?:.|\n[ \t])*)", paragraph, re.M)
            licence = re.search(r"^License: *(\S[^\n]*)", paragraph, re.M)
            if files and licence and not all(f.startswith("debian") for f in files[1].split()):
                names.append(licence[1].split(",")[0].strip())
        if not names:  # an older file, in prose
            names = [name for name, words in (("OFL-1.1", "SIL OPEN FONT LICENSE"), ("GPL", "General Public License"), ("public domain", "public domain"),
                                              ("free for any use", "free")) if words.lower() in " ".join(text.split()).lower()][:1]
        yield package, ", ".join(dict.fromkeys(names)) or "not installed"


if __name__ == "__main__":
    if "--packages" in sys.argv:
        print(*PACKAGES)
    elif "--licences" in sys.argv:
        for package, licence in _licences():
            print(f"| {package} | {licence} |")
    else:
        for kind, families in fonts().items():
            print(f"{kind}: {len(families)} families, {sum(map(len, families))} fonts")
