"""Somebody brings a photo. Make it anew, keep it, and give it a name to be shown by.

    file ─► limited child: decoded, made anew ─► blobs (display, thumbnail) ─► row ─► id
                └ no photo, too large, too demanding: refused, nothing kept

The file as it came is not kept: it may hold anything, its maker's name and the
way home among it. Place and time are read from it first.
"""

from datetime import datetime, timedelta

from dispatch.blobs.limited import reencode
from dispatch.blobs.model import Blobs
from dispatch.blobs.picture import Picture
from dispatch.clock import COUNTY_ZONE
from dispatch.failpoints import fail_point
from dispatch.people.scope import Actor
from dispatch.photos.model import Photo
from dispatch.transaction import Work

_FAST = timedelta(days=1)
"""How far a camera's clock may run ahead and still be believed."""
_FIRST_YEAR = 2000


def keep_photo(content: bytes, *, actor: Actor, work: Work, blobs: Blobs, now: datetime) -> Photo:
    """Keep a photo and return it; the same file twice is the same photo.

    It is seen by whoever brought it alone until a report or a move shows it, and
    forgotten after a day if none does.

    Raises:
        PhotoRefused: it is no photo that we take.
    """
    picture = reencode(content)
    county = actor.scope.county
    work.photos.hold_back_forgetting()
    photo = Photo(
        county=county,
        photo_id=blobs.put(county, picture.display),
        thumb_id=blobs.put(county, picture.thumb),
        uploaded_by=actor.account,
        uploaded_at=now,
        width=picture.width,
        height=picture.height,
        size=len(picture.display),
        taken_at=_believable(picture, now),
        lon=picture.lon,
        lat=picture.lat,
    )
    fail_point("photo.stored")
    work.photos.keep(photo)
    return photo


def _believable(picture: Picture, now: datetime) -> datetime | None:
    """Return when it was taken, in the county's time unless the camera named another."""
    said = picture.taken_at
    if said is None or said.year < _FIRST_YEAR:
        return None
    at = said if said.tzinfo else said.replace(tzinfo=COUNTY_ZONE)
    return at if at <= now + _FAST else None
