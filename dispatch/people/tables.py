"""Tables of the counties, their published editions, their units and accounts."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Uuid

from dispatch.db import metadata

county = Table(
    "county",
    metadata,
    Column("county_code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("edition", Integer, nullable=False),
)

edition = Table(
    "edition",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("list_sha256", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("published_by", Text, nullable=False),
    Column("files", JSONB, nullable=False),
    Column("draft_id", Uuid),
    Column("title", Text, nullable=False, server_default=text("''")),
    Column("approved_by", Text),
    Column("in_force_from", Date),
    PrimaryKeyConstraint("county_code", "edition"),
)

unit = Table(
    "unit",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    PrimaryKeyConstraint("county_code", "unit_code"),
)

account = Table(
    "account",
    metadata,
    Column("account", Text, primary_key=True),
    Column("county_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("areas", ARRAY(Text), nullable=False),
    Column("password_hash", Text),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("failed_signins", Integer, nullable=False, server_default=text("0")),
    Column("locked_until", DateTime(timezone=True)),
    Column("session_epoch", Integer, nullable=False, server_default=text("0")),
)
Index("account_of_unit", account.c.county_code, account.c.unit_code)

access_key = Table(
    "access_key",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("key_id", Uuid, nullable=False),
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("secret_sha256", LargeBinary, nullable=False),
    Column("session_epoch", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("county_code", "key_id"),
)
Index(
    "access_key_of_account",
    access_key.c.county_code,
    access_key.c.account,
    access_key.c.created_at,
)
