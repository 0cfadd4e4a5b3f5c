"""Because: the kept reason of a decision, replayable byte for byte.

Only plain values stand in it, in an order that does not depend on the order
of the list, so the same question to the same edition gives the same bytes,
and what was stored can be read back and shown without the county at hand.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

ENGINE = 3
"""The version of the rules of deciding and of their reasons. Raise it when the same question may
get other bytes.

2: the inputs of a gap name the attributes that lines elsewhere ask about, too.
3: what a list orders by numbers or days alone, and is said otherwise, counts as not said; only
a word names a zone."""


class Result(StrEnum):
    """What became of one line."""

    WON = "won"
    STANDS = "stands"
    """It covers the point and no line beats it, yet it does not win: a person decides."""
    SUPPORTS = "supports"
    LOST = "lost"
    OVERRIDDEN = "overridden"
    FAILED = "failed"
    OPEN = "open"
    """It can neither match nor fail, because something was not said."""


class Inputs(NamedTuple):
    """What was asked, and where each part of it came from."""

    matter: str | None
    matter_source: str
    matter_words: tuple[str, ...]
    area_given: str
    area_source: str
    area: str | None
    area_name: str
    area_exact: bool
    remainder: str
    """What of the given code nobody knows; the place is the known one above it."""
    township: str | None
    zone: str | None
    zone_source: str
    attributes: tuple[tuple[str, str | None], ...]
    """Those the matter's lines ask about, None where the report does not say."""
    day: str


class Failure(NamedTuple):
    """Why a line does not cover the point, or cannot be judged."""

    what: str
    """area, zone, condition or date."""
    expected: str
    got: str | None


class Candidate(NamedTuple):
    """One line of the matter and what became of it."""

    row: str
    unit: str
    role: str
    result: str
    to: str | None = None
    """The row it lost to or is overridden by."""
    narrower_in: tuple[str, ...] = ()
    """What that row is narrower in."""
    failed: tuple[Failure, ...] = ()


class Ground(NamedTuple):
    """What a deciding line rests on and asks for."""

    row: str
    item: str
    basis: str
    basis_kind: str
    limit: str
    hand_over: str


class Change(NamedTuple):
    """What would change the answer: another zone, or another word on an attribute."""

    what: str
    value: str
    outcome: str
    lead: str | None
    rows: tuple[str, ...]


class Because(NamedTuple):
    """The whole reason of one decision."""

    engine: int
    edition: str
    inputs: Inputs
    outcome: str
    reason: str
    lead: str | None
    receiver: str | None
    copy_to: str | None
    supporting: tuple[str, ...]
    rows: tuple[str, ...]
    missing: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    left_out: int
    """Lines of the matter elsewhere in the county that are not shown."""
    grounds: tuple[Ground, ...]
    changes: tuple[Change, ...]
    names: tuple[tuple[str, str], ...]
    """The names of the codes above as they were on that day."""


def document(because: Because) -> dict[str, Any]:
    """Return the reason as plain JSON values."""
    found: dict[str, Any] = _plain(because)
    return found


def canonical(because: Because) -> str:
    """Return the reason as JSON text, the same characters every time."""
    return json.dumps(document(because), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def because_from(kept: Mapping[str, Any]) -> Because:
    """Read a reason back from what ``document`` gave."""
    parts = _frozen(kept)
    parts["inputs"] = Inputs(**_frozen(kept["inputs"]))
    parts["candidates"] = tuple(_candidate(each) for each in kept["candidates"])
    parts["grounds"] = tuple(Ground(**each) for each in kept["grounds"])
    parts["changes"] = tuple(Change(**_frozen(each)) for each in kept["changes"])
    return Because(**parts)


def _candidate(kept: Mapping[str, Any]) -> Candidate:
    failed = tuple(Failure(**each) for each in kept["failed"])
    return Candidate(**_frozen(kept) | {"failed": failed})


def _frozen(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of one record with JSON's lists as tuples, pairs among them."""
    return {
        name: tuple(tuple(each) if isinstance(each, list) else each for each in value)
        if isinstance(value, list)
        else value
        for name, value in kept.items()
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if type(value) in _RECORDS:
        return {name: _plain(each) for name, each in zip(value._fields, value, strict=True)}
    return [_plain(each) for each in value]


_RECORDS = frozenset((Because, Inputs, Candidate, Failure, Ground, Change))
