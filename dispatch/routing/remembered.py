"""What the list answered before: one question to one edition is judged and written out once.

    question ─► asked before? ─► the answer kept
                    └─ no ─► decide, explain, write ─► keep

A county's reports repeat each other: the same matters at the same places,
day after day. An answer is a function of the edition and of what the lines
ask about, so keeping it changes nothing but the time it takes.
"""

from dataclasses import dataclass

import orjson

from dispatch.responsibility.conditions import said
from dispatch.routing.because import document
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Question, RoutingBook
from dispatch.routing.sentence import sentence_zh
from dispatch.routing.unknowns import ZONE
from dispatch.territory.zones import given_zone

_REMEMBERED = 8_192
"""Some 4 kB each; a county of 60 matters and 560 places is asked 2,000 to 20,000 ways a day."""

_Asked = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A decision, and its reason in the forms that a case keeps."""

    decision: Decision
    sentence: str
    document: str
    """The reason as JSON text."""


class Answers:
    """What one edition answers. Forgetting any of it changes no answer."""

    __slots__ = ("_asked", "_book", "_kept")

    def __init__(self, book: RoutingBook) -> None:
        self._book = book
        self._asked = tuple(sorted(book.index.asked - {ZONE}))
        self._kept: dict[_Asked, Answered] = {}

    def to(self, question: Question) -> Answered:
        """Return what ``decide`` answers, with its reason written out."""
        key = self._key(question)
        answered = self._kept.get(key)
        if answered is None:
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
            answered = self._kept[key] = self._answer(question)
        return answered

    def _answer(self, question: Question) -> Answered:
        decision = decide(question, self._book)
        because = decision.because
        return Answered(decision, sentence_zh(because), orjson.dumps(document(because)).decode())

    def _key(self, question: Question) -> _Asked:
        """Return everything that an answer and its reason depend on."""
        attributes = question.attributes
        told: tuple[str | None, ...] = ()
        if attributes:
            told = (
                given_zone(attributes),
                *(said(attributes, key) for key in self._asked),
            )
        return (
            question.matter,
            question.area,
            question.day,
            question.matter_source,
            question.matter_words,
            question.area_source,
            question.zone,
            question.zone_source,
            told,
        )
