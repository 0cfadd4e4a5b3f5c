"""The table of cases: the present state; the journal holds how it came about."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Uuid

from dispatch.db import metadata

cases = Table(
    "cases",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("report_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("area_code", Text, nullable=False),
    Column("places", ARRAY(Text), nullable=False),
    Column("township", Text),
    Column("matter", Text),
    Column("platform", Text),
    Column("urgency", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("lead_unit", Text),
    Column("holder_unit", Text, nullable=False),
    Column("handler_unit", Text),
    Column("verify_unit", Text, nullable=False),
    Column("parties", ARRAY(Text), nullable=False),
    Column("handled_by", ARRAY(Text), nullable=False),
    Column("reporter_account", Text),
    Column("edition", Integer, nullable=False),
    Column("because", JSONB, nullable=False),
    Column("strength", Text),
    Column("overdue", Boolean, nullable=False, server_default=text("false")),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("state_since", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("last_seq", Integer, nullable=False),
    Column("last_hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("county_code", "case_id"),
    UniqueConstraint("county_code", "number", name="cases_number"),
)
_OPEN = cases.c.state != "closed"
Index(
    "cases_held",
    cases.c.county_code,
    cases.c.holder_unit,
    cases.c.opened_at,
    cases.c.case_id,
    postgresql_where=_OPEN,
)
Index(
    "cases_open",
    cases.c.county_code,
    cases.c.state,
    cases.c.opened_at,
    cases.c.case_id,
    postgresql_where=_OPEN,
)
Index(
    "cases_closed",
    cases.c.county_code,
    cases.c.closed_at,
    cases.c.case_id,
    postgresql_where=cases.c.state == "closed",
)
Index(
    "cases_reporter",
    cases.c.county_code,
    cases.c.reporter_account,
    postgresql_where=cases.c.reporter_account.is_not(None),
)

case_counter = Table(
    "case_counter",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("county_code", "year"),
)
