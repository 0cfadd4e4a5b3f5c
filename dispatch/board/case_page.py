"""What a case's page shows beside the case itself: its report, its reason, its people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from dispatch.casework.model import NoSuchCase
from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.intake.tables import report
from dispatch.people.scope import Scope
from dispatch.people.tables import account
from dispatch.vocabulary import AreaCode


@dataclass(frozen=True, slots=True)
class Origin:
    """The report a case came from, and the way it took; ``text`` is shown, never run."""

    receipt: str
    text: str
    area: AreaCode
    channel: str
    source: str
    record_id: str
    occurred_at: datetime
    taken_at: datetime
    topic: str | None
    partition: int | None
    position: int | None
    reporter: Mapping[str, Any]
    reporter_account: str | None
    attributes: Mapping[str, Any]
    lon: float | None
    lat: float | None
    crs: str | None
    because: Mapping[str, Any]


def origin_of(connection: Connection, scope: Scope, number: str) -> Origin:
    """Return what a case in scope came from.

    Raises:
        NoSuchCase: it does not exist or lies outside the scope; nobody learns which.
    """
    row = connection.execute(
        select(report, cases.c.because)
        .join(
            cases,
            and_(
                cases.c.county_code == report.c.county_code,
                cases.c.report_id == report.c.report_id,
            ),
        )
        .where(cases.c.number == number, visible_cases(scope))
    ).one_or_none()
    if row is None:
        raise NoSuchCase("没有案件 %(number)s", number=number)
    return Origin(
        receipt=row.receipt,
        text=row.text,
        area=AreaCode(row.area_code),
        channel=row.channel,
        source=row.source,
        record_id=row.record_id,
        occurred_at=row.occurred_at,
        taken_at=row.taken_at,
        topic=row.topic,
        partition=row.partition,
        position=row.position,
        reporter=row.reporter,
        reporter_account=row.reporter_account,
        attributes=row.attributes,
        lon=row.lon,
        lat=row.lat,
        crs=row.crs,
        because=row.because,
    )


def names(connection: Connection, scope: Scope, accounts: Iterable[str]) -> dict[str, str]:
    """Return the names behind accounts of the scope's county."""
    wanted = sorted(set(accounts))
    rows = connection.execute(
        select(account.c.account, account.c.name).where(
            account.c.county_code == scope.county, account.c.account.in_(wanted)
        )
    )
    return {row.account: row.name for row in rows}
