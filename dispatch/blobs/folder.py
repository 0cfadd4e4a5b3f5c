"""Blobs in a folder: ``330521/ab/cd/abcd…``, written beside and moved into place."""

import os
import re
import tempfile
from pathlib import Path

from dispatch.blobs.model import BlobMissing, blob_id_of, whole

_COUNTY = re.compile(r"[0-9]{6}")
_ID = re.compile(r"[0-9a-f]{64}")


class FolderBlobs:
    """A store in one folder, on a disk that all web processes see."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, county: str, content: bytes) -> str:
        """Keep these bytes and return their id; see ``Blobs``."""
        blob_id = blob_id_of(content)
        place = self._place(county, blob_id)
        if place.exists():
            return blob_id
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix="new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # Of two that write the same bytes at once either may win.
            Path(beside).rename(place)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
            _settle(folder)
        return blob_id

    def get(self, county: str, blob_id: str) -> bytes:
        """Return the bytes that have this id; see ``Blobs``.

        Raises:
            BlobMissing: they are not there, or what is there is not they.
        """
        try:
            return whole(self._place(county, blob_id).read_bytes(), blob_id)
        except FileNotFoundError:
            raise BlobMissing(f"blob {blob_id} is not there") from None

    def has(self, county: str, blob_id: str) -> bool:
        """Say whether something lies under this id."""
        return self._place(county, blob_id).exists()

    def remove(self, county: str, blob_id: str) -> None:
        """Erase these bytes."""
        self._place(county, blob_id).unlink(missing_ok=True)

    def _place(self, county: str, blob_id: str) -> Path:
        # A name that is no id could lead out of the folder.
        if not (_COUNTY.fullmatch(county) and _ID.fullmatch(blob_id)):
            raise BlobMissing(f"{blob_id!r} names no blob")
        return self._folder / county / blob_id[:2] / blob_id[2:4] / blob_id


def _settle(folder: Path) -> None:
    """Bring a folder's own entries to disk: a renamed file is nothing without its name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
