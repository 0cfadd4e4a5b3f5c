"""The only way to the rows of the outbox, the change log and the audit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, insert, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.db import driver
from dispatch.journal.chain import GENESIS, instant, seal
from dispatch.journal.changes import BEGINNING, Change, ChangeCursor, ToldMeanwhile
from dispatch.journal.model import Message, Part, Waiting
from dispatch.journal.tables import audit_entry, journal, outage, outbox, told_position

# Row-level security leaves COPY out; arrays are the next fastest way in.
_PUT = """
    insert into outbox (created_at, county_code, topic, key, payload, report_id)
    select %s, county_code, topic, key, payload, report_id
    from unnest(%s::text[], %s::text[], %s::text[], %s::bytea[], %s::uuid[])
        with ordinality as m(county_code, topic, key, payload, report_id, n)
    order by n
"""

_CHANGES = text("""
    select *, xid::text as place
    from journal
    where (xid, entry_id) > (cast(:xid as xid8), cast(:entry_id as bigint))
        and xid < pg_snapshot_xmin(pg_current_snapshot())
        and (cast(:last_xid as text) is null
             or (xid, entry_id) <= (cast(:last_xid as xid8), cast(:last_entry_id as bigint)))
    order by xid, entry_id
    limit :limit
""")
_NEWEST = text("""
    select xid::text as place, entry_id
    from journal
    where xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid desc, entry_id desc
    limit 1
""")


_PLACE: ColumnElement[str] = literal_column("xid::text").label("place")
_ADVANCE = text("""
    insert into told_position as p (reader, xid, entry_id)
    values (:reader, cast(:xid as xid8), :entry_id)
    on conflict (reader) do update set xid = excluded.xid, entry_id = excluded.entry_id
    where p.xid = cast(:was_xid as xid8) and p.entry_id = :was_entry
    returning reader
""")


class OutboxStore:
    """Messages that leave after the commit that wrote them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, messages: Iterable[Message], *, at: datetime) -> None:
        """Add messages; they leave in this order per key once the transaction commits."""
        rows = list(messages)
        if rows:
            columns = zip(
                *((m.county, m.topic, m.key, m.payload, m.report_id) for m in rows), strict=True
            )
            with driver(self._connection) as lent:
                lent.execute(_PUT, [at, *map(list, columns)])

    def claim(self, limit: int) -> list[Waiting]:
        """Return the oldest waiting messages, or none while another relay holds the claim.

        Read by (transaction, id) below the oldest transaction still running: reading
        ``id > last`` skips rows that commit late. One relay at a time keeps the order.
        """
        held = self._connection.scalar(
            text("select pg_try_advisory_xact_lock(hashtext('dispatch.outbox'))")
        )
        if not held:
            return []
        rows = self._connection.execute(
            select(outbox)
            .where(
                outbox.c.sent_at.is_(None),
                outbox.c.refused.is_(None),
                text("xid < pg_snapshot_xmin(pg_current_snapshot())"),
            )
            .order_by(outbox.c.xid, outbox.c.message_id)
            .limit(limit)
        )
        return [
            Waiting(row.message_id, Message(row.county_code, row.topic, row.key, row.payload))
            for row in rows
        ]

    def mark_sent(self, ids: Iterable[int], *, at: datetime) -> None:
        """Note that the broker has acknowledged these messages."""
        self._connection.execute(
            update(outbox).where(outbox.c.message_id.in_(list(ids))).values(sent_at=at)
        )

    def mark_refused(self, message_id: int, why: str) -> None:
        """Set one message aside that the broker will never take."""
        self._connection.execute(
            update(outbox).where(outbox.c.message_id == message_id).values(refused=why)
        )


