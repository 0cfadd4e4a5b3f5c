"""What a camera wrote beside the pixels: which way is up, when, where.

Cameras, and whoever forges their notes, write anything: what makes no sense is
left out, and never costs the photo itself. Runs in the limited child alone,
and therefore knows nothing of the product.
"""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Any, TypedDict

from PIL import ExifTags, Image

UPRIGHT = 1


class Notes(TypedDict):
    """The camera's notes, each None where it says nothing sensible."""

    taken_at: str | None
    lon: float | None
    lat: float | None


def orientation_of(image: Image.Image) -> int:
    """Return which of EXIF's eight ways the pixels lie; upright when nothing sensible is said."""
    try:
        said = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - whatever EXIF holds, the picture counts
        return UPRIGHT
    return said if isinstance(said, int) and said in range(1, 9) else UPRIGHT


def notes_of(image: Image.Image) -> Notes:
    """Return when and where the camera says it was."""
    try:
        exif = image.getexif()
        taken_at = _instant(exif.get_ifd(ExifTags.IFD.Exif))
    except Exception:  # noqa: BLE001 - as above
        return Notes(taken_at=None, lon=None, lat=None)
    try:
        lon, lat = _position(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:  # noqa: BLE001 - as above
        lon = lat = None
    return Notes(taken_at=taken_at, lon=lon, lat=lat)


def _instant(exif: Mapping[int, Any]) -> str | None:
    said = str(exif.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    offset = str(exif.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    try:
        # Not strptime: it would load its own module, and by now no file can be opened.
        at = datetime.fromisoformat(said.replace(":", "-", 2).replace(" ", "T", 1)).isoformat()
    except ValueError:
        return None
    if len(said) != len("2026:11:20 08:30:00"):
        return None
    try:
        return datetime.fromisoformat(at + offset).isoformat()
    except ValueError:
        return at


def _position(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "NS")
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "EW")
    # Nought and nought is what a receiver writes that has not found itself yet.
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90 or (lon, lat) == (0, 0):  # noqa: PLR2004 - degrees of a circle
        return None, None
    return round(lon, 6), round(lat, 6)


def _degrees(parts: Any, reference: Any, sides: str) -> float | None:
    if parts is None or len(parts) != 3:  # noqa: PLR2004 - degrees, minutes, seconds
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    side = str(reference or "").strip("\0 ").upper()
    if side not in tuple(sides) or not isfinite(found) or minutes >= 60 or seconds >= 60:  # noqa: PLR2004 - as above
        return None
    return -found if side == sides[1] else found
