"""Tables of photos and of where they are shown."""

from sqlalchemy import (
    Column,
    DateTime,
    Double,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.types import Uuid

from dispatch.db import metadata

photo = Table(
    "photo",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("photo_id", Text, nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("thumb_id", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("taken_at", DateTime(timezone=True)),
    Column("lon", Double),
    Column("lat", Double),
    Column("forgotten_at", DateTime(timezone=True)),
    # Two people may bring the same picture: each has brought their own.
    PrimaryKeyConstraint("county_code", "photo_id", "uploaded_by"),
)
Index("photo_thumb", photo.c.county_code, photo.c.thumb_id)
Index(
    "photo_forgotten",
    photo.c.county_code,
    photo.c.forgotten_at,
    postgresql_where=photo.c.forgotten_at.is_not(None),
)

photo_use = Table(
    "photo_use",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("report_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("photo_id", Text, nullable=False),
    Column("shown_by", Text),
    Column("shown_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("county_code", "report_id", "kind", "seq", "photo_id"),
)
Index("photo_use_of_photo", photo_use.c.county_code, photo_use.c.photo_id)
