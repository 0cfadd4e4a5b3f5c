"""What the inbox knows a report by, and what it remembers of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.intake.model import Report

InboxKey = tuple[str, str, str]
"""(county, source, record id): a report's name for ever."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the inbox remembers of a report."""

    report_id: UUID
    receipt: str
    body_sha256: str
    case_id: UUID | None
    reporter_account: str | None
    taken_at: datetime


def inbox_key(seen: Report) -> InboxKey:
    """Return the name under which the inbox knows a report."""
    return seen.county_code, seen.source, seen.record_id
