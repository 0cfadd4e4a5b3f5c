"""A key that opens a door for one account: a browser's session, or a program's token.

    fp1_330521_0192f1c4…_Zq3…       what a program is given, once
    │   │      │          └ the secret: only its hash is kept
    │   │      └ the key's name
    │   └ the county: a key is looked up in no other
    └ so that a leaked one is recognised

A key ends when it is taken back, when its time is over, and when the account
is switched off or given a new password.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.people.model import Account
from dispatch.vocabulary import CountyCode

_WRITTEN = re.compile(r"fp1_(\d{6})_([0-9a-f]{32})_([A-Za-z0-9_-]{20,128})", re.ASCII)


class KeyKind(StrEnum):
    """Who holds a key."""

    SESSION = "session"
    """A browser; the secret lies in its signed cookie."""
    TOKEN = "token"  # noqa: S105 - a kind of key, and no key
    """A program."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """One key as it is kept."""

    county: CountyCode
    key_id: UUID
    account: str
    kind: KeyKind
    label: str
    secret_sha256: bytes
    session_epoch: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class GivenKey:
    """A key as its holder presents it."""

    county: CountyCode
    key_id: UUID
    secret: str

    def __str__(self) -> str:
        return f"fp1_{self.county}_{self.key_id.hex}_{self.secret}"


def read_key(written: str) -> GivenKey | None:
    """Return the key that somebody presents, if it has the shape of one."""
    found = _WRITTEN.fullmatch(written)
    return GivenKey(CountyCode(found[1]), UUID(hex=found[2]), found[3]) if found else None


def hashed(secret: str) -> bytes:
    """Return what is kept of a secret: it is random and long, so one fast hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def opens(key: AccessKey, given: GivenKey, account: Account | None, *, now: datetime) -> bool:
    """Tell whether the key that is presented opens a door for its account now."""
    return (
        hmac.compare_digest(key.secret_sha256, hashed(given.secret))
        and now < key.expires_at
        and account is not None
        and account.active
        and account.session_epoch == key.session_epoch
    )
