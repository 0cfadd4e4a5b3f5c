"""The table of notices: to a unit's queue or to one person's inbox."""

from sqlalchemy import Column, DateTime, Index, Integer, PrimaryKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Uuid

from dispatch.db import metadata

notice = Table(
    "notice",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("notice_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account", Text),
    Column("unit_code", Text),
    Column("subject_id", Uuid, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("clock", Text),
    Column("cycle", Integer),
    Column("rung", Integer),
    Column("strength", Text),
    Column("body", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("send_not_before", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True)),
    Column("acknowledged_at", DateTime(timezone=True)),
    Column("acknowledged_until", DateTime(timezone=True)),
    PrimaryKeyConstraint("county_code", "notice_id"),
)
Index(
    "notice_once",
    notice.c.county_code,
    notice.c.account,
    notice.c.subject_id,
    notice.c.clock,
    notice.c.cycle,
    notice.c.rung,
    unique=True,
    postgresql_where=notice.c.rung.is_not(None),
)
Index("notice_of_account", notice.c.county_code, notice.c.account, notice.c.created_at)
Index("notice_of_subject", notice.c.county_code, notice.c.subject_id)
