"""What was seen: one report, read from a record and known to be whole.

A ``Report`` has passed every rule of shape; whether its area, matter and
county exist is for later stages to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from dispatch.vocabulary import AreaCode, CountyCode, MatterCode, Urgency

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class CoordinateSystem(StrEnum):
    """What ``lon`` and ``lat`` are measured in."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


class Outcome(StrEnum):
    """What became of a record, as its producer is told."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody tells us, as it came.

    ``(county_code, source, record_id)`` names it for ever: the same name with
    the same ``body_sha256`` is the same report again, with another it is a
    producer's mistake.
    """

    county_code: CountyCode
    """The first six digits of ``area_code``."""
    source: str
    record_id: str
    text: str
    """Trimmed; 1 to 5,000 characters."""
    area_code: AreaCode
    """As given: six to eighteen digits, perhaps none of the county's."""
    occurred_at: datetime
    """Aware, at the offset in which it was written."""
    channel: str
    body_sha256: str
    """Hex digest of the canonical form of the whole ``data``, unknown fields included."""
    title: str | None = None
    matter_hint: MatterCode | None = None
    """As given; whether the county knows it is for triage to say."""
    urgency_hint: Urgency | None = None
    lon: float | None = None
    lat: float | None = None
    crs: CoordinateSystem | None = None
    attributes: Mapping[str, Json] = field(default_factory=dict)
    reporter: Mapping[str, Json] = field(default_factory=dict)
    attachments: tuple[Mapping[str, Json], ...] = ()
