"""A photo that somebody brought, and the ways of showing one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeGuard

from dispatch.errors import NotFound, Refused
from dispatch.intake.model import Json
from dispatch.vocabulary import CountyCode

MOST_OF_A_REPORT = 20
"""As many as the report message may list."""
MOST_OF_A_SIDE = 10
"""Before, and after, of one report back."""
_ID = re.compile(r"[0-9a-f]{64}")


class PhotoKind(StrEnum):
    """What a photo is shown as."""

    REPORT = "report"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo as one account brought it."""

    county: CountyCode
    photo_id: str
    """SHA-256 of the picture that is shown, in hexadecimal."""
    thumb_id: str
    uploaded_by: str
    uploaded_at: datetime
    width: int
    height: int
    size: int
    """Bytes of the picture that is shown."""
    taken_at: datetime | None
    """As the camera said, whose clock may be wrong."""
    lon: float | None
    lat: float | None


class NoSuchPhoto(NotFound):
    """There is no such photo, as far as the asker may know."""

    code = "photos.no_such_photo"


class PhotosUnknown(Refused):
    """A photo is named that this account did not bring, or brought too long ago."""

    code = "photos.unknown"


class TooManyPhotos(Refused):
    """More photos are named than one place may show."""

    code = "photos.too_many"


def is_photo_id(text: object) -> TypeGuard[str]:
    """Say whether this can be the id of a photo at all."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def named_by(attachments: Iterable[Mapping[str, Json]]) -> tuple[str, ...]:
    """Return the ids that a report's attachments name, once each and in order.

    Other systems put other things there; what cannot be an id of ours is left out.
    """
    ids = (one.get("id") for one in attachments)
    return tuple(dict.fromkeys(one for one in ids if is_photo_id(one)))
