"""The photos of a case: with its report, before, after; those that never came among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Select, and_, select, true

from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.intake.tables import report
from dispatch.people.scope import Scope
from dispatch.photos.model import PhotoKind, named_by
from dispatch.photos.tables import photo, photo_use


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """One photo where it is shown; its facts are what the camera said."""

    photo_id: str
    kind: PhotoKind
    seq: int
    """The timeline entry that shows it; 0 is the report."""
    arrived: bool
    """False while another system has named it and not sent it."""
    width: int
    height: int
    taken_at: datetime | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class CasePhotos:
    """Every photo of one case."""

    of_report: tuple[ShownPhoto, ...]
    before: tuple[ShownPhoto, ...]
    """Of the last report back that showed any; else those of the report, that have come."""
    after: tuple[ShownPhoto, ...]
    """Of the last report back that showed any."""
    of_entry: dict[int, tuple[ShownPhoto, ...]]
    elsewhere: int
    """Attachments that other systems named in a way of their own: we never had them."""


def photos_of_case(connection: Connection, scope: Scope, number: str) -> CasePhotos:
    """Return the photos of a case in scope; none of a case that is not."""
    rows = connection.execute(_shown(scope, number)).all()
    shown = [
        ShownPhoto(
            photo_id=row.photo_id,
            kind=PhotoKind(row.kind),
            seq=row.seq,
            arrived=row.width is not None,
            width=row.width or 0,
            height=row.height or 0,
            taken_at=row.taken_at,
            lon=row.lon,
            lat=row.lat,
        )
        for row in rows
    ]
    of_report = tuple(one for one in shown if one.kind is PhotoKind.REPORT)
    before = _last(shown, PhotoKind.BEFORE)
    return CasePhotos(
        of_report=of_report,
        before=before or tuple(one for one in of_report if one.arrived),
        after=_last(shown, PhotoKind.AFTER),
        of_entry={
            seq: tuple(group) for seq, group in groupby(shown, key=lambda one: one.seq) if seq
        },
        elsewhere=_elsewhere(connection, scope, number),
    )


def _shown(scope: Scope, number: str) -> Select[tuple[object, ...]]:
    first = (
        select(photo)
        .where(
            photo.c.county_code == photo_use.c.county_code,
            photo.c.photo_id == photo_use.c.photo_id,
            photo.c.forgotten_at.is_(None),
        )
        # Two may have brought the same; what is told is of the one who shows it.
        .order_by((photo.c.uploaded_by == photo_use.c.shown_by).desc(), photo.c.uploaded_at)
        .limit(1)
        .lateral()
    )
    return (
        select(
            photo_use.c.photo_id,
            photo_use.c.kind,
            photo_use.c.seq,
            first.c.width,
            first.c.height,
            first.c.taken_at,
            first.c.lon,
            first.c.lat,
        )
        .select_from(cases)
        .join(
            photo_use,
            and_(
                photo_use.c.county_code == cases.c.county_code,
                photo_use.c.report_id == cases.c.report_id,
            ),
        )
        .outerjoin(first, true())
        .where(cases.c.number == number, visible_cases(scope))
        .order_by(photo_use.c.seq, photo_use.c.kind.desc(), photo_use.c.place)
    )


def _last(shown: Iterable[ShownPhoto], kind: PhotoKind) -> tuple[ShownPhoto, ...]:
    of_kind = [one for one in shown if one.kind is kind]
    last = max((one.seq for one in of_kind), default=0)
    return tuple(one for one in of_kind if one.seq == last)


def _elsewhere(connection: Connection, scope: Scope, number: str) -> int:
    listed = connection.scalar(
        select(report.c.attachments)
        .join(
            cases,
            and_(
                cases.c.county_code == report.c.county_code,
                cases.c.report_id == report.c.report_id,
            ),
        )
        .where(cases.c.number == number, visible_cases(scope))
    )
    named = listed or []
    return len(named) - len(named_by(named))
