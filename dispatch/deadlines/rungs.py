"""A ladder as a value, and as the text that is frozen on a case."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from dispatch.deadlines.budget import Budget
from dispatch.vocabulary import LimitType, Strength


class Audience(StrEnum):
    """Whom a rung tells; people are found when it fires, from whoever is on duty then."""

    HANDLER = "holder.handler"
    LEADER = "holder.leader"
    COMMAND_ROOM = "command_room"
    COUNTY_DESK = "county_desk"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: where it lies, whom it tells and how loudly."""

    strength: Strength
    audience: tuple[Audience, ...]
    share: Fraction | None = None
    """Of the budget: 1 is the due."""
    offset: Budget | None = None
    """After the due. With a share, whichever comes first; without one, this alone."""
    score: int = 0
    """What it costs the unit in the county's scoring."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs in the order they are climbed, and how often the last one is told again."""

    rungs: tuple[Rung, ...] = field(compare=False)
    repeat: Budget = field(compare=False)
    text: str = field(init=False)
    """The ladder as canonical JSON: what is stored, and what makes two ladders the same one."""
    fingerprint: str = field(init=False, compare=False)
    """A short name of the content, for stores that keep each ladder once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _write(self))
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        object.__setattr__(self, "fingerprint", digest)

    def to_json(self) -> str:
        """Return what ``from_json`` reads back."""
        return self.text

    @classmethod
    def from_json(cls, text: str) -> "Ladder":
        """Return the ladder that ``to_json`` wrote."""
        return _read(json.loads(text))


def _write(ladder: Ladder) -> str:
    document = {
        "rungs": [
            {
                "strength": rung.strength,
                "audience": rung.audience,
                "share": None if rung.share is None else str(rung.share),
                "offset": None if rung.offset is None else _amount(rung.offset),
                "score": rung.score,
            }
            for rung in ladder.rungs
        ],
        "repeat": _amount(ladder.repeat),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _read(document: Mapping[str, Any]) -> Ladder:
    return Ladder(
        rungs=tuple(
            Rung(
                strength=Strength(rung["strength"]),
                audience=tuple(Audience(word) for word in rung["audience"]),
                share=None if rung["share"] is None else Fraction(rung["share"]),
                offset=None if rung["offset"] is None else _budget(rung["offset"]),
                score=rung["score"],
            )
            for rung in document["rungs"]
        ),
        repeat=_budget(document["repeat"]),
    )


def _amount(budget: Budget) -> list[str]:
    return [str(budget.value), budget.type.value]


def _budget(amount: Sequence[str]) -> Budget:
    value, type_ = amount
    return Budget(Fraction(value), LimitType(type_))
