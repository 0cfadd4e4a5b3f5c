"""What every store of blobs promises."""

import hashlib
from typing import Protocol

from dispatch.errors import NotFound


class BlobMissing(NotFound):
    """The store does not hold these bytes, or holds others in their place."""

    code = "blobs.missing"


class Blobs(Protocol):
    """A store of bytes under the SHA-256 of what they are, each county's apart."""

    def put(self, county: str, content: bytes) -> str:
        """Keep these bytes and return their id; they are on disk when it returns.

        The same bytes twice are kept once; what lies there is never overwritten.
        """
        ...

    def get(self, county: str, blob_id: str) -> bytes:
        """Return the bytes that have this id.

        Raises:
            BlobMissing: they are not there, or what is there is not they.
        """
        ...

    def has(self, county: str, blob_id: str) -> bool:
        """Say whether something lies under this id."""
        ...

    def remove(self, county: str, blob_id: str) -> None:
        """Erase these bytes; erasing what is not there changes nothing."""
        ...


def blob_id_of(content: bytes) -> str:
    """Return the id that these bytes have."""
    return hashlib.sha256(content).hexdigest()


def whole(content: bytes, blob_id: str) -> bytes:
    """Return the bytes if they are the ones that the id names.

    Raises:
        BlobMissing: they are others.
    """
    if blob_id_of(content) != blob_id:
        raise BlobMissing(f"blob {blob_id} is damaged")
    return content
