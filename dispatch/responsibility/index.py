"""The list, compiled: whose lines speak of a matter at a place, without a scan.

    matter ─► shelf of all lines on it and on the matters above it
                 │
                 └─ area code ─► lines that name this very area

A place's way up to the county is at most a handful of codes, so finding the
lines that cover it takes that many probes, however long the list is. Only the
duty *dispose* is compiled: it alone decides who gets a case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dispatch.errors import Unusable
from dispatch.responsibility.conditions import Measure, incomparable, measures, members
from dispatch.responsibility.model import Condition, Duty, Line, Matter, Part
from dispatch.responsibility.precedence import Standing, stand
from dispatch.responsibility.specificity import Entry, entry_of
from dispatch.territory.model import ALL_ZONES
from dispatch.territory.tree import Territory, UnknownArea
from dispatch.vocabulary import AreaCode, MatterCode


class LineOutsideCounty(Unusable):
    """A line names an area that the county does not have."""

    code = "responsibility.line_outside_county"

    def __init__(self, line: Line, area: str) -> None:
        super().__init__(
            f"responsibility.csv, row {line.number}, column area: line {line.row_id} names "
            f"{area}, which is no division or grid of this county"
        )
        self.line = line
        self.area = area


class MattersInACircle(Unusable):
    """A matter is its own ancestor."""

    code = "responsibility.matters_in_a_circle"

    def __init__(self, matter: MatterCode) -> None:
        super().__init__(
            f"matters.csv, column parent_code: the parents of {matter} run in a circle"
        )
        self.matter = matter


@dataclass(frozen=True, slots=True)
class _Shelf:
    by_area: Mapping[AreaCode, tuple[Entry, ...]]
    entries: tuple[Entry, ...]
    zones: frozenset[str]
    measures: Mapping[str, Measure]


_ZONE = "zone"
_EMPTY = _Shelf({}, (), frozenset(), {})
_REMEMBERED = 65_536
"""How many sets of covering lines are remembered with what stands among them."""


class ResponsibilityIndex:
    """An immutable snapshot of one edition, ready for deciding."""

    __slots__ = ("_lineages", "_shelves", "_standings", "asked", "matters", "zones")

    def __init__(
        self,
        *,
        matters: Mapping[MatterCode, Matter],
        lineages: Mapping[MatterCode, tuple[MatterCode, ...]],
        shelves: Mapping[MatterCode, _Shelf],
        zones: tuple[str, ...],
        asked: frozenset[str],
    ) -> None:
        self.matters = matters
        self.zones = zones
        """Every zone that any line of the list names, sorted."""
        self.asked = asked
        """Every attribute that any line of the list asks about."""
        self._lineages = lineages
        self._shelves = shelves
        # Work done before, no state: forgetting it changes no answer.
        self._standings: dict[tuple[Entry, ...], Standing] = {}

    @classmethod
    def build(
        cls, lines: Iterable[Line], matters: Mapping[MatterCode, Matter], territory: Territory
    ) -> "ResponsibilityIndex":
        """Compile a list.

        Raises:
            LineOutsideCounty: a line names an area that the county does not have.
            MattersInACircle: a matter is its own ancestor.
        """
        lines = tuple(sorted(lines, key=lambda line: line.row_id))
        codes = dict.fromkeys([*matters, *(line.matter for line in lines)])
        lineages = {code: _lineage(code, matters) for code in codes}
        own: dict[MatterCode, list[Entry]] = {}
        for line in lines:
            if line.duty is Duty.DISPOSE and line.part in (Part.LEAD, Part.COOPERATE):
                entry = entry_of(
                    line, leaves=_leaves(line, territory), depth=len(lineages[line.matter])
                )
                own.setdefault(line.matter, []).append(entry)
        return cls(
            matters=dict(matters),
            lineages=lineages,
            shelves={
                code: shelf
                for code, lineage in lineages.items()
                if (shelf := _shelf(lineage, own, territory)).entries
            },
            zones=tuple(
                sorted({z for line in lines if (z := line.zone.strip()) != ALL_ZONES} - {""})
            ),
            asked=frozenset(c.key for line in lines for c in line.conditions),
        )

    def knows(self, matter: MatterCode) -> bool:
        """Say whether the county has this matter, in its matters or in its list."""
        return matter in self._lineages

    def lineage(self, matter: MatterCode) -> tuple[MatterCode, ...]:
        """Return the matter itself and those above it, the nearest first."""
        return self._lineages.get(matter, ())

    def covering(self, matter: MatterCode, path: tuple[AreaCode, ...]) -> list[Entry]:
        """Return the dispose lines on a matter whose area covers a place.

        ``path`` is the place's way up to the county. Zone, condition and day
        are not judged here. No line comes twice.
        """
        by_area = self._shelves.get(matter, _EMPTY).by_area
        found: list[Entry] = []
        for code in path:
            if (here := by_area.get(code)) is not None:
                found += here
        return found

    def areas(self, matter: MatterCode) -> tuple[AreaCode, ...]:
        """Return the areas that the lines on a matter, or above it, are written for."""
        return tuple(self._shelves.get(matter, _EMPTY).by_area)

    def standing(self, covering: tuple[Entry, ...]) -> Standing:
        """Return what stands among lines that all cover one point."""
        standing = self._standings.get(covering)
        if standing is None:
            if len(self._standings) >= _REMEMBERED:
                self._standings.clear()
            standing = self._standings[covering] = stand(covering)
        return standing

    def zones_on(self, matter: MatterCode | None) -> frozenset[str]:
        """Return the zones that dispose lines on a matter, and on those above it, speak of.

        Where nobody knows the matter, any zone of the list may count.
        """
        if matter is None or matter not in self._lineages:
            return frozenset(self.zones)
        return self._shelves.get(matter, _EMPTY).zones

    def incomparable(self, matter: MatterCode, attributes: Mapping[str, object]) -> tuple[str, ...]:
        """Return the attributes that say nothing which the lines on a matter can compare.

        All that these lines name of such an attribute are numbers, or all are days, and the
        report says something else.
        """
        measured = self._shelves.get(matter, _EMPTY).measures
        return incomparable(attributes, measured) if measured else ()

    def entries(self, matter: MatterCode) -> tuple[Entry, ...]:
        """Return all dispose lines on a matter and on those above it, wherever they hold."""
        return self._shelves.get(matter, _EMPTY).entries


def _lineage(code: MatterCode, matters: Mapping[MatterCode, Matter]) -> tuple[MatterCode, ...]:
    lineage = [code]
    while (matter := matters.get(lineage[-1])) is not None and matter.parent is not None:
        if matter.parent in lineage:
            raise MattersInACircle(code)
        lineage.append(matter.parent)
    return tuple(lineage)


def _leaves(line: Line, territory: Territory) -> int:
    try:
        return territory.leaves(line.areas)
    except UnknownArea as unknown:
        raise LineOutsideCounty(line, unknown.area) from unknown


def _shelf(
    lineage: tuple[MatterCode, ...], own: Mapping[MatterCode, list[Entry]], territory: Territory
) -> _Shelf:
    entries = tuple(
        sorted(
            (entry for code in lineage for entry in own.get(code, ())),
            key=lambda entry: entry.line.row_id,
        )
    )
    by_area: dict[AreaCode, list[Entry]] = {}
    for entry in entries:
        for code in _topmost(entry.line.areas, territory):
            by_area.setdefault(code, []).append(entry)
    return _Shelf(
        {code: tuple(here) for code, here in by_area.items()},
        entries,
        frozenset(zone for entry in entries for zone in _zones_in(entry)),
        measures(each for entry in entries for each in entry.line.conditions),
    )


def _zones_in(entry: Entry) -> Iterator[str]:
    if entry.zone is not None:
        yield entry.zone
    for condition in entry.line.conditions:
        if condition.key == _ZONE:
            yield from _constants(condition)


def _constants(condition: Condition) -> frozenset[str]:
    return members(condition.value) if condition.op == "in" else frozenset({condition.value})


def _topmost(areas: frozenset[AreaCode] | None, territory: Territory) -> tuple[AreaCode, ...]:
    """Return the areas of a set that lie in no other of the set, so that no path meets two."""
    if areas is None:
        return (territory.county.code,)
    return tuple(
        code
        for code in sorted(areas)
        if (area := territory.get(code)) is not None and areas.isdisjoint(area.path[1:])
    )
