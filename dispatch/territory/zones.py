"""Which zone a place lies in: the report's own word first, then the kind of village."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.territory.model import Zone
from dispatch.territory.tree import Area


class ZoneSource(StrEnum):
    """Where the knowledge of a zone came from."""

    REPORT = "report"
    AREA = "area"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ZoneOfArea:
    """The zone of a place, or None, and where that came from."""

    zone: str | None
    source: ZoneSource


_UNKNOWN = ZoneOfArea(None, ZoneSource.UNKNOWN)
_OF_AREA = {zone.value: ZoneOfArea(zone.value, ZoneSource.AREA) for zone in Zone}


def zone_of(area: Area, attributes: Mapping[str, object]) -> ZoneOfArea:
    """Say in which zone something seen at ``area`` lies.

    A community is urban and a village rural, grids follow their village;
    above that nobody can know without asking.
    """
    given = attributes.get("zone")
    if given is not None and (text := str(given).strip()):
        return ZoneOfArea(text, ZoneSource.REPORT)
    return _OF_AREA[area.zone] if area.zone else _UNKNOWN
