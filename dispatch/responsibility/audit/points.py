"""Every kind of point that a matter's lines can tell apart.

    days       cut where a line begins or ends ─┐
    zones      those that any line names        ├─► which lines hold ─► places cut by their areas
    attributes one value of each piece          ┘

Two points of one kind are covered by the same lines, so asking one of them is
asking all, however many there are. What stands there is asked of the same
function that decides reports: the audit and a decision cannot disagree.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

from dispatch.errors import DispatchError
from dispatch.responsibility.atoms import atoms
from dispatch.responsibility.conditions import all_hold
from dispatch.responsibility.model import Condition
from dispatch.responsibility.specificity import Entry
from dispatch.territory.model import Zone

MOST_WORLDS = 4096
"""Above this many combinations of attributes a matter is said to be not judged."""
_ZONE = "zone"

_World = tuple[str | None, dict[str, str]]


class TooManyWorlds(DispatchError):
    """A matter's conditions make more combinations than can be tried."""

    code = "audit.too_many_worlds"


class Point(NamedTuple):
    """Points that the same leading lines cover."""

    first_day: int
    last_day: int
    """As ordinals, both included."""
    leaves: int
    """One bit for each leaf area."""
    covering: tuple[Entry, ...]
    """The leading lines, by row; never empty."""
    zone: str | None
    """One zone where it is so; None where zones make no difference."""
    said: Mapping[str, str]
    """One way for a report to tell its attributes so that it is so."""


class Kind(NamedTuple):
    """Days and cases in which the same leading lines hold, wherever they do."""

    first_day: int
    last_day: int
    """As ordinals, both included."""
    holding: tuple[Entry, ...]
    """The leading lines, by row; empty where none holds."""
    zone: str | None
    said: Mapping[str, str]


def points(
    leads: tuple[Entry, ...], *, first: date, last: date, zones: tuple[str, ...]
) -> Iterator[Point]:
    """Give every kind of point that these lines cover on the days from ``first`` to ``last``.

    Raises:
        TooManyWorlds: the lines' conditions combine to more than can be tried.
    """
    for kind in kinds(leads, first=first, last=last, zones=zones):
        for leaves, covering in cells(kind.holding):
            yield Point(kind.first_day, kind.last_day, leaves, covering, kind.zone, kind.said)


def kinds(
    leads: tuple[Entry, ...], *, first: date, last: date, zones: tuple[str, ...]
) -> Iterator[Kind]:
    """Give all that days, zones and attributes can tell apart about these lines.

    Raises:
        TooManyWorlds: the lines' conditions combine to more than can be tried.
    """
    begin, end = first.toordinal(), last.toordinal()
    for since, until in segments(leads, begin, end):
        active = tuple(e for e in leads if e.first_day <= since and until <= e.last_day)
        seen: set[tuple[Entry, ...]] = set()
        for world in _worlds(active, zones):
            here = tuple(entry for entry in active if _holds(entry, world))
            if here in seen:
                continue
            seen.add(here)
            yield Kind(since, until, here, *world)


def zones_of(named: tuple[str, ...]) -> tuple[str, ...]:
    """Return every zone there is: those a village's kind makes, and those that lines name."""
    return tuple(sorted({*Zone, *named})) if named else ()


def segments(entries: Iterable[Entry], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut the days from ``begin`` to ``end`` where a line begins or ends, as ordinals."""
    cuts = {begin, end + 1}
    for entry in entries:
        cuts |= {day for day in (entry.first_day, entry.last_day + 1) if begin < day <= end}
    return ((since, until - 1) for since, until in pairwise(sorted(cuts)))


def _worlds(active: tuple[Entry, ...], zones: tuple[str, ...]) -> Iterator[_World]:
    asked: dict[str, list[Condition]] = {}
    for entry in active:
        for condition in entry.line.conditions:
            asked.setdefault(condition.key, []).append(condition)
    of_zone = {*zones, *(atom.value for atom in atoms(asked.pop(_ZONE, ())))}
    zoned = any(entry.zone is not None for entry in active) or not of_zone.issubset(zones)
    pieces = {key: [atom.value for atom in atoms(asked[key])] for key in sorted(asked)}
    if prod(map(len, pieces.values())) > MOST_WORLDS:
        raise TooManyWorlds("the conditions combine to too many cases: " + ", ".join(pieces))
    for zone in sorted(of_zone) if zoned else [None]:
        for values in product(*pieces.values()):
            said = dict(zip(pieces, values, strict=True))
            yield zone, said if zone is None else {**said, _ZONE: zone}


def _holds(entry: Entry, world: _World) -> bool:
    zone, said = world
    if entry.zone is not None and entry.zone != zone:
        return False
    return not entry.line.conditions or all_hold(entry.line.conditions, said) is True


def cells(here: Iterable[Entry]) -> Iterator[tuple[int, tuple[Entry, ...]]]:
    """Cut the leaf areas of lines into those that the same lines cover, each with its lines."""
    found: list[tuple[int, tuple[Entry, ...]]] = []
    free = -1
    for entry in here:
        cut = []
        for leaves, covering in found:
            if inside := leaves & entry.leaves:
                cut.append((inside, (*covering, entry)))
            if outside := leaves & ~entry.leaves:
                cut.append((outside, covering))
        if alone := entry.leaves & free:
            cut.append((alone, (entry,)))
        free &= ~entry.leaves
        found = cut
    return iter(found)
