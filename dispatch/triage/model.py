"""What triage knows and what it answers.

form's hint ─► keywords and the learned model ─► nothing: a person chooses from the best three
hard safety words beside it: they only ever raise the urgency
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.triage.learned import LearnedModel, Reading
from dispatch.vocabulary import MatterCode, Urgency


class MatterSource(StrEnum):
    """Where a suggested matter came from."""

    FORM = "form"
    KEYWORD = "keyword"
    MODEL = "model"
    NONE = "none"


class UrgencySource(StrEnum):
    """Where an urgency came from."""

    FORM = "form"
    SAFETY_WORD = "safety_word"
    DEFAULT = "default"


class Place(StrEnum):
    """The part of a report that a word was found in."""

    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the book, in the form in which reports are searched."""

    text: str
    weight: float
    """What it is worth to each of its matters, in a text."""
    matters: tuple[MatterCode, ...] = ()
    raises_to: Urgency | None = None
    """Set on a hard safety word."""


@dataclass(frozen=True, slots=True)
class Found:
    """A word that spoke for a matter, and how loudly."""

    word: str
    matter: MatterCode
    place: Place
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class TriageBook:
    """The words of one county, compiled for a single pass over a report.

    Immutable; build one with ``compile_book``.
    """

    words: tuple[Word, ...]
    margin: float
    """The share of its score by which the best matter must lead the second."""
    title_weight: float
    automaton: Any = field(repr=False)
    """An Aho-Corasick automaton over ``words``; None when there are none."""
    model: LearnedModel | None = field(default=None, repr=False)
    """What was learned from past messages; None where the county has nothing of the kind."""
    audit_share: float = 0.0
    """The share of automatic decisions that a person looks at again."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a report is taken to be, and why."""

    matter: MatterCode | None
    """None: unsorted, a person chooses."""
    source: MatterSource
    urgency: Urgency
    urgency_source: UrgencySource
    because: tuple[Found, ...]
    """Every word found, loudest first, even when the form decided."""
    safety_words: tuple[str, ...]
    top3: tuple[tuple[MatterCode, float], ...]
    """The three matters with the highest scores, best first."""
    learned: Reading | None = None
    """What the model said, when it was asked."""
    model_version: str = ""
    only_middle: bool = False
    """The matter is a middle level: which of those below it, nobody knows yet."""
    disagree: bool = False
    """Words and model were each sure of another matter, so a person chooses."""

    @property
    def automatic(self) -> bool:
        """Whether neither the form nor a person chose the matter."""
        return self.source in {MatterSource.KEYWORD, MatterSource.MODEL}

    @property
    def reasons(self) -> tuple[str, ...]:
        """The words that spoke for the matter, whoever read them."""
        if self.source is MatterSource.MODEL and self.learned is not None:
            return self.learned.reasons
        return tuple(found.word for found in self.because if found.matter == self.matter)

    def asked(self, index: ResponsibilityIndex) -> MatterCode | None:
        """Return the matter that the list is asked about; None: a person says which it is.

        A middle level on which no line stands is no gap of the list: the matters below it
        have lines, only nobody knows yet which of them it is.
        """
        if self.matter is not None and self.only_middle and not index.entries(self.matter):
            return None
        return self.matter
