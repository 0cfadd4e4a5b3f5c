"""Tables of the journal, the outbox and the audit.

No foreign keys on appended tables: they cost a fifth of the intake rate
(docs/decisions/0003) and the invariants of ``verify`` watch the same links.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType, Uuid

from dispatch.db import metadata


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id: what readers order by to never skip a row."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """Return the type's name in SQL."""
        return "xid8"


def xid_column() -> Column[int]:
    """Return the column that remembers which transaction wrote a row."""
    return Column("xid", Xid8, nullable=False, server_default=text("pg_current_xact_id()"))


journal = Table(
    "journal",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_unit", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("holder_unit", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    xid_column(),
    Column("entry_id", BigInteger, Identity(always=True), nullable=False),
    PrimaryKeyConstraint("county_code", "case_id", "seq"),
)
Index("journal_order", journal.c.xid, journal.c.entry_id)

outbox = Table(
    "outbox",
    metadata,
    Column("message_id", BigInteger, Identity(always=True), primary_key=True),
    xid_column(),
    Column("county_code", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("refused", Text),
    Column("report_id", Uuid),
)
Index(
    "outbox_waiting",
    outbox.c.xid,
    outbox.c.message_id,
    postgresql_where=outbox.c.sent_at.is_(None) & outbox.c.refused.is_(None),
)
Index(
    "outbox_of_report",
    outbox.c.report_id,
    postgresql_where=outbox.c.report_id.is_not(None),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("county_code", "seq"),
)

told_position = Table(
    "told_position",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("xid", Xid8, nullable=False),
    Column("entry_id", BigInteger, nullable=False),
)

outage = Table(
    "outage",
    metadata,
    Column("part", Text, primary_key=True),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),
)
