"""Fonts that can be drawn at any size: bitmap fonts come in a few sizes only."""
import fonts

_scalable = {}


def pick(rng, mix):
    while True:
        font = fonts.pick(rng, mix=mix)
        if font.path not in _scalable:
            try:
                font.at(21), font.at(41)  # sizes that no bitmap font has
                _scalable[font.path] = True
            except OSError:
                _scalable[font.path] = False
        if _scalable[font.path]:
            return font


def drawable(text, font):
    """What of the text the font has."""
    return "".join(character for character in text if character in font.characters)
