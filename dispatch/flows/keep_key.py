"""Keys to the doors: given after the password was right, asked for at each door, taken back.

sign in ─► give_key ─► session cookie, or a token shown once
request ─► holder_of ─► the account, or nobody
sign out ─► take_key_back: whoever copied the cookie or token is out as well
"""

import secrets
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.errors import NotFound
from dispatch.people.access import AccessKey, GivenKey, KeyKind, hashed, opens
from dispatch.people.model import Account
from dispatch.people.scope import Reach, Scope
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode

KEPT = 20
"""So many keys of one kind an account has; the oldest go first."""


class NoSuchKey(NotFound):
    """The account holds no such key."""

    code = "keys.not_found"


def at_the_door(county: CountyCode, account: str = "") -> Scope:
    """Return the scope of somebody who is not known yet: their county's keys, no case."""
    return Scope(county, Reach.NONE, account=account)


def give_key(
    account: Account,
    kind: KeyKind,
    *,
    label: str,
    expires_at: datetime,
    work: Work,
    now: datetime,
) -> GivenKey:
    """Give an account a new key; of too many, and of those that are over, the old ones go."""
    name, secret = account.person.account, secrets.token_urlsafe(32)
    held = work.keys.of(account.county, name, kind)
    over = [key.key_id for key in held if key.expires_at <= now]
    alive = [key.key_id for key in held if key.expires_at > now]
    work.keys.drop(account.county, name, [*over, *alive[KEPT - 1 :]])
    key = AccessKey(
        county=account.county,
        key_id=uuid7(),
        account=name,
        kind=kind,
        label=label,
        secret_sha256=hashed(secret),
        session_epoch=account.session_epoch,
        created_at=now,
        expires_at=expires_at,
    )
    work.keys.add(key)
    if kind is KeyKind.TOKEN:
        _note(work, account, "given", key.key_id, now)
    return GivenKey(account.county, key.key_id, secret)


def holder_of(given: GivenKey, kind: KeyKind, *, work: Work, now: datetime) -> Account | None:
    """Return whose key this is, if it opens a door now."""
    key = work.keys.find(given.county, given.key_id)
    if key is None or key.kind is not kind:
        return None
    account = work.accounts.find(key.account)
    return account if opens(key, given, account, now=now) else None


def take_key_back(account: Account, key_id: UUID, *, work: Work, now: datetime) -> None:
    """Take a key away from its own account, for good.

    Raises:
        NoSuchKey: the account holds none of this name.
    """
    if not work.keys.drop(account.county, account.person.account, [key_id]):
        raise NoSuchKey("没有这个令牌")
    _note(work, account, "taken_back", key_id, now)


def _note(work: Work, account: Account, what: str, key_id: UUID, now: datetime) -> None:
    work.audit.note(
        county=account.county,
        actor=account.person.account,
        action=f"key.{what}",
        object=str(key_id),
        body={},
        at=now,
    )
