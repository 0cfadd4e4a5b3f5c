"""The only way to the rows of the outbox and the audit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from dispatch.db import driver
from dispatch.journal.chain import GENESIS, instant, seal
from dispatch.journal.model import Message, Waiting
from dispatch.journal.tables import audit_entry, outbox

# Row-level security leaves COPY out; arrays are the next fastest way in.
_PUT = """
    insert into outbox (created_at, county_code, topic, key, payload)
    select %s, county_code, topic, key, payload
    from unnest(%s::text[], %s::text[], %s::text[], %s::bytea[])
        with ordinality as m(county_code, topic, key, payload, n)
    order by n
"""


class OutboxStore:
    """Messages that leave after the commit that wrote them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, messages: Iterable[Message], *, at: datetime) -> None:
        """Add messages; they leave in this order per key once the transaction commits."""
        rows = list(messages)
        if rows:
            columns = zip(*((m.county, m.topic, m.key, m.payload) for m in rows), strict=True)
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
