"""Records that nobody could take, as the county's desk sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, false, func, select, tuple_

from dispatch.board.cursor import Cursor
from dispatch.errors import NotFound
from dispatch.intake.quarantine import QuarantineReason
from dispatch.intake.tables import quarantine
from dispatch.people.scope import Reach, Scope

PAGE = 25
_SHOWN = 20_000
"""How many bytes of a record its page shows."""


class NoSuchRecord(NotFound):
    """There is no such record in the county's quarantine."""

    code = "board.no_such_record"


@dataclass(frozen=True, slots=True)
class QuarantinedRecord:
    """One refused record; ``raw`` is text to look at, never to be run."""

    quarantine_id: UUID
    topic: str
    partition: int
    position: int
    key: str
    raw: str
    size: int
    reason: QuarantineReason
    detail: str
    source: str | None
    record_id: str | None
    arrived_at: datetime
    state: str
    resolved_at: datetime | None
    resolved_by: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    """One page of them, newest first."""

    rows: tuple[QuarantinedRecord, ...]
    after: Cursor | None


def quarantined(
    connection: Connection,
    scope: Scope,
    *,
    waiting: bool = True,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> QuarantinePage:
    """Return a page of the county's refused records: those that wait, or those resolved."""
    place = tuple_(quarantine.c.arrived_at, quarantine.c.quarantine_id)
    state = quarantine.c.state == "open" if waiting else quarantine.c.state != "open"
    query = (
        select(quarantine)
        .where(_of_the_desk(scope), state)
        .order_by(quarantine.c.arrived_at.desc(), quarantine.c.quarantine_id.desc())
        .limit(limit + 1)
    )
    found = connection.execute(
        query.where(place < tuple_(after.at, after.row)) if after else query
    ).all()
    rows = tuple(_record(row) for row in found[:limit])
    if len(found) <= limit:
        return QuarantinePage(rows, None)
    return QuarantinePage(rows, Cursor(rows[-1].arrived_at, rows[-1].quarantine_id))


def record(connection: Connection, scope: Scope, quarantine_id: UUID) -> QuarantinedRecord:
    """Return one refused record.

    Raises:
        NoSuchRecord: there is none in this county's quarantine.
    """
    row = connection.execute(
        select(quarantine).where(_of_the_desk(scope), quarantine.c.quarantine_id == quarantine_id)
    ).one_or_none()
    if row is None:
        raise NoSuchRecord("隔离区中没有记录 %(record)s", record=quarantine_id)
    return _record(row)


def count_waiting(connection: Connection, scope: Scope) -> int:
    """Return how many refused records wait for somebody."""
    return (
        connection.scalar(
            select(func.count())
            .select_from(quarantine)
            .where(_of_the_desk(scope), quarantine.c.state == "open")
        )
        or 0
    )


def _of_the_desk(scope: Scope) -> ColumnElement[bool]:
    if scope.reach is Reach.COUNTY:
        return quarantine.c.county_code == scope.county
    return false()


def _record(row: Row[Any]) -> QuarantinedRecord:
    raw = bytes(row.raw or b"")
    return QuarantinedRecord(
        quarantine_id=row.quarantine_id,
        topic=row.topic,
        partition=row.partition,
        position=row.position,
        key=bytes(row.key or b"").decode("utf-8", "backslashreplace"),
        raw=_inert(raw[:_SHOWN]),
        size=len(raw),
        reason=QuarantineReason(row.reason),
        detail=row.detail,
        source=row.source,
        record_id=row.record_id,
        arrived_at=row.arrived_at,
        state=row.state,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        note=row.note,
    )


def _inert(raw: bytes) -> str:
    """Return bytes as text; what no font shows stands there as its escape."""
    text = raw.decode("utf-8", "backslashreplace")
    return "".join(
        each if each.isprintable() or each in "\n\t" else each.encode("unicode_escape").decode()
        for each in text
    )
