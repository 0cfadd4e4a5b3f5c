"""The hash chain: each entry seals the one before it, so nothing is altered unseen.

    hash(n) = SHA-256( hash(n-1) ‖ canonical JSON of entry n )

Canonical means sorted keys, no blanks, UTF-8; bodies hold no floating-point
numbers, whose text differs between languages.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode

GENESIS = bytes(32)
"""What the first entry of a chain seals."""


def canonical(entry: Mapping[str, Any]) -> bytes:
    """Return the one byte form of an entry."""
    return _canonical(entry).encode()


def seal(prev: bytes, entry: Mapping[str, Any]) -> bytes:
    """Return the hash that seals ``entry`` after the entry whose hash is ``prev``."""
    return hashlib.sha256(prev + canonical(entry)).digest()


def instant(at: datetime) -> str:
    """Return an instant as it stands in sealed entries: UTC, microseconds, RFC 3339."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
