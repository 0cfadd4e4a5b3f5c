"""A record that could not be taken, on its way into the quarantine and in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch.intake.arrival import Arrival


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record on its way into the quarantine."""

    quarantine_id: UUID
    county: str
    """The county that will look after it; empty when none can be told."""
    arrival: Arrival
    reason: str
    detail: str
    source: str | None = None
    record_id: str | None = None

    def looked_after_by(self, county: str) -> "Refusal":
        """Return the refusal with the county that will look after it."""
        return replace(self, county=county)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record in the quarantine."""

    quarantine_id: UUID
    county: str
    arrival: Arrival
    reason: str
    detail: str
    source: str | None
    record_id: str | None
    state: str
    arrived_at: datetime
