"""What the lines say: words of many Latin-script languages, and all that is printed on labels, receipts, signs and screens.

Words come from the spelling dictionaries that Debian packages (wamerican-large, wbritish, wfrench, wngerman, witalian,
wspanish, wportuguese, wdutch, wswedish, wdanish, wnorwegian, wcatalan, wirish).
"""
import functools
import string
from pathlib import Path

import numpy as np

from charset import CHARACTERS, LATIN_1_LETTERS, LATIN_9_LETTERS, SIGNS

DICTIONARIES = {
    "american-english-large": 0.40, "british-english": 0.06, "ngerman": 0.10, "french": 0.10, "spanish": 0.08,
    "italian": 0.06, "portuguese": 0.05, "dutch": 0.04, "swedish": 0.03, "danish": 0.02, "norsk": 0.02, "catalan": 0.02,
    "irish": 0.02,
}
COMMON = """the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which
you were her she there been one all we their has would when if so no will him who more out up into them only some could
time these two may then do first any my now such like our over man me even most made after also did many before must
through back years where much your way well down should because each just those people too good very make world still
own see men work long get here between both life being under never day same another know while last might us great old
year off come since against go came right used take three""".split()
SHOP = """TOTAL SUBTOTAL TAX CASH CHANGE VISA CARD ORDER CASHIER SALE RECEIPT THANK YOU QTY PRICE AMOUNT DUE BALANCE TIP TABLE SERVER
GUEST ITEM REFUND DISCOUNT COUPON MEMBER STORE OPEN CLOSED EXIT ENTRANCE PUSH PULL FREE NEW MENU BAKERY CAFE HOTEL PARKING NET WT
MADE IN LOT EXP BATCH SERIAL MODEL VOLTAGE INPUT OUTPUT WARNING CAUTION KEEP DRY FRAGILE PART NO REV DATE WEIGHT SIZE Ingredients
Serving Calories Protein Sodium Sugar Fat Vitamin Cholesterol Carbohydrate Fiber Iron Calcium Contains Store Best before
Invoice Customer Account Number Phone Fax Street Road Avenue Suite Floor Dr Mr Mrs Inc Ltd Co GmbH S.A. Page Chapter Section""".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January February March April June July August September October November December".split()
DAYS = "Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
CURRENCIES = ("$", "€", "£", "¥", "USD ", "EUR ", "CHF ", "¢", "kr ", "R$", "")
UNITS = "g kg mg ml l L cm mm m km % °C °F V A W kW Hz GHz MB GB oz lb ft in µm m² m³ kcal kJ pcs x".split()


@functools.cache
def dictionary(name):
    path = Path("/usr/share/dict") / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; install Debian's word lists (see corpus.py)")
    known = set(CHARACTERS)
    words = (w for w in path.read_text(encoding="utf-8", errors="ignore").split() if 1 < len(w) < 22 and known.issuperset(w))
    return tuple(w[:-2] if w.endswith("'s") else w for w in words)


def _one(rng, options):
    return options[rng.integers(len(options))]


def _digits(rng, low, high):
    return "".join(_one(rng, string.digits) for _ in range(rng.integers(low, high + 1)))


def word(rng, language=None):
    """A word as it stands in its dictionary, or one of the most common English words."""
    language = language or rng.choice(list(DICTIONARIES), p=list(DICTIONARIES.values()))
    if "english" in language and rng.random() < 0.35:
        return _one(rng, COMMON)
    return _one(rng, dictionary(language))


def recase(rng, text):
    style = rng.random()
    if style < 0.52:
        return text
    if style < 0.74:
        return text.upper()
    if style < 0.92:
        return " ".join(w[:1].upper() + w[1:] for w in text.split(" "))
    if style < 0.96:
        return text.lower()
    return "".join(c.upper() if rng.random() < 0.5 else c.lower() for c in text)


def prose(rng, limit):
    """Words of one language with a sentence's punctuation."""
    language = rng.choice(list(DICTIONARIES), p=list(DICTIONARIES.values()))
    words, length = [], 0
    while True:
        w = word(rng, language)
        if words and length + len(w) + 1 > limit:
            break
        words.append(_punctuate(rng, w))
        length += len(words[-1]) + 1
        if length > limit or rng.random() < 0.04:
            break
    if rng.random() < 0.5:
        words[0] = words[0][:1].upper() + words[0][1:]
    text = " ".join(words)
    if rng.random() < 0.25:
        text += _one(rng, ".!?:;,…")
    return recase(rng, text) if rng.random() < 0.35 else text