class ChangeLogStore:
    """The journal read in the order of its transactions; writing is the stages' own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(
        self, after: ChangeCursor, *, limit: int, until: ChangeCursor | None = None
    ) -> list[Change]:
        """Return what comes after a place, oldest first; what may still commit is not there yet.

        Below the oldest transaction still running, so that a later reading never
        finds anything before the last of these.
        """
        rows = self._connection.execute(
            _CHANGES,
            {
                "xid": str(after.xid),
                "entry_id": after.entry_id,
                "last_xid": str(until.xid) if until else None,
                "last_entry_id": until.entry_id if until else None,
                "limit": limit,
            },
        )
        return [_change_from(row) for row in rows]

    def of_cases(self, case_ids: Iterable[UUID]) -> list[Change]:
        """Return everything that is committed of these cases, by case and number."""
        rows = self._connection.execute(
            select(journal, _PLACE)
            .where(journal.c.case_id.in_(list(case_ids)))
            .order_by(journal.c.county_code, journal.c.case_id, journal.c.seq)
        )
        return [_change_from(row) for row in rows]

    def newest(self) -> ChangeCursor:
        """Return the place after which ``read`` finds nothing yet."""
        row = self._connection.execute(_NEWEST).one_or_none()
        return ChangeCursor(int(row.place), row.entry_id) if row else BEGINNING


def _change_from(row: Row[Any]) -> Change:
    return Change(
        cursor=ChangeCursor(int(row.place), row.entry_id),
        county=row.county_code,
        case_id=row.case_id,
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        actor=row.actor,
        actor_unit=row.actor_unit,
        state=row.state,
        holder=row.holder_unit,
        body=row.body,
    )


class ToldStore:
    """How far a reader of the change log has told it to others."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, reader: str) -> ChangeCursor | None:
        """Return how far the reader has come; None while another process tells for it."""
        held = self._connection.scalar(
            text("select pg_try_advisory_xact_lock(hashtext('dispatch.told.' || :reader))"),
            {"reader": reader},
        )
        if not held:
            return None
        row = self._connection.execute(
            select(_PLACE, told_position.c.entry_id).where(told_position.c.reader == reader)
        ).one_or_none()
        return ChangeCursor(int(row.place), row.entry_id) if row else BEGINNING

    def advance(self, reader: str, *, expected: ChangeCursor, to: ChangeCursor) -> None:
        """Move the reader on from ``expected``, or fail without a trace.

        Raises:
            ToldMeanwhile: it is no longer there; a frozen process that woke up ends here.
        """
        moved = self._connection.execute(
            _ADVANCE,
            {
                "reader": reader,
                "was_xid": str(expected.xid),
                "was_entry": expected.entry_id,
                "xid": str(to.xid),
                "entry_id": to.entry_id,
            },
        )
        if moved.one_or_none() is None:
            raise ToldMeanwhile(f"{reader} is no longer at {expected}")


class OutageStore:
    """Which servers are away, and since when."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, part: Part, *, at: datetime) -> None:
        """Note that a server is away since then, unless it is known to be away already."""
        self._connection.execute(
            upsert(outage)
            .values(part=part.value, since=at)
            .on_conflict_do_update(
                index_elements=[outage.c.part],
                set_={"since": at, "until": None},
                where=outage.c.until.is_not(None),
            )
        )

    def end(self, part: Part, *, at: datetime) -> None:
        """Note that a server that was away answers again."""
        self._connection.execute(
            update(outage)
            .where(outage.c.part == part.value, outage.c.until.is_(None))
            .values(until=at)
        )


class AuditStore:
    """Who did what to the system itself; each entry seals the one before it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(
        self,
        *,
        county: str,
        actor: str,
        action: str,
        object: str,  # noqa: A002 - the audit's own word for what was acted upon
        body: Mapping[str, Any],
        at: datetime,
    ) -> None:
        """Append one entry, in the transaction of what it tells."""
        self._connection.execute(
            text("select pg_advisory_xact_lock(hashtext('dispatch.audit' || :county))"),
            {"county": county},
        )
        last = self._connection.execute(
            select(audit_entry.c.seq, audit_entry.c.hash)
            .where(audit_entry.c.county_code == county)
            .order_by(audit_entry.c.seq.desc())
            .limit(1)
        ).one_or_none()
        seq, prev = (last.seq + 1, bytes(last.hash)) if last else (1, GENESIS)
        values: dict[str, Any] = {
            "county_code": county,
            "seq": seq,
            "actor": actor,
            "action": action,
            "object": object,
            "body": dict(body),
        }
        self._connection.execute(
            insert(audit_entry).values(
                **values, at=at, prev_hash=prev, hash=seal(prev, {**values, "at": instant(at)})
            )
        )
