"""How the whole deployment stands just now, in figures that hold nothing personal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

# Due, and neither fired nor inside the window that a brake holds.
_DUE = """
    from promise p
    where p.next_at <= :now and not exists (
        select 1 from brake b
        where b.county_code = p.county_code and b.released_at is null
            and p.next_at > b.due_after and p.next_at <= b.due_until
    )
"""
_FIGURES = text(
    f"""
    select
        (select count(*) from outbox where sent_at is null and refused is null) as outbox_waiting,
        (select min(created_at) from outbox where sent_at is null and refused is null)
            as outbox_oldest,
        (select count(*) from outbox where refused is not null) as outbox_refused,
        (select count(*) {_DUE}) as rungs_due,
        (select min(p.next_at) {_DUE}) as rungs_oldest,
        (select count(*) from quarantine where state = 'open') as quarantine_waiting,
        (select count(*) from delivery where state in ('waiting', 'sending', 'failed'))
            as deliveries_waiting,
        (select count(*) from cases where state <> 'closed' and overdue) as cases_overdue
    """  # noqa: S608 - one of our own texts inside another
)
_STATES = text("select state, count(*) from cases where state <> 'closed' group by state")
_UNREAD = text(
    "select strength, count(*) from notice"
    " where strength is not null and account is not null and read_at is null group by strength"
)
_BRAKES = text(
    "select e.county_code, b.county_code is not null"
    " from county e left join brake b"
    " on b.county_code = e.county_code and b.released_at is null"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of one look."""

    outbox_waiting: int
    outbox_oldest_seconds: float
    outbox_refused: int
    rungs_due: int
    rungs_oldest_seconds: float
    quarantine_waiting: int
    deliveries_waiting: int
    cases_overdue: int
    cases_open: Mapping[str, int]
    notices_unread: Mapping[str, int]
    brake_on: Mapping[str, bool]


def standing(connection: Connection, *, now: datetime) -> Standing:
    """Count what waits and what is late, across all counties of the scope."""
    row = connection.execute(_FIGURES, {"now": now}).one()
    return Standing(
        outbox_waiting=row.outbox_waiting,
        outbox_oldest_seconds=_age(row.outbox_oldest, now),
        outbox_refused=row.outbox_refused,
        rungs_due=row.rungs_due,
        rungs_oldest_seconds=_age(row.rungs_oldest, now),
        quarantine_waiting=row.quarantine_waiting,
        deliveries_waiting=row.deliveries_waiting,
        cases_overdue=row.cases_overdue,
        cases_open=dict(connection.execute(_STATES).tuples().all()),
        notices_unread=dict(connection.execute(_UNREAD).tuples().all()),
        brake_on=dict(connection.execute(_BRAKES).tuples().all()),
    )


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
