"""What somebody who is still writing may mean: up to three matters, each with its words.

The same words and the same model as for the report itself; nothing is decided here.
"""

from collections.abc import Container
from dataclasses import dataclass

from dispatch.triage.model import Suggestion, TriageBook
from dispatch.triage.sort import sort
from dispatch.vocabulary import MatterCode

_FAINT = 0.05
"""Below this a matter is a guess, and no help."""
_WORDS = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """One matter that a text may be about, and what in it says so."""

    matter: MatterCode
    words: tuple[str, ...]


def offers(book: TriageBook, text: str, *, matters: Container[MatterCode]) -> tuple[Offer, ...]:
    """Return the likeliest matters of a text, best first; none where nothing speaks for any."""
    found = sort(book, text=text, matters=matters)
    offered = (
        Offer(matter, _words(book, found, matter, text))
        for matter, score in found.top3
        if score >= _FAINT and matter in matters
    )
    return tuple(each for each in offered if each.words)


def _words(book: TriageBook, found: Suggestion, matter: MatterCode, text: str) -> tuple[str, ...]:
    by_words = tuple(dict.fromkeys(one.word for one in found.because if one.matter == matter))
    if by_words or book.model is None:
        return by_words[:_WORDS]
    # A single character stands in words of every kind: it explains nothing to a reader.
    heard = book.model.reasons_for(matter, text=text)
    return tuple(one for one in heard if len(one) > 1)[:_WORDS]
