"""The title of a report that has none: its first sentence, in one line."""

import re

LONGEST = 40
_SENTENCE = re.compile(r"[^。!?!?;;\n\r]+")
_MARKS_AT_THE_END = re.compile(r"[,,、::\s]+\Z")
_RUN_AT_THE_END = re.compile(r"[0-9A-Za-z]+\Z")


def headline(text: str) -> str:
    """Return the first sentence, at most ``LONGEST`` characters, with "…" where more was there.

    A number is kept whole or left out: half a telephone or citizen number
    could no longer be known as one and masked.
    """
    words = " ".join(text.split())
    first = _SENTENCE.search(words)
    sentence = first.group().strip() if first else words
    if len(sentence) <= LONGEST:
        return sentence
    kept = sentence[: LONGEST - 1]
    if sentence[LONGEST - 1].isalnum() and sentence[LONGEST - 1].isascii():
        kept = _RUN_AT_THE_END.sub("", kept)
    return (_MARKS_AT_THE_END.sub("", kept) or sentence[: LONGEST - 1]) + "…"
