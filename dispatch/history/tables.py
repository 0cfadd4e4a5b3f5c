"""Tables of cases of the past, and of the files that brought them."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Uuid

from dispatch.db import metadata

history_import = Table(
    "history_import",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("import_id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("county_code", "import_id"),
)

past_case = Table(
    "past_case",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("area", Text, nullable=False),
    Column("matter", Text),
    Column("unit", Text),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("attributes", JSONB, nullable=False),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("closed_at", DateTime(timezone=True)),
    Column("returns", Integer, nullable=False),
    Column("returned_by", ARRAY(Text), nullable=False),
    Column("penalty", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("import_id", Uuid),
    PrimaryKeyConstraint("county_code", "source", "case_id"),
)
Index(
    "past_case_live",
    past_case.c.county_code,
    past_case.c.closed_at,
    postgresql_where=past_case.c.source == text("'live'"),
)
