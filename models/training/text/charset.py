"""What the recogniser can write, in class order; class 0 is CTC's blank."""

ASCII = "".join(chr(c) for c in range(0x20, 0x7F))
LATIN_1_LETTERS = "".join(chr(c) for c in range(0xC0, 0x100) if c not in (0xD7, 0xF7))
LATIN_9_LETTERS = "ŒœŠšŽžŸ"
SIGNS = "¡¢£¥§©ª«®°±²³µ·º»¼½¾¿×÷€–—‘’“”„…•™"

CHARACTERS = ASCII + LATIN_1_LETTERS + LATIN_9_LETTERS + SIGNS
BLANK = 0
CLASS_OF = {character: index for index, character in enumerate(CHARACTERS, 1)}
CLASSES = len(CHARACTERS) + 1


def encode(text):
    return [CLASS_OF[character] for character in text]


def decode(classes):
    """Greedy CTC: repeats collapse, blanks go."""
    previous, text = BLANK, []
    for index in classes:
        if index != previous and index != BLANK:
            text.append(CHARACTERS[index - 1])
        previous = index
    return "".join(text)
