"""Which of two lines is the wider one: a partial order in four dimensions.

A line is wider than another when it is so or equal in every dimension and
wider in at least one. Two lines that each are narrower somewhere stand beside
each other, and so do two conditions or two zones that are not the same.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.responsibility.conditions import members
from dispatch.responsibility.model import Condition, Line, Part
from dispatch.territory.model import ALL_ZONES

_MIN_DAY, _MAX_DAY = date.min.toordinal(), date.max.toordinal()


class Dimension(StrEnum):
    """What a line may be narrower in."""

    AREA = "area"
    ZONE = "zone"
    CONDITION = "condition"
    MATTER = "matter"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A line made ready for comparing."""

    line: Line
    leads: bool
    leaves: int
    """Its leaf areas, one bit each."""
    zone: str | None
    """None for a line whose zone does not matter."""
    conditions: frozenset[tuple[str, str, frozenset[str]]]
    depth: int
    """How deep its matter stands; on one branch of the tree deeper is narrower."""
    first_day: int
    last_day: int
    plain: bool
    """Neither zone nor condition: it covers by area and day alone."""


def entry_of(line: Line, *, leaves: int, depth: int) -> Entry:
    """Make a line ready, given the leaves it covers and the depth of its matter."""
    zone = line.zone.strip()
    bounded = None if zone in ("", ALL_ZONES) else zone
    return Entry(
        line=line,
        leads=line.part is Part.LEAD,
        leaves=leaves,
        zone=bounded,
        conditions=frozenset(map(_sense, line.conditions)),
        depth=depth,
        first_day=line.valid_from.toordinal() if line.valid_from else _MIN_DAY,
        last_day=line.valid_to.toordinal() if line.valid_to else _MAX_DAY,
        plain=bounded is None and not line.conditions,
    )


def narrower_in(a: Entry, b: Entry) -> tuple[Dimension, ...]:
    """Return in what ``a`` is narrower, if ``b`` is wider than it; else nothing.

    Both must cover one point, so their matters stand on one branch.
    """
    found: list[Dimension] = []
    if a.leaves != b.leaves:
        if a.leaves & b.leaves != a.leaves:
            return ()
        found.append(Dimension.AREA)
    if a.zone != b.zone:
        if b.zone is not None:
            return ()
        found.append(Dimension.ZONE)
    if a.conditions != b.conditions:
        if b.conditions:
            return ()
        found.append(Dimension.CONDITION)
    if a.depth != b.depth:
        if a.depth < b.depth:
            return ()
        found.append(Dimension.MATTER)
    return tuple(found)


def _sense(condition: Condition) -> tuple[str, str, frozenset[str]]:
    # The order of a set's members is no difference in meaning.
    values = members(condition.value) if condition.op == "in" else frozenset({condition.value})
    return condition.key, condition.op, values
