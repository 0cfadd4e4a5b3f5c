"""Notices, the channels that carry them out of the house, and what became of each message."""

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
    and_,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Uuid

from dispatch.db import metadata
from dispatch.notices.model import CAN_LEAVE

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
    Column("decided_at", DateTime(timezone=True)),
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
Index(
    "notice_of_account",
    notice.c.county_code,
    notice.c.account,
    notice.c.created_at,
    postgresql_where=notice.c.account.is_not(None),
)
Index(
    "notice_of_unit",
    notice.c.county_code,
    notice.c.unit_code,
    notice.c.created_at,
    postgresql_where=notice.c.kind.in_(sorted(CAN_LEAVE)),
)
Index("notice_of_subject", notice.c.county_code, notice.c.subject_id)
Index(
    "notice_undecided",
    notice.c.county_code,
    notice.c.send_not_before,
    postgresql_where=and_(
        notice.c.decided_at.is_(None),
        or_(notice.c.account.is_not(None), notice.c.kind.in_(sorted(CAN_LEAVE))),
    ),
)

channel = Table(
    "channel",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("channel_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit_code", Text),
    Column("sealed", LargeBinary, nullable=False),
    Column("hint", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    PrimaryKeyConstraint("county_code", "channel_id"),
)

address = Table(
    "address",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("hint", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("county_code", "account", "kind"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("delivery_id", Uuid, nullable=False),
    Column("channel_id", Uuid, nullable=False),
    Column("account", Text),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at_once", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_at", DateTime(timezone=True)),
    Column("lease_until", DateTime(timezone=True)),
    Column("tried_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("hint", Text, nullable=False, server_default=text("''")),
    Column("error", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("county_code", "delivery_id"),
)
Index(
    "delivery_due",
    delivery.c.next_at,
    postgresql_where=delivery.c.state.in_(["waiting", "sending", "failed"]),
)
Index(
    "delivery_tried",
    delivery.c.county_code,
    delivery.c.channel_id,
    delivery.c.tried_at,
)
Index(
    "delivery_latest",
    delivery.c.county_code,
    delivery.c.created_at,
    delivery.c.delivery_id,
)

delivery_notice = Table(
    "delivery_notice",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("delivery_id", Uuid, nullable=False),
    Column("notice_id", Uuid, nullable=False),
    PrimaryKeyConstraint("county_code", "delivery_id", "notice_id"),
)
