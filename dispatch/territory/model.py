"""Places of a county: what a division, a grid and a zone are."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch.vocabulary import AreaCode


class Level(StrEnum):
    """How deep a place lies. A county may skip a level (龙港市 has no townships)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class Division:
    """One row of ``divisions.csv`` or one grid of ``grids.csv``."""

    code: AreaCode
    name: str
    level: Level
    parent: AreaCode | None
    kind: str = ""
    """For a village ``community`` or ``village``; for a township ``subdistrict``, ``town``, …"""


class Zone(StrEnum):
    """The zones the product can tell from an area alone; a list may name others."""

    URBAN = "urban"
    RURAL = "rural"


@dataclass(frozen=True, slots=True)
class ZoneSet:
    """A zone made of places: whatever lies in one of them lies in it."""

    zone: str
    """The name that lines use."""
    name: str
    """What people call it."""
    areas: frozenset[AreaCode]
    priority: float = 0.0
    """Where a place lies in several, the highest is asked first."""


ALL_ZONES = "all"
"""What a line says when its zone does not matter."""
