"""The audit's hardest checks a second time, by trying every point, from the prose alone.

A point is (matter, leaf area, zone, what the report says, day). A matter without a line of
its own is judged as the nearest one above it that has some.
Only the plainest helpers of the other oracle are used: what lies above what, what holds,
which line is wider, which is overridden.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, product

from dispatch.responsibility.model import Line
from tests.worlds.routing.oracle import (
    SAYABLE,
    World,
    holds,
    leaves,
    matters_upwards,
    not_overridden,
    township_of,
    unit_of,
    upwards,
    wider,
)


@dataclass
class Expected:
    """What an audit must say; places as leaf areas, days as such."""

    beside: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    """(check, row, row) and the leaves where the two lines stand beside each other."""
    never: set[str] = field(default_factory=set)
    """Rows that never lead."""
    bare: set[tuple[str, str]] = field(default_factory=set)
    """(matter, place) that nobody leads on any day while somebody leads elsewhere."""
    gaps: set[tuple[str, str, date]] = field(default_factory=set)
    """(matter, place, day) without a lead after the first that there ever was."""


def expect(world: World, first: date, last: date) -> Expected:
    found = Expected()
    lines = [line for line in world.lines if (line.part, line.duty) == ("lead", "dispose")]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    now = {line.row_id for line in lines if any(_in_force(line, day) for day in days)}
    reached: set[str] = set()
    for matter in (each.code for each in world.matters):
        above = matters_upwards(world, matter)
        here = [line for line in lines if line.matter in above]
        owner = next((c for c in above if any(line.matter == c for line in lines)), None)
        if owner is not None:
            _over_places(world, owner, here, days, found)
        for covering, leaf in _points(world, here, days):
            for line in covering:
                if not any(wider(world, line, other) for other in covering):
                    reached.add(line.row_id)
            left = not_overridden(covering)
            top = [a for a in left if not any(wider(world, a, b) for b in left)]
            township = township_of(world, leaf)
            for a, b in combinations(sorted(top, key=lambda line: line.row_id), 2):
                check = "duplicate" if _same(a, b, township) else "multi_lead"
                found.beside.setdefault((check, a.row_id, b.row_id), set()).add(leaf)
    found.never = now - reached
    return found


def places_of(world: World) -> list[str]:
    inside = {code for above in world.ends.values() for code in above}
    by_level = {
        level: [d.code for d in world.divisions if d.code in inside and d.level == level]
        for level in ("township", "village", "county")
    }
    return next(codes for codes in by_level.values() if codes)


def _same(a: Line, b: Line, township: str | None) -> bool:
    if a.unit == b.unit:
        return True
    named = unit_of(a, township), unit_of(b, township)
    return None not in named and named[0] == named[1]


def _points(world: World, here: list[Line], days: list[date]) -> Iterator[tuple[list[Line], str]]:
    keys = sorted({condition.key for line in here for condition in line.conditions})
    named = {line.zone for line in world.lines} - {"all"}
    zones = sorted(named | {"urban", "rural"}) if named else [None]
    seen = set()
    for day in days:
        today = [line for line in here if _in_force(line, day)]
        for values in product(*(SAYABLE[key] for key in keys)):
            said = dict(zip(keys, values, strict=True))
            for zone in zones:
                fits = [
                    line
                    for line in today
                    if line.zone in ("all", zone)
                    and all(holds(c, said[c.key]) for c in line.conditions)
                ]
                kind = tuple(line.row_id for line in fits)
                if kind in seen:
                    continue
                seen.add(kind)
                for leaf in world.ends:
                    covering = [
                        line
                        for line in fits
                        if line.areas is None or line.areas & set(upwards(world, leaf))
                    ]
                    if covering:
                        yield covering, leaf


def _over_places(
    world: World, owner: str, here: list[Line], days: list[date], found: Expected
) -> None:
    first = days[0]
    led_on: dict[str, set[date]] = {}
    began: dict[str, date] = {}
    for place in places_of(world):
        of_place = [
            line for line in here if leaves(world, line.areas) & leaves(world, frozenset({place}))
        ]
        led_on[place] = {day for day in days if any(_in_force(line, day) for line in of_place)}
        ever = [
            line for line in of_place if _in_force(line, line.valid_from or line.valid_to or first)
        ]
        if ever:
            began[place] = min(line.valid_from or date.min for line in ever)
    somewhere = any(led_on.values())
    for place, led in led_on.items():
        if somewhere and not led:
            found.bare.add((owner, place))
        elif place in began:
            found.gaps |= {
                (owner, place, day) for day in days if day not in led and day > began[place]
            }


def _in_force(line: Line, day: date) -> bool:
    return (line.valid_from or date.min) <= day <= (line.valid_to or date.max)


def days_between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
