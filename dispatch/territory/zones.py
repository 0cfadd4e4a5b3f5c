"""Which zone a place lies in, by whoever knows it best.

    the report's own word ─► an outline around its point ─► a set of places ─► the kind of village

A point may lie in several zones at once: on a river, in a development zone and in a village.
Which of them counts hangs on what is asked: a zone that no line on the matter speaks of
cannot hide one that a line does. Urban and rural are each other's answer, so a zone of
either name always counts.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from dispatch.territory.model import Zone
from dispatch.territory.tree import Area


class ZoneSource(StrEnum):
    """Where the knowledge of a zone came from."""

    REPORT = "report"
    POLYGON = "polygon"
    """Written with the outline's name: ``polygon:NAME``."""
    SET = "set"
    """Written with the set's name: ``set:NAME``."""
    AREA = "area"
    UNKNOWN = "unknown"
    """With the coordinate system, ``unknown:GCJ02``, where the point is too vague to tell."""


@dataclass(frozen=True, slots=True)
class ZoneOfArea:
    """The zone of a place, or None, and where that came from."""

    zone: str | None
    source: str


_UNKNOWN = ZoneOfArea(None, ZoneSource.UNKNOWN)
_OF_AREA = {zone.value: ZoneOfArea(zone.value, ZoneSource.AREA) for zone in Zone}
_EXCLUSIVE = frozenset(zone.value for zone in Zone)


def zone_of(
    area: Area,
    attributes: Mapping[str, object],
    *,
    located: ZoneOfArea | None = None,
    named: AbstractSet[str] = frozenset(),
) -> ZoneOfArea:
    """Say in which zone something seen at ``area`` lies.

    ``located`` is what the county's outlines say of the report's point, None where they
    say nothing; ``named`` are the zones that lines on the matter speak of. A community is
    urban and a village rural, grids follow their village; above that nobody can know
    without asking.
    """
    if (given := given_zone(attributes)) is not None:
        return ZoneOfArea(given, ZoneSource.REPORT)
    if located is not None:
        return located
    for each in area.sets:
        if counts(each.zone, named):
            return ZoneOfArea(each.zone, f"{ZoneSource.SET}:{each.name}")
    return _OF_AREA[area.zone] if area.zone else _UNKNOWN


def given_zone(attributes: Mapping[str, object]) -> str | None:
    """Return the zone that a report names itself; only a word names one."""
    given = attributes.get("zone")
    return (given.strip() or None) if isinstance(given, str) else None


def counts(zone: str, named: AbstractSet[str]) -> bool:
    """Say whether a zone matters to lines that speak of the zones ``named``."""
    return zone in named or zone in _EXCLUSIVE
