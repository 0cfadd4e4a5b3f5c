"""What a list means at every kind of point, told in a way that does not hang on how it is written.

The township that a place lies in is always written ``@township``, limits, laws
and hand-overs are sets of the deciding lines' words, and no row has a number.
Two lists that say the same in other rows therefore mean the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol

from dispatch.people.register import UnitRegister
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import AT_TOWNSHIP, Duty, Limit, Line, Matter
from dispatch.responsibility.specificity import Entry
from dispatch.routing.model import Outcome, Reason
from dispatch.routing.settle import Point, settle, unit_of
from dispatch.territory.tree import Area, Territory
from dispatch.vocabulary import AreaCode, MatterCode, RowId, UnitCode


class ListBook(Protocol):
    """A list and the county it is read in; a county's book is one."""

    @property
    def territory(self) -> Territory:
        """The ground."""
        ...

    @property
    def register(self) -> UnitRegister:
        """The units."""
        ...

    @property
    def lines(self) -> tuple[Line, ...]:
        """The list, all stages of it."""
        ...

    @property
    def matters(self) -> Mapping[MatterCode, Matter]:
        """Every matter that the county knows."""
        ...


class Meaning(NamedTuple):
    """What a list says of one stage at one point."""

    outcome: Outcome
    reason: Reason
    leads: tuple[str, ...]
    """Who leads, or who contends; sorted."""
    supporting: tuple[str, ...]
    limits: tuple[str, ...]
    """Of the deciding lines, as the next two; nothing where nothing is decided."""
    bases: tuple[str, ...]
    hand_overs: tuple[str, ...]
    rows: tuple[RowId, ...]
    """The lines that say who leads. They are no part of what is meant, nor are the next."""
    helping_rows: tuple[RowId, ...]
    """The lines that say who supports."""


class Reading:
    """One stage of a list, compiled on a ground that may be another edition's.

    Areas that the ground does not have are left out of the lines that name
    them; a line with no other is left out whole.
    """

    def __init__(self, book: ListBook, stage: Duty, ground: Territory) -> None:
        self.stage = stage
        self.territory = ground
        self.register = book.register
        self.receivers: Mapping[tuple[UnitCode, AreaCode], UnitCode] = {}
        self.edition = ""
        lines = (_on(ground, line) for line in book.lines if line.duty is stage)
        self.index = ResponsibilityIndex.build(
            # The index compiles what is to be disposed of: each stage is read as if it were that.
            [replace(line, duty=Duty.DISPOSE) for line in lines if line is not None],
            book.matters,
            ground,
        )

    def at(self, matter: MatterCode, area: Area, covering: Iterable[Entry]) -> Meaning:
        """Return what lines that all cover one point mean there."""
        # Zone, attributes and day chose the lines; nothing else asks about them.
        point = Point(matter, area, None, {}, 0)
        covering = list(covering)
        found = settle(covering, point, self)
        township = area.township
        leads = _written((unit_of(entry, township) for entry in found.top), township)
        outcome, reason = found.outcome, found.reason
        supporting = _written(found.supporting, township)
        if self.stage is not Duty.DISPOSE:
            outcome, reason = _of_a_stage(leads)
            supporting = tuple(unit for unit in supporting if len(leads) != 1 or unit != leads[0])
        top = [entry.line for entry in found.top] if outcome is Outcome.DECIDED else []
        return Meaning(
            outcome,
            reason,
            leads,
            supporting,
            _words(_limit(line.limit) for line in top),
            _words(_basis(line) for line in top),
            _words(line.hand_over for line in top),
            found.rows,
            tuple(entry.line.row_id for entry in covering if not entry.leads),
        )


def _on(ground: Territory, line: Line) -> Line | None:
    if line.areas is None:
        return line
    areas = frozenset(code for code in line.areas if code in ground)
    if not areas:
        return None
    return line if areas == line.areas else replace(line, areas=areas)


def _of_a_stage(leads: tuple[str, ...]) -> tuple[Outcome, Reason]:
    """Judge a stage that no case is routed by: who is active, or may, is the audit's matter."""
    if not leads:
        return Outcome.GAP, Reason.NO_LINE
    if len(leads) > 1:
        return Outcome.CONFLICT, Reason.SEVERAL_LEADS
    return Outcome.DECIDED, Reason.ONE_LEAD


def _written(units: Iterable[UnitCode | None], township: AreaCode | None) -> tuple[str, ...]:
    here = {None, UnitCode(township) if township else None}
    return tuple(sorted({AT_TOWNSHIP if u is None or u in here else u for u in units}))


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for each in words if (word := each.strip())}))


def _limit(limit: Limit | None) -> str:
    if limit is None:
        return ""
    if limit.value is None or limit.type is None:
        return limit.raw
    return f"{limit.value:g} {limit.type}"


def _basis(line: Line) -> str:
    return f"{line.basis} [{line.basis_kind}]" if line.basis and line.basis_kind else line.basis
