"""Whether the broker is away, since when, and what waits for it in a county."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from dispatch.intake.tables import report
from dispatch.journal.model import Part
from dispatch.journal.tables import outage
from dispatch.people.scope import Scope


@dataclass(frozen=True, slots=True)
class BrokerAway:
    """The broker does not answer."""

    since: datetime
    waiting: int
    """Accepted reports of the county that have no case yet."""


def broker_away(connection: Connection, scope: Scope) -> BrokerAway | None:
    """Return since when the broker has been away; None while it answers."""
    since = connection.scalar(
        select(outage.c.since).where(outage.c.part == Part.KAFKA.value, outage.c.until.is_(None))
    )
    if since is None:
        return None
    waiting = connection.scalar(
        select(func.count())
        .select_from(report)
        .where(report.c.county_code == scope.county, report.c.case_id.is_(None))
    )
    return BrokerAway(since, waiting or 0)