def _punctuate(rng, w):
    r = rng.random()
    if r < 0.80:
        return w
    if r < 0.87:
        return w + _one(rng, ",,,,..;:!?")
    if r < 0.90:
        return _one(rng, ('"{}"', "“{}”", "‘{}’", "«{}»", "({})", "({})", "[{}]", "'{}'", "„{}“", "*{}*", "<{}>", "¿{}?", "¡{}!")).format(w)
    if r < 0.92:
        return w + _one(rng, ("'s", "’s", "'t", "’re", "'ll", "n't", "n’t"))
    if r < 0.94:
        return w + _one(rng, ("-", "-", "–", "/", " – ", " — ", " & ", "&", " + ", "+", "•", "…")) + word(rng)
    if r < 0.96:
        return w + " " + number(rng)
    return w[:1].upper() + w[1:]


def number(rng):
    kind = rng.integers(8)
    if kind == 0:
        return _digits(rng, 1, 6)
    if kind == 1:
        return f"{_digits(rng, 1, 3)}.{_digits(rng, 1, 2)}"
    if kind == 2:
        return f"{rng.integers(1, 999)},{_digits(rng, 3, 3)}" + (f".{_digits(rng, 2, 2)}" if rng.random() < 0.5 else "")
    if kind == 3:
        return f"{_digits(rng, 1, 3)},{_digits(rng, 1, 2)}"
    if kind == 4:
        return f"{_digits(rng, 1, 3)}{_one(rng, ('', ' '))}{_one(rng, UNITS)}"
    if kind == 5:
        return f"{_one(rng, '+-±~<>#')}{_digits(rng, 1, 4)}"
    if kind == 6:
        return f"{_digits(rng, 1, 2)}{_one(rng, '/x×:-÷=+')}{_digits(rng, 1, 3)}"
    return f"{_digits(rng, 1, 3)}{_one(rng, '%%°½¼¾²³º')}"


def price(rng):
    amount = f"{rng.integers(0, 10 ** rng.integers(1, 5))}{_one(rng, '..,')}{_digits(rng, 2, 2)}"
    sign = _one(rng, CURRENCIES)
    return sign + amount if rng.random() < 0.8 else f"{amount} {sign.strip()}".strip()


def date(rng):
    d, m, y = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1950, 2040))
    separator = _one(rng, "/-./-. ")
    forms = (f"{m}/{d}/{y}", f"{m:02}{separator}{d:02}{separator}{y}", f"{y}-{m:02}-{d:02}", f"{d:02}{separator}{m:02}{separator}{y % 100:02}",
             f"{d} {_one(rng, MONTHS)} {y}", f"{_one(rng, MONTHS)} {d}, {y}", f"{_one(rng, DAYS)} {d:02}.{m:02}.{y}", f"{_one(rng, MONTHS).upper()} {y % 100:02}")
    return _one(rng, forms)


def clock(rng):
    h, m, s = int(rng.integers(0, 24)), int(rng.integers(60)), int(rng.integers(60))
    text = f"{h:02}:{m:02}" if rng.random() < 0.6 else f"{h % 12 or 12}:{m:02}"
    if rng.random() < 0.35:
        text += f":{s:02}"
    return text + _one(rng, ("", "", " AM", " PM", "AM", "PM", " h", " Uhr", " a.m.", "pm"))


def serial(rng):
    """Part numbers, plates, tracking numbers, IBANs: letters and digits without meaning."""
    alphabets = (string.ascii_uppercase, string.digits, string.ascii_uppercase + string.digits, string.hexdigits[:16], string.ascii_letters + string.digits)
    groups = ["".join(_one(rng, _one(rng, alphabets[:3]) if rng.random() < 0.2 else a) for _ in range(rng.integers(1, 9)))
              for a in (_one(rng, alphabets) for _ in range(rng.integers(1, 5)))]
    text = _one(rng, ("-", " ", "/", ".", "", "_", ":", "-")).join(groups)
    return _one(rng, ("", "", "", "S/N ", "No. ", "SN:", "REF ", "Lot ", "#", "P/N: ", "ID ", "Nº ", "N° ", "Acct:", "XXXX")) + text


