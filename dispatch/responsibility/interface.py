"""县乡界面: matter by matter, what the county does, what the township does, and where they meet.

    matter | county: who leads what | stationed units | township: what it does | hand-over point

Plain values for a page or a sheet of paper; nothing is judged here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dispatch.people.register import UnitRegister
from dispatch.responsibility.conditions import written
from dispatch.responsibility.hand_over import HandOver, parse_hand_over
from dispatch.responsibility.model import AT_TOWNSHIP, Duty, Limit, Line, Matter, Part
from dispatch.responsibility.recall import is_township
from dispatch.territory.model import ALL_ZONES
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, MatterCode, Platform, RowId, UnitCode

_DUTIES: tuple[Duty, ...] = tuple(Duty)
_PARTS: tuple[Part, ...] = tuple(Part)


class InterfaceBook(Protocol):
    """What of a county the sheet needs; a county's book is one."""

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
        """The list."""
        ...

    @property
    def matters(self) -> Mapping[MatterCode, Matter]:
        """The catalogue."""
        ...

    @property
    def receivers(self) -> Mapping[tuple[UnitCode, AreaCode], UnitCode]:
        """Who takes a lead's cases in a township."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """What one unit does by one line."""

    row: RowId
    unit: UnitCode
    name: str
    part: Part
    duty: Duty
    places: tuple[str, ...]
    """The names of the places it is bound to; empty for the whole county."""
    zone: str
    """Empty where the zone does not matter."""
    conditions: tuple[str, ...]
    """As the list writes them, all of them to be met."""
    limit: Limit | None
    basis: str


@dataclass(frozen=True, slots=True)
class Stationed:
    """A stationed unit or room that takes a lead's cases in townships."""

    lead: UnitCode
    unit: UnitCode
    name: str
    townships: tuple[str, ...]
    """The names of the townships where it does."""


@dataclass(frozen=True, slots=True)
class HandOverPoint:
    """Where one side's work ends and the other's begins, as the list agrees it."""

    rows: tuple[RowId, ...]
    text: str
    """As it is written."""
    agreed: HandOver
    """What sets it off, what goes over, by when, to whom, what comes back."""


@dataclass(frozen=True, slots=True)
class InterfaceRow:
    """One matter on both sides of the line between county and township."""

    matter: MatterCode
    name: str
    platform: Platform | None
    county: tuple[Task, ...]
    stationed: tuple[Stationed, ...]
    township: tuple[Task, ...]
    hand_over: tuple[HandOverPoint, ...]


def interface_sheet(book: InterfaceBook, *, on: date | None = None) -> tuple[InterfaceRow, ...]:
    """Return a row for each matter with lines, by platform and code.

    ``on`` leaves out lines that are not in force that day.
    """
    by_matter: dict[MatterCode, list[Line]] = {}
    for line in sorted(book.lines, key=_place):
        if on is None or _in_force(line, on):
            by_matter.setdefault(line.matter, []).append(line)
    rows = [_row(matter, lines, book) for matter, lines in by_matter.items()]
    order = list(Platform)
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                order.index(row.platform) if row.platform else len(order),
                row.matter,
            ),
        )
    )


def _place(line: Line) -> tuple[int, int, RowId]:
    """Return where a line stands within its matter: by stage, by part, by row."""
    return _DUTIES.index(line.duty), _PARTS.index(line.part), line.row_id


def _in_force(line: Line, day: date) -> bool:
    return (line.valid_from or day) <= day <= (line.valid_to or day)


def _row(matter: MatterCode, lines: list[Line], book: InterfaceBook) -> InterfaceRow:
    known = book.matters.get(matter)
    theirs = [line for line in lines if _of_township(line, book)]
    county = [line for line in lines if line not in theirs]
    return InterfaceRow(
        matter=matter,
        name=known.name if known and known.name else lines[0].matter_name or matter,
        platform=(known.platform if known else None) or lines[0].platform,
        county=tuple(_task(line, book) for line in county),
        stationed=_stationed(county, book),
        township=tuple(_task(line, book) for line in theirs),
        hand_over=_hand_overs(lines),
    )


def _of_township(line: Line, book: InterfaceBook) -> bool:
    return line.unit == AT_TOWNSHIP or is_township(line.unit, book.register, book.territory)


def _task(line: Line, book: InterfaceBook) -> Task:
    zone = line.zone.strip()
    return Task(
        row=line.row_id,
        unit=line.unit,
        name="所在镇街" if line.unit == AT_TOWNSHIP else book.register.name(line.unit),
        part=line.part,
        duty=line.duty,
        places=tuple(_names(sorted(line.areas or ()), book)),
        zone="" if zone == ALL_ZONES else zone,
        conditions=tuple(map(written, line.conditions)),
        limit=line.limit,
        basis=line.basis,
    )


def _stationed(county: Iterable[Line], book: InterfaceBook) -> tuple[Stationed, ...]:
    """Return who takes the cases of those that lead the work, each with its townships."""
    leads = dict.fromkeys(
        line.unit for line in county if line.part is Part.LEAD and line.duty is Duty.DISPOSE
    )
    found: dict[tuple[UnitCode, UnitCode], list[AreaCode]] = {}
    for (lead, township), receiver in sorted(book.receivers.items()):
        if lead in leads:
            found.setdefault((lead, receiver), []).append(township)
    return tuple(
        Stationed(lead, unit, book.register.name(unit), tuple(_names(townships, book)))
        for (lead, unit), townships in found.items()
    )


def _hand_overs(lines: Iterable[Line]) -> tuple[HandOverPoint, ...]:
    found: dict[str, list[RowId]] = {}
    for line in lines:
        if line.hand_over:
            found.setdefault(line.hand_over, []).append(line.row_id)
    return tuple(
        HandOverPoint(tuple(rows), text, parse_hand_over(text)) for text, rows in found.items()
    )


def _names(codes: Iterable[AreaCode], book: InterfaceBook) -> Iterable[str]:
    known = ((code, book.territory.get(code)) for code in codes)
    return (area.name if area else code for code, area in known)
