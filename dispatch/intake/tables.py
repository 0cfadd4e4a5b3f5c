"""Tables of what came in: reports, the position in Kafka, the quarantine."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Double,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Uuid

from dispatch.db import metadata

report = Table(
    "report",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("report_id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("area_code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("matter_hint", Text),
    Column("urgency_hint", Text),
    Column("lon", Double),
    Column("lat", Double),
    Column("crs", Text),
    Column("attributes", JSONB, nullable=False),
    Column("reporter", JSONB, nullable=False),
    Column("attachments", JSONB, nullable=False),
    Column("reporter_account", Text),
    Column("topic", Text),
    Column("partition", Integer),
    Column("position", BigInteger),
    Column("case_id", Uuid),
    PrimaryKeyConstraint("county_code", "report_id"),
    UniqueConstraint("county_code", "source", "record_id", name="report_inbox"),
    UniqueConstraint("county_code", "receipt", name="report_receipt"),
)
Index(
    "report_of_account",
    report.c.county_code,
    report.c.reporter_account,
    report.c.taken_at,
    postgresql_where=report.c.reporter_account.is_not(None),
)
Index(
    "report_without_case",
    report.c.county_code,
    report.c.report_id,
    postgresql_where=report.c.case_id.is_(None),
)

stored_position = Table(
    "stored_position",
    metadata,
    Column("consumer", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("next_position", BigInteger, nullable=False),
    PrimaryKeyConstraint("consumer", "topic", "partition"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_id", Uuid, primary_key=True),
    Column("county_code", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("key", LargeBinary),
    Column("raw", LargeBinary),
    Column("headers", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("source", Text),
    Column("record_id", Text),
    Column("arrived_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, server_default=text("'open'")),
    Column("resolved_at", DateTime(timezone=True)),
    Column("resolved_by", Text),
    Column("note", Text),
    UniqueConstraint("topic", "partition", "position", name="quarantine_position"),
)
Index(
    "quarantine_open",
    quarantine.c.county_code,
    quarantine.c.arrived_at,
    postgresql_where=quarantine.c.state == "open",
)
