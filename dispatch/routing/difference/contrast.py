"""Both lists at every kind of point of a matter: what each means there, what is not the same."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dispatch.responsibility.audit.points import MOST_WORLDS, cells, zones_of
from dispatch.responsibility.conditions import all_hold
from dispatch.responsibility.model import AT_TOWNSHIP, Duty, Line
from dispatch.responsibility.specificity import Entry
from dispatch.routing.difference.axes import Axes, Place
from dispatch.routing.difference.boxes import Box, merged
from dispatch.routing.difference.meaning import ListBook, Meaning, Reading
from dispatch.routing.difference.model import Change, Kind
from dispatch.routing.model import Outcome
from dispatch.territory.model import ALL_ZONES, Level
from dispatch.territory.tree import Area
from dispatch.vocabulary import MatterCode, RowId, UnitCode

Row = tuple[int, RowId]
"""0 for the list in force, 1 for the draft."""
_Told = tuple[int, Change, frozenset[Row]]


class Contrast:
    """One stage of both lists on one ground."""

    def __init__(self, before: ListBook, after: ListBook, stage: Duty) -> None:
        self._stage = stage
        self._before = Reading(before, stage, after.territory)
        self._after = Reading(after, stage, after.territory)
        lines = (*before.lines, *after.lines)
        named = {zone for line in lines if (zone := line.zone.strip()) != ALL_ZONES} - {""}
        self._zones = zones_of(tuple(sorted(named)))
        ground = after.territory
        self._towns = [area for area in ground if area.level is Level.TOWNSHIP]
        self._named_towns = {AT_TOWNSHIP, *(UnitCode(area.code) for area in self._towns)}
        # Where the county itself changes, lines that are the same may still mean something else.
        self._one_county = [*before.register] == [
            *after.register
        ] and before.matters == after.matters

    def changes(self, matter: MatterCode) -> Iterator[tuple[Change, Place, frozenset[Row]]]:
        """Give each change on a matter with each box that it holds in."""
        mine = self._before.index.entries(matter), self._after.index.entries(matter)
        if self._one_county and [*map(_line, mine[0])] == [*map(_line, mine[1])]:
            return
        entries = (*mine[0], *mine[1])
        axes = Axes(entries, self._zones)
        if axes.worlds > MOST_WORLDS:
            all_rows = frozenset((side, e.line.row_id) for side in (0, 1) for e in mine[side])
            everywhere = Place(self._after.territory.county.leaves, (), (), None, None)
            yield Change(self._stage, Kind.NOT_COMPARED, (), ()), everywhere, all_rows
            return
        boxes: dict[Change, dict[Box, frozenset[Row]]] = {}
        for number, (since, until) in enumerate(axes.spans):
            active = [e for e in entries if e.first_day <= since and until <= e.last_day]
            told: dict[tuple[Entry, ...], list[_Told]] = {}
            for coordinates, zone, said in axes.each():
                here = tuple([entry for entry in active if _holds(entry, zone, said)])
                if here not in told:
                    told[here] = list(self._told(matter, here, frozenset(mine[0])))
                for leaves, change, rows in told[here]:
                    box: Box = (leaves, frozenset({number}), *coordinates)
                    boxes.setdefault(change, {})[box] = rows
        for change, small in boxes.items():
            for box, rows in merged(small).items():
                for place in axes.places(box):
                    yield change, place, rows

    def _told(
        self, matter: MatterCode, here: tuple[Entry, ...], of_before: frozenset[Entry]
    ) -> Iterator[_Told]:
        """Give what changes where these lines hold, for each set of leaves that it is so in."""
        for leaves, covering in cells(here):
            before = [entry for entry in covering if entry in of_before]
            after = [entry for entry in covering if entry not in of_before]
            for area, within in self._apart(leaves, covering):
                meant = self._before.at(matter, area, before), self._after.at(matter, area, after)
                for change in _between(self._stage, *meant):
                    yield within, change, _rows(change, meant)

    def _apart(self, leaves: int, covering: tuple[Entry, ...]) -> Iterator[tuple[Area, int]]:
        """Cut leaves by township where it decides over who is named."""
        if self._named_towns.isdisjoint(entry.line.unit for entry in covering):
            yield self._after.territory.county, leaves
            return
        for town in self._towns:
            if within := leaves & town.leaves:
                yield town, within
                leaves &= ~within
        if leaves:
            yield self._after.territory.county, leaves


def _between(stage: Duty, before: Meaning, after: Meaning) -> Iterator[Change]:
    outcomes = before.outcome, after.outcome
    if (before.outcome, before.leads) != (after.outcome, after.leads):
        yield Change(stage, _kind(*outcomes), before.leads, after.leads, *outcomes)
    if before.supporting != after.supporting:
        yield Change(stage, Kind.SUPPORTING_CHANGED, before.supporting, after.supporting)
    if outcomes != (Outcome.DECIDED, Outcome.DECIDED):
        return
    for kind, then, now in (
        (Kind.LIMIT_CHANGED, before.limits, after.limits),
        (Kind.BASIS_CHANGED, before.bases, after.bases),
        (Kind.HAND_OVER_CHANGED, before.hand_overs, after.hand_overs),
    ):
        if then != now:
            yield Change(stage, kind, then, now)


def _rows(change: Change, meant: tuple[Meaning, Meaning]) -> frozenset[Row]:
    of_help = change.kind is Kind.SUPPORTING_CHANGED
    return frozenset(
        (side, row)
        for side, meaning in enumerate(meant)
        for row in (meaning.helping_rows if of_help else meaning.rows)
    )


def _kind(before: Outcome, after: Outcome) -> Kind:
    if before is not after:
        if after is Outcome.CONFLICT:
            return Kind.NEWLY_CONTESTED
        if after is Outcome.GAP:
            return Kind.NO_LONGER_COVERED
        if before is Outcome.GAP:
            return Kind.NEWLY_COVERED
        if before is Outcome.CONFLICT:
            return Kind.NO_LONGER_CONTESTED
    return Kind.LEAD_CHANGED


def _holds(entry: Entry, zone: str | None, said: Mapping[str, str]) -> bool:
    if entry.zone is not None and entry.zone != zone:
        return False
    return not entry.line.conditions or all_hold(entry.line.conditions, said) is True


def _line(entry: Entry) -> Line:
    return replace(entry.line, number=0)
