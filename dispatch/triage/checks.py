"""A random part of what was decided without a person is looked at by one.

Corrections alone come from the hard cases that somebody noticed. What is drawn here is drawn
by a hash of the report, whatever became of it, so that the share of errors is known without
bias. Every verdict is also a message to learn from.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.errors import NotFound, Refused
from dispatch.triage.interval import clopper_pearson
from dispatch.vocabulary import CountyCode, MatterCode

_WHOLE = 1 << 64


class Verdict(StrEnum):
    """What a person says of an automatic decision."""

    RIGHT = "right"
    WRONG = "wrong"


class NoSuchCheck(NotFound):
    """No decision of this case was drawn, or it lies outside the scope."""

    code = "triage.no_such_check"


class AlreadyJudged(Refused):
    """Somebody has said so already."""

    code = "triage.already_judged"


@dataclass(frozen=True, slots=True)
class Check:
    """One automatic decision that was drawn, and what a person says of it."""

    county: CountyCode
    case_id: UUID
    number: str
    title: str
    text: str
    """The report's words, with the numbers of people made unreadable."""
    suggested: MatterCode
    source: str
    """``keyword`` or ``model``."""
    model_version: str
    reasons: tuple[str, ...]
    picked_at: datetime
    verdict: Verdict | None = None
    matter: MatterCode | None = None
    """What it really is, once somebody has said so."""
    judged_by: str | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the verdicts say so far."""

    source: str
    judged: int
    wrong: int

    @property
    def error(self) -> float | None:
        """The share that was wrong; None before the first verdict."""
        return self.wrong / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, at 95 % (Clopper-Pearson)."""
        return clopper_pearson(self.wrong, self.judged)


def is_drawn(source: str, record_id: str, share: float) -> bool:
    """Tell whether a report's decision is drawn: always the same answer for one report."""
    digest = hashlib.sha256(f"{source}\0{record_id}".encode()).digest()
    return int.from_bytes(digest[:8]) < share * _WHOLE
