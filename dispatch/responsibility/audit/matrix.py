"""Who leads what where: every matter at every township, for a page and for a map.

    empty      nobody leads there on any of the days
    one        one unit, whatever the zone, the condition, the village
    many       several, each by its own zone, condition, village or days: that is right
    contested  somewhere there two of them stand beside each other

A matter without lines of its own has the row of the matter above it that has some, and
what a cell holds is asked of the same points that the audit judges.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dispatch.responsibility.audit.model import Audited
from dispatch.responsibility.audit.points import TooManyWorlds, cells, kinds, zones_of
from dispatch.responsibility.audit.rivalry import leading
from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.responsibility.recall import is_township
from dispatch.territory.tree import Area
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode


class Held(StrEnum):
    """How a matter is led at a place. The codes are stable."""

    EMPTY = "empty"
    ONE = "one"
    MANY = "many"
    CONTESTED = "contested"
    NOT_JUDGED = "not_judged"
    """Its conditions combine to more than can be tried."""


LABELS_ZH: Mapping[Held, str] = {
    Held.EMPTY: "无人牵头",
    Held.ONE: "一个单位",
    Held.MANY: "分情形多个单位",
    Held.CONTESTED: "有争议",
    Held.NOT_JUDGED: "未能检查",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One matter at one place."""

    held: Held
    units: tuple[UnitCode, ...] = ()
    """Who leads there, sorted; ``@township`` only where nobody can name it."""
    rivals: tuple[UnitCode, ...] = ()
    """Those of them that stand beside another somewhere there."""
    partly: bool = False
    """Some village, zone, condition or day of it has nobody."""


@dataclass(frozen=True, slots=True)
class Row:
    """One matter at all places."""

    matter: MatterCode
    led_as: MatterCode | None
    """The matter whose lines lead it: itself or one above it; None where none does."""
    cells: tuple[Cell, ...]
    """In the order of the places."""


@dataclass(frozen=True, slots=True)
class Share:
    """One place's matters counted."""

    place: AreaCode
    matters: int
    township: int
    """Led by the township itself, and by nobody else there."""
    department: int
    """Led by units of the county alone."""
    both: int
    """Led by the one or the other, as the case may be."""
    contested: int
    """Of all of them, so many with two leads somewhere."""
    empty: int
    not_judged: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every matter at every place."""

    places: tuple[AreaCode, ...]
    rows: tuple[Row, ...]
    shares: tuple[Share, ...]
    """In the order of the places."""

    @property
    def counted(self) -> Mapping[Held, int]:
        """How many cells there are of each kind."""
        counts = Counter(cell.held for row in self.rows for cell in row.cells)
        return {held: counts[held] for held in Held}


def matrix(
    audited: Audited, *, on: date | None = None, matters: Sequence[MatterCode] | None = None
) -> Matrix:
    """Return who leads what where, on one day or over all judged days.

    ``matters`` are those that a report may be about unless said otherwise.
    """
    days = audited if on is None else replace(audited, first=on, last=on)
    wanted = audited.reportable if matters is None else matters
    known: dict[MatterCode | None, tuple[Cell, ...]] = {}
    rows = []
    for matter in wanted:
        led_as = _led_as(matter, days)
        if led_as not in known:
            known[led_as] = _cells(led_as, days)
        rows.append(Row(matter, led_as, known[led_as]))
    places = tuple(place.code for place in days.places)
    shares = tuple(_share(at, place, rows, days) for at, place in enumerate(places))
    return Matrix(places, tuple(rows), shares)


def _led_as(matter: MatterCode, audited: Audited) -> MatterCode | None:
    lineage = audited.index.lineage(matter)
    return next((code for code in lineage if matter in audited.led_by(code)), None)


def _cells(matter: MatterCode | None, audited: Audited) -> tuple[Cell, ...]:
    if matter is None:
        return (Cell(Held.EMPTY),) * len(audited.places)
    leads, zones = leading(audited, matter), zones_of(audited.index.zones)
    whole = audited.territory.county.leaves
    standing: list[tuple[int, frozenset[UnitCode]]] = []
    try:
        for kind in kinds(leads, first=audited.first, last=audited.last, zones=zones):
            covered = 0
            for leaves, covering in cells(kind.holding):
                covered |= leaves
                standing.append((leaves, audited.index.standing(covering).leads))
            whole &= covered
    except TooManyWorlds:
        return (Cell(Held.NOT_JUDGED),) * len(audited.places)
    return tuple(_cell(place, standing, whole) for place in audited.places)


def _cell(place: Area, standing: list[tuple[int, frozenset[UnitCode]]], whole: int) -> Cell:
    units: set[UnitCode] = set()
    rivals: set[UnitCode] = set()
    here = place.leaves
    for leaves, leads in standing:
        if leaves & here:
            named = _named(leads, place)
            units |= named
            if len(named) > 1:
                rivals |= named
    if not units:
        return Cell(Held.EMPTY)
    held = Held.CONTESTED if rivals else Held.ONE if len(units) == 1 else Held.MANY
    return Cell(held, tuple(sorted(units)), tuple(sorted(rivals)), bool(here & ~whole))


def _named(leads: frozenset[UnitCode], place: Area) -> frozenset[UnitCode]:
    if AT_TOWNSHIP not in leads or place.township is None:
        return leads
    return (leads - {AT_TOWNSHIP}) | {UnitCode(place.township)}


def _share(at: int, place: AreaCode, rows: Sequence[Row], audited: Audited) -> Share:
    cells = [row.cells[at] for row in rows]
    counts: Counter[str] = Counter()
    for cell in cells:
        counts[cell.held] += 1
        if cell.units:
            theirs = sum(_is_township(unit, audited) for unit in cell.units)
            all_theirs = theirs == len(cell.units)
            counts["township" if all_theirs else "both" if theirs else "department"] += 1
    return Share(
        place=place,
        matters=len(cells),
        township=counts["township"],
        department=counts["department"],
        both=counts["both"],
        contested=counts[Held.CONTESTED],
        empty=counts[Held.EMPTY],
        not_judged=counts[Held.NOT_JUDGED],
    )


def _is_township(unit: UnitCode, audited: Audited) -> bool:
    return unit == AT_TOWNSHIP or is_township(unit, audited.register, audited.territory)
