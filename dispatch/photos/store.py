"""The only way to the rows of photos and of where they are shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, delete, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.people.scope import Scope
from dispatch.photos.model import NoSuchPhoto, Photo, PhotoKind, is_photo_id
from dispatch.photos.tables import photo, photo_use
from dispatch.photos.visibility import visible_photos
from dispatch.vocabulary import CountyCode

_LOCK = "hashtextextended('dispatch.photos', 0)"


class PhotoStore:
    """Photos as one scope sees them, within one transaction."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._connection = connection
        self._visible = visible_photos(scope)

    def hold_back_forgetting(self) -> None:
        """Let nothing be forgotten until this transaction ends.

        Whoever is about to write that a photo is there, or is shown, asks for this
        first: between its bytes and its row nothing may be erased.
        """
        self._connection.execute(text(f"select pg_advisory_xact_lock_shared({_LOCK})"))

    def forget_alone(self) -> None:
        """Wait until nobody holds forgetting back, and let nobody begin until the end."""
        self._connection.execute(text(f"select pg_advisory_xact_lock({_LOCK})"))

    def keep(self, brought: Photo) -> None:
        """Keep a photo; brought again by the same account it is as fresh as the first time."""
        values = {
            "county_code": brought.county,
            "photo_id": brought.photo_id,
            "uploaded_by": brought.uploaded_by,
            "uploaded_at": brought.uploaded_at,
            "thumb_id": brought.thumb_id,
            "width": brought.width,
            "height": brought.height,
            "size": brought.size,
            "taken_at": brought.taken_at,
            "lon": brought.lon,
            "lat": brought.lat,
        }
        self._connection.execute(
            upsert(photo)
            .values(values)
            .on_conflict_do_update(
                index_elements=[photo.c.county_code, photo.c.photo_id, photo.c.uploaded_by],
                set_={"uploaded_at": brought.uploaded_at, "forgotten_at": None},
            )
        )

    def get(self, photo_id: str) -> Photo:
        """Return a photo in scope, as whoever brought it first brought it.

        Raises:
            NoSuchPhoto: it does not exist or lies outside the scope; nobody learns which.
        """
        if not is_photo_id(photo_id):
            raise NoSuchPhoto("没有这张照片")
        row = self._connection.execute(
            select(photo)
            .where(photo.c.photo_id == photo_id, photo.c.forgotten_at.is_(None), self._visible)
            .order_by(photo.c.uploaded_at)
            .limit(1)
        ).one_or_none()
        if row is None:
            raise NoSuchPhoto("没有这张照片")
        return _photo_from(row)

    def brought_by(self, account: str, ids: Iterable[str]) -> set[str]:
        """Return those of the ids that this account brought and that are still there."""
        return set(
            self._connection.scalars(
                select(photo.c.photo_id).where(
                    photo.c.photo_id.in_(list(ids)),
                    photo.c.uploaded_by == account,
                    photo.c.forgotten_at.is_(None),
                    self._visible,
                )
            )
        )

    def brought_in_order(self, account: str, ids: Iterable[str]) -> tuple[str, ...]:
        """Return those of the ids that this account brought, once each, in their order."""
        wanted = [one for one in dict.fromkeys(ids) if is_photo_id(one)]
        there = self.brought_by(account, wanted) if wanted else set()
        return tuple(one for one in wanted if one in there)

    def show(
        self,
        county: CountyCode,
        report_id: UUID,
        ids: Sequence[str],
        *,
        kind: PhotoKind,
        by: str | None,
        at: datetime,
        seq: int = 0,
    ) -> None:
        """Show photos with a report, or with entry ``seq`` of its case's timeline.

        ``by`` is the account that brought them; None where another system named
        them, in which case they may arrive later.
        """
        if not ids:
            return
        rows = [
            {
                "county_code": county,
                "report_id": report_id,
                "kind": kind.value,
                "seq": seq,
                "place": place,
                "photo_id": photo_id,
                "shown_by": by,
                "shown_at": at,
            }
            for place, photo_id in enumerate(ids)
        ]
        self._connection.execute(upsert(photo_use).values(rows).on_conflict_do_nothing())

    def mark_unused(self, *, uploaded_before: datetime, at: datetime) -> int:
        """Mark what was brought before and is shown nowhere; it can be used no more."""
        marked = self._connection.execute(
            update(photo)
            .where(
                photo.c.uploaded_at < uploaded_before,
                photo.c.forgotten_at.is_(None),
                ~_shown_anywhere(),
            )
            .values(forgotten_at=at)
        )
        return marked.rowcount

    def take_out_marked(self, limit: int = 500) -> set[tuple[str, str]]:
        """Delete rows marked in an earlier transaction; return the blobs that nobody needs now.

        Each is (county, blob id). What another system's late report shows by now is kept.
        """
        self._connection.execute(
            update(photo)
            .where(photo.c.forgotten_at.is_not(None), _shown_anywhere())
            .values(forgotten_at=None)
        )
        marked = self._connection.execute(
            select(photo).where(photo.c.forgotten_at.is_not(None)).limit(limit)
        ).all()
        for row in marked:
            self._connection.execute(
                delete(photo).where(
                    photo.c.county_code == row.county_code,
                    photo.c.photo_id == row.photo_id,
                    photo.c.uploaded_by == row.uploaded_by,
                )
            )
        blobs = {(row.county_code, blob) for row in marked for blob in (row.photo_id, row.thumb_id)}
        return {each for each in blobs if not self._needed(*each)}

    def sample(self, limit: int | None) -> list[Photo]:
        """Return photos that must have their blobs, in no order; all without a limit."""
        query = select(photo).where(photo.c.forgotten_at.is_(None))
        if limit is not None:
            query = query.order_by(func.random()).limit(limit)
        return [_photo_from(row) for row in self._connection.execute(query)]

    def _needed(self, county: str, blob_id: str) -> bool:
        here = photo.c.county_code == county
        for column in (photo.c.photo_id, photo.c.thumb_id):
            query = select(literal(1)).where(here, column == blob_id).limit(1)
            if self._connection.scalar(query):
                return True
        return False


def _shown_anywhere() -> Any:
    return (
        select(literal(1))
        .where(
            and_(
                photo_use.c.county_code == photo.c.county_code,
                photo_use.c.photo_id == photo.c.photo_id,
            )
        )
        .exists()
    )


def _photo_from(row: Row[Any]) -> Photo:
    return Photo(
        county=CountyCode(row.county_code),
        photo_id=row.photo_id,
        thumb_id=row.thumb_id,
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        width=row.width,
        height=row.height,
        size=row.size,
        taken_at=row.taken_at,
        lon=row.lon,
        lat=row.lat,
    )
