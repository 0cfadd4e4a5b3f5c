"""The only way to the rows of reports, stored positions and the quarantine."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.db import driver
from dispatch.errors import NotFound, Refused
from dispatch.intake.arrival import Arrival, Fenced
from dispatch.intake.inbox import InboxKey, Known
from dispatch.intake.model import Report
from dispatch.intake.refusal import Quarantined, Refusal
from dispatch.intake.tables import quarantine, report, stored_position
from dispatch.journal.model import Message, Waiting
from dispatch.journal.tables import outbox

# Three arrays, whatever the size of the batch: a list of a thousand triples costs ten times that.
_KNOWN = """
    select r.county_code, r.source, r.record_id,
        r.report_id, r.receipt, r.body_sha256, r.case_id, r.reporter_account, r.taken_at
    from report r
    join unnest(%s::text[], %s::text[], %s::text[]) as n(county_code, source, record_id)
        using (county_code, source, record_id)
"""


def report_values(seen: Report) -> dict[str, Any]:
    """Return the columns that a report's content fills."""
    return {
        "county_code": seen.county_code,
        "source": seen.source,
        "record_id": seen.record_id,
        "body_sha256": seen.body_sha256,
        # PostgreSQL reads offsets of less than sixteen hours only; RFC 3339 knows larger ones.
        "occurred_at": seen.occurred_at.astimezone(UTC),
        "area_code": seen.area_code,
        "title": seen.title or "",
        "text": seen.text,
        "channel": seen.channel,
        "matter_hint": seen.matter_hint,
        "urgency_hint": seen.urgency_hint.value if seen.urgency_hint else None,
        "lon": seen.lon,
        "lat": seen.lat,
        "crs": seen.crs.value if seen.crs else None,
        "attributes": dict(seen.attributes),
        "reporter": dict(seen.reporter),
        "attachments": [dict(attachment) for attachment in seen.attachments],
    }


class ReportStore:
    """Reports; their unique (county, source, id) is the inbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, keys: Iterable[InboxKey]) -> dict[InboxKey, Known]:
        """Return what the inbox remembers of these names."""
        wanted = list(keys)
        if not wanted:
            return {}
        with driver(self._connection) as lent:
            rows = lent.execute(_KNOWN, [list(names) for names in zip(*wanted, strict=True)])
            return {(row[0], row[1], row[2]): Known(*row[3:]) for row in rows}

    def add(
        self, seen: Report, *, report_id: UUID, receipt: str, account: str, at: datetime
    ) -> bool:
        """Keep a report that has no case yet; say False if its name is taken already."""
        taken = self._connection.execute(
            upsert(report)
            .values(
                report_id=report_id,
                receipt=receipt,
                taken_at=at,
                reporter_account=account,
                **report_values(seen),
            )
            .on_conflict_do_nothing(constraint="report_inbox")
            # An INSERT's row count is not kept by the driver's result; what it returns is.
            .returning(report.c.report_id)
        )
        return taken.one_or_none() is not None

    def without_case(self, limit: int) -> list[Waiting]:
        """Return the messages of accepted reports that wait for their case, sent or not.

        In the outbox's order, below the oldest transaction still running; none while
        another transaction has asked the same.
        """
        held = self._connection.scalar(
            text("select pg_try_advisory_xact_lock(hashtext('dispatch.hand_over'))")
        )
        if not held:
            return []
        rows = self._connection.execute(
            select(outbox)
            .join(
                report,
                (report.c.county_code == outbox.c.county_code)
                & (report.c.report_id == outbox.c.report_id),
            )
            .where(
                report.c.case_id.is_(None),
                text("outbox.xid < pg_snapshot_xmin(pg_current_snapshot())"),
            )
            .order_by(outbox.c.xid, outbox.c.message_id)
            .limit(limit)
        )
        return [
            Waiting(
                row.message_id,
                Message(row.county_code, row.topic, row.key, row.payload, row.report_id),
            )
            for row in rows
        ]


class PositionStore:
    """How far each consumer has come, kept beside the effects of what it consumed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self, consumer: str, topic: str, partition: int) -> int | None:
        """Return the position to read next, or None when nothing was read yet."""
        return self._connection.scalar(
            select(stored_position.c.next_position).where(
                stored_position.c.consumer == consumer,
                stored_position.c.topic == topic,
                stored_position.c.partition == partition,
            )
        )

    def advance(self, consumer: str, topic: str, partition: int, *, expected: int, to: int) -> None:
        """Move the position from ``expected`` to ``to``, or fail without a trace.

        Raises:
            Fenced: the stored position is not ``expected``; a frozen process that
                woke up after another took over its partition ends here.
        """
        self._connection.execute(
            upsert(stored_position)
            .values(consumer=consumer, topic=topic, partition=partition, next_position=expected)
            .on_conflict_do_nothing()
        )
        moved = self._connection.execute(
            update(stored_position)
            .where(
                stored_position.c.consumer == consumer,
                stored_position.c.topic == topic,
                stored_position.c.partition == partition,
                stored_position.c.next_position == expected,
            )
            .values(next_position=to)
        )
        if moved.rowcount != 1:
            raise Fenced(f"{topic}[{partition}] is no longer at {expected}")