def address(rng):
    """Web and mail addresses, phone numbers, file names."""
    kind = rng.integers(5)
    plain = [w for w in (word(rng, "american-english-large").lower() for _ in range(2)) if w.isascii()] or ["example"]
    host = _one(rng, ("", ".", "-", "")).join(plain) + _one(rng, (".com", ".org", ".net", ".de", ".fr", ".co.uk", ".io", ".eu", ".it"))
    if kind == 0:
        return _one(rng, ("www.", "http://", "https://", "https://www.", "")) + host + _one(rng, ("", "", "/" + plain[0], f"/{plain[0]}?id={_digits(rng, 1, 5)}", "/~" + plain[0]))
    if kind == 1:
        return f"{plain[0]}{_one(rng, ('', '.', '_'))}{_digits(rng, 0, 3)}@{host}"
    if kind == 2:
        return _one(rng, ("({}) {}-{}", "{}-{}-{}", "+1 {} {} {}", "{} {} {}", "Tel. {}/{} {}", "+49 {} {}-{}", "{}.{}.{}")).format(_digits(rng, 3, 3), _digits(rng, 3, 3), _digits(rng, 4, 4))
    if kind == 3:
        return _one(rng, ("/", "C:\\", "./", "~/", "")) + "/".join(plain) + _one(rng, (".txt", ".pdf", ".cs", ".onnx", ".jpg", "_v2.zip"))
    return f"{rng.integers(1, 9999)} {' '.join(w.capitalize() for w in plain)} {_one(rng, ('St', 'Street', 'Road', 'Rd.', 'Ave', 'Blvd', 'Lane', 'Platz', 'Straße'))}"


def receipt(rng):
    item = " ".join(_one(rng, SHOP) if rng.random() < 0.3 else word(rng) for _ in range(rng.integers(1, 4)))
    item = recase(rng, item)
    kind = rng.integers(6)
    if kind == 0:
        return f"{rng.integers(1, 40)} {item}"
    if kind == 1:
        return f"{item} {price(rng)}"
    if kind == 2:
        return f"{_one(rng, SHOP)}{_one(rng, (':', ': ', ' ', '  '))}{_one(rng, (price, number, serial, date, clock))(rng)}"
    if kind == 3:
        return f"{rng.integers(1, 20)} x {price(rng)}"
    if kind == 4:
        return " ".join(_one(rng, SHOP) for _ in range(rng.integers(1, 4)))
    return f"{date(rng)} {clock(rng)}"


def symbols(rng, limit):
    """Characters without any sense: nothing may be learnt by heart, and the rare ones must be seen."""
    pools = (CHARACTERS, string.printable[:94], LATIN_1_LETTERS + LATIN_9_LETTERS, SIGNS + string.punctuation, string.ascii_letters, string.digits)
    text = ""
    for _ in range(rng.integers(1, 4)):
        pool = _one(rng, pools)
        text += "".join(_one(rng, pool) for _ in range(rng.integers(1, 7))) + _one(rng, (" ", ""))
    return text


def accented(rng, limit):
    """A word with some of its letters swapped for accented ones, so that accents are read and not guessed."""
    text = prose(rng, limit)
    swaps = {"a": "àáâãäåæ", "e": "èéêë", "i": "ìíîï", "o": "òóôõöøœ", "u": "ùúûü", "c": "ç", "n": "ñ", "s": "šß", "y": "ýÿ", "z": "ž", "d": "ð", "t": "þ"}
    out = "".join(_one(rng, swaps[c]) if c in swaps and rng.random() < 0.3 else c for c in text)
    return out.upper() if rng.random() < 0.3 else out


SOURCES = ((prose, 0.44), (receipt, 0.12), (symbols, 0.09), (serial, 0.08), (address, 0.07), (accented, 0.06), (price, 0.04), (number, 0.04), (date, 0.03), (clock, 0.03))
_WEIGHTS = np.array([w for _, w in SOURCES]) / sum(w for _, w in SOURCES)


def line(rng, limit):
    """One line of at most `limit` characters, all of them in the charset, no space at the ends or doubled."""
    known = set(CHARACTERS)
    while True:
        source = SOURCES[rng.choice(len(SOURCES), p=_WEIGHTS)][0]
        text = source(rng, limit) if source in (prose, symbols, accented) else source(rng)
        text = " ".join("".join(c for c in text if c in known).split())[:limit].strip()
        if text:
            return text


if __name__ == "__main__":
    generator = np.random.default_rng(1)
    for _ in range(40):
        print(line(generator, 32))
