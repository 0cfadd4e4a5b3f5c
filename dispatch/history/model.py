"""A case of the past, whichever system it was worked in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from dispatch.vocabulary import MatterCode, UnitCode

LIVE = "live"
"""The source of this system's own closed cases."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PastCase:
    """One case as history keeps it: enough to decide it again, and to learn from it."""

    source: str
    """The system it was worked in; ``live`` for this one."""
    case_id: str
    """Its number there; unique within the source."""
    occurred_on: date
    area: str
    """A division code as that system wrote it; where it lies is asked of the territory."""
    matter: MatterCode | None
    """None where nobody ever said what it was."""
    unit: UnitCode | None = None
    """Who led it in the end; None where the old system does not tell."""
    title: str = ""
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    opened_on: date | None = None
    closed_on: date | None = None
    returns: int = 0
    """How often a unit handed it back."""
    returned_by: tuple[UnitCode, ...] = ()
    """The units that handed it back, one entry each time."""
    penalty: bool = False
    """It was closed by a penalty."""
    held: bool = True
    """False for an open case that nobody holds."""
