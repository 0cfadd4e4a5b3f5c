"""The table of automatic decisions that a person looks at again."""

from sqlalchemy import Column, DateTime, Index, PrimaryKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from dispatch.db import metadata

triage_check = Table(
    "triage_check",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("suggested", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("reasons", ARRAY(Text), nullable=False),
    Column("picked_at", DateTime(timezone=True), nullable=False),
    Column("verdict", Text),
    Column("matter", Text),
    Column("judged_by", Text),
    Column("judged_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("county_code", "case_id"),
)
Index(
    "triage_check_open",
    triage_check.c.county_code,
    triage_check.c.picked_at,
    triage_check.c.case_id,
    postgresql_where=triage_check.c.verdict.is_(None),
)