class NotInQuarantine(NotFound):
    """There is no such quarantined record, as far as the asker may know."""

    code = "quarantine.not_found"


class AlreadyResolved(Refused):
    """The quarantined record was replayed or dismissed before."""

    code = "quarantine.resolved"


class QuarantineStore:
    """Records that could not be taken, each with its reason, an owner and a clock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, refusals: Iterable[Refusal], *, at: datetime) -> set[UUID]:
        """Keep these records; a position already kept is left as it is. Returns what is new."""
        rows = [
            {
                "quarantine_id": refusal.quarantine_id,
                "county_code": refusal.county,
                "topic": refusal.arrival.topic,
                "partition": refusal.arrival.partition,
                "position": refusal.arrival.position,
                "key": refusal.arrival.key,
                "raw": refusal.arrival.value,
                "headers": dict(refusal.arrival.headers),
                "reason": refusal.reason,
                "detail": refusal.detail,
                "source": refusal.source,
                "record_id": refusal.record_id,
                "arrived_at": at,
            }
            for refusal in refusals
        ]
        if not rows:
            return set()
        kept = self._connection.execute(
            upsert(quarantine)
            .values(rows)
            .on_conflict_do_nothing(constraint="quarantine_position")
            .returning(quarantine.c.quarantine_id)
        )
        return set(kept.scalars())

    def get(self, quarantine_id: UUID, *, lock: bool = False) -> Quarantined:
        """Return one quarantined record.

        Raises:
            NotInQuarantine: there is none of this id within the scope.
        """
        query = select(quarantine).where(quarantine.c.quarantine_id == quarantine_id)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NotInQuarantine(f"no record {quarantine_id} in the quarantine")
        return _quarantined_from(row)

    def open(self, limit: int = 1000) -> list[Quarantined]:
        """Return the records that still wait for somebody, oldest first."""
        rows = self._connection.execute(
            select(quarantine)
            .where(quarantine.c.state == "open")
            .order_by(quarantine.c.arrived_at, quarantine.c.quarantine_id)
            .limit(limit)
        )
        return [_quarantined_from(row) for row in rows]

    def resolve(self, found: Quarantined, *, state: str, by: str, note: str, at: datetime) -> None:
        """Mark a record replayed or dismissed.

        Raises:
            AlreadyResolved: somebody did so before.
        """
        if found.state != "open":
            raise AlreadyResolved(f"record {found.quarantine_id} is {found.state} already")
        self._connection.execute(
            update(quarantine)
            .where(quarantine.c.quarantine_id == found.quarantine_id)
            .values(state=state, resolved_at=at, resolved_by=by, note=note)
        )


def _quarantined_from(row: Row[Any]) -> Quarantined:
    headers: Mapping[str, str] = row.headers
    return Quarantined(
        quarantine_id=row.quarantine_id,
        county=row.county_code,
        arrival=Arrival(
            row.topic,
            row.partition,
            row.position,
            bytes(row.key) if row.key is not None else None,
            bytes(row.raw) if row.raw is not None else None,
            headers,
        ),
        reason=row.reason,
        detail=row.detail,
        source=row.source,
        record_id=row.record_id,
        state=row.state,
        arrived_at=row.arrived_at,
    )
