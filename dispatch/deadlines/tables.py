"""Tables of the promises (the clocks that run), their ladders and the rungs that fired."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Uuid

from dispatch.db import metadata

promise = Table(
    "promise",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("budget", Text, nullable=False),
    Column("limit_type", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("suspensions", JSONB, nullable=False, server_default=text("'[]'")),
    Column("finished_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("ladder", Text, nullable=False),
    Column("rungs_fired", Integer, nullable=False, server_default=text("0")),
    Column("next_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("county_code", "subject_id", "clock", "cycle"),
)
Index(
    "promise_timer",
    promise.c.county_code,
    promise.c.next_at,
    postgresql_where=promise.c.next_at.is_not(None),
)
Index(
    "promise_due",
    promise.c.county_code,
    promise.c.due_at,
    promise.c.subject_id,
    postgresql_where=and_(promise.c.finished_at.is_(None), promise.c.subject_kind == "case"),
)

frozen_ladder = Table(
    "frozen_ladder",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("ladder", Text, nullable=False),
    Column("policy", Text, nullable=False),
    PrimaryKeyConstraint("county_code", "ladder"),
)

rung_fired = Table(
    "rung_fired",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("clock", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("fired_at", DateTime(timezone=True), nullable=False),
    Column("strength", Text, nullable=False),
    Column("audience", ARRAY(Text), nullable=False),
    Column("told", ARRAY(Text), nullable=False),
    PrimaryKeyConstraint("county_code", "subject_id", "clock", "cycle", "rung"),
)

brake = Table(
    "brake",
    metadata,
    Column("county_code", Text, primary_key=True),
    Column("held_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("due_after", DateTime(timezone=True), nullable=False),
    Column("due_until", DateTime(timezone=True), nullable=False),
    Column("released_at", DateTime(timezone=True)),
)
