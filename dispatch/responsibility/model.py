"""The responsibility list (属地管理事项责任清单): its lines, matters and receivers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.vocabulary import AreaCode, LimitType, MatterCode, Platform, RowId, UnitCode

AT_TOWNSHIP = UnitCode("@township")
"""Stands for the township that the area lies in."""


class Part(StrEnum):
    """What a unit is in a line (the ``role`` column)."""

    LEAD = "lead"
    COOPERATE = "cooperate"
    SUPERVISE = "supervise"


class Duty(StrEnum):
    """The stage a line speaks of (the ``duty`` column)."""

    PERMIT = "permit"
    PATROL = "patrol"
    DISPOSE = "dispose"
    SUPERVISE = "supervise"
    ENFORCE = "enforce"
    VERIFY = "verify"


class ListKind(StrEnum):
    """Which list a line or matter belongs to; recalled work never returns to the township."""

    TERRITORIAL = "territorial"
    BASIC = "basic"
    COOPERATIVE = "cooperative"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as the list gives it: a value and one of the four types.

    A list under audit may hold an ambiguous limit; then ``type`` is None and
    ``raw`` keeps what was written. A county that is loaded holds none.
    """

    value: float | None
    type: LimitType | None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """``key op value`` on an attribute of the report; a line may join several by ``&``."""

    key: str
    op: str
    """One of = != < <= > >= in; the value of ``in`` is a set: ``a;b``."""
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line (责任条目): who is what, for which matter, where, when and by which law."""

    row_id: RowId
    item_id: str
    matter: MatterCode
    matter_name: str
    platform: Platform | None
    areas: frozenset[AreaCode] | None
    """None is ``*``, the whole county; otherwise the subtrees of these areas."""
    zone: str
    unit: UnitCode
    part: Part
    duty: Duty
    valid_from: date | None
    valid_to: date | None
    """Inclusive on both ends; None is open."""
    limit: Limit | None
    basis: str
    basis_kind: str = ""
    list_kind: ListKind | None = None
    conditions: tuple[Condition, ...] = ()
    overrides: frozenset[RowId] = frozenset()
    hand_over: str = ""
    number: int = 0
    """Its row in the file, counted from 2 (the header is row 1), for messages."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of ``matters.csv``, or what the list itself says of a matter."""

    code: MatterCode
    name: str
    platform: Platform | None
    keywords: tuple[str, ...] = ()
    gov_code: str = ""
    list_kind: ListKind | None = None
    parent: MatterCode | None = None
    required_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """One row of ``receivers.csv``: who takes a lead's cases in one township."""

    unit: UnitCode
    township: AreaCode
    receiver: UnitCode


@dataclass(frozen=True, slots=True)
class Power:
    """One row of ``powers.csv``: an enforcement power given to a township (赋权)."""

    matter: MatterCode
    township: AreaCode
