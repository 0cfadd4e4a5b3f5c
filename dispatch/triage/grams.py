"""A text as its character n-grams: what a learned model counts.

No word segmenter is needed: Chinese is written without spaces, and short runs of
characters tell matters apart as well as words do. A run ends at whatever is neither a
letter, a digit nor a Chinese character, and no n-gram crosses that.
"""

import re
import unicodedata
from collections import Counter

_RUN = re.compile("[\u3400-\u9fffa-z0-9]+")
_NUMBER = re.compile(r"\d+")
SHORTEST, LONGEST = 1, 2


def fold(text: str) -> str:
    """Return ``text`` as words are compared: compatibility forms and case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def plain(text: str) -> str:
    """Return a text as its n-grams are read from it; each number reads as 0."""
    return _NUMBER.sub("0", fold(text))


def placed(text: str) -> tuple[str, str, tuple[int, ...]]:
    """Return a text, what ``plain`` makes of it, and where in it each character of that begins.

    One place more is the text's end. Where letters only read together (an e and its accent
    apart) the plain text stands for itself.
    """
    # Most letters are Chinese, and these fold to themselves.
    folded = [each if "\u4e00" <= each <= "\u9fff" else fold(each) for each in text]
    whole = "".join(folded)
    if whole != fold(text):
        read = plain(text)
        return read, read, tuple(range(len(read) + 1))
    begins = [at for at, letters in enumerate(folded) for _ in letters]
    places: list[int] = []
    since = 0
    for number in _NUMBER.finditer(whole):
        places += begins[since : number.start() + 1]
        since = number.end()
    places += begins[since:]
    return text, plain(text), (*places, len(text))


def grams_of(text: str, *, shortest: int = SHORTEST, longest: int = LONGEST) -> list[str]:
    """Return every n-gram of a text as often as it stands there; each number reads as 0."""
    found: list[str] = []
    for run in _RUN.findall(plain(text)):
        for n in range(shortest, longest + 1):
            found += [run[start : start + n] for start in range(len(run) - n + 1)]
    return found


def count_grams(title: str, text: str, *, title_weight: int) -> Counter[str]:
    """Return how often each n-gram stands in a message; in the title it counts several times."""
    return Counter(grams_of(title) * title_weight + grams_of(text))
