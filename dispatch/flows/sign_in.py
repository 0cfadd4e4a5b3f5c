"""Somebody wants in. Let them, or turn them away without saying why.

    name, password ─► known? ─► active? ─► locked? ─► right? ─► in
                        └─────────┴───────────┴──────────┴────► one same answer

Five wrong passwords in a row lock the account for fifteen minutes of the
county's time; the right one ends the count, so after a lock has run out each
further wrong one locks again. A password is always verified, also that of an
account that nobody has: how long the answer takes tells nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dispatch.errors import Refused
from dispatch.people.model import Account
from dispatch.transaction import Work

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
"""Hashing longer ones would let a stranger keep the machine busy."""

HASHER = PasswordHasher()
"""argon2id with the library's recommended costs."""


class PasswordTooWeak(Refused):
    """A password that would be guessed."""

    code = "sign_in.password_too_weak"


class NoSuchAccount(Refused):
    """A password was set for an account that does not exist."""

    code = "sign_in.no_such_account"


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Why somebody was not let in: for the audit, never for the person at the door."""

    why: str


def sign_in(
    name: str, password: str, *, work: Work, now: datetime, hasher: PasswordHasher = HASHER
) -> Account | TurnedAway:
    """Return the account if the password is right; note the attempt either way.

    A refusal is an answer, not an error: what was counted against the account
    must be kept, so the transaction has to commit.
    """
    account = work.accounts.find(name)
    right = _verified(account, password, hasher)
    refusal = _refusal(account, right=right, now=now)
    if refusal is None and account is not None:
        work.accounts.note_success(name)
        _note(work, account, name, action="signed_in", why="", now=now)
        return account
    turned_away = refusal or TurnedAway("unknown")
    if account is not None and turned_away.why == "wrong_password":
        failures = account.failed_signins + 1
        locked = now + LOCKED_FOR if failures >= FAILURES_ALLOWED else None
        work.accounts.note_failure(name, locked_until=locked)
    _note(work, account, name, action="turned_away", why=turned_away.why, now=now)
    return turned_away


def set_password(
    name: str,
    password: str,
    *,
    work: Work,
    by: str,
    now: datetime,
    hasher: PasswordHasher = HASHER,
) -> None:
    """Give an account a new password and end its sessions.

    Raises:
        NoSuchAccount: there is no such account.
        PasswordTooWeak: it is too short, too long, or the account's own name.
    """
    account = work.accounts.find(name)
    if account is None:
        raise NoSuchAccount("没有账号 %(account)s", account=name)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordTooWeak(
            "口令长度应为 %(shortest)s–%(longest)s 个字符",
            shortest=SHORTEST_PASSWORD,
            longest=LONGEST_PASSWORD,
        )
    if name.lower() in password.lower():
        raise PasswordTooWeak("口令中不得包含账号名")
    work.accounts.set_password(name, hasher.hash(password))
    work.audit.note(
        county=account.county, actor=by, action="account.password_set", object=name, body={}, at=now
    )


def _verified(account: Account | None, password: str, hasher: PasswordHasher) -> bool:
    known = account.password_hash if account else None
    try:
        hasher.verify(known or _nobodys_hash(hasher), password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


@lru_cache(maxsize=2)
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody knows this one, and it opens nothing")


def _refusal(account: Account | None, *, right: bool, now: datetime) -> TurnedAway | None:
    if account is None:
        return TurnedAway("unknown_account")
    if not account.active:
        return TurnedAway("inactive")
    if account.locked_until is not None and now < account.locked_until:
        return TurnedAway("locked")
    return None if right else TurnedAway("wrong_password")


def _note(
    work: Work, account: Account | None, name: str, *, action: str, why: str, now: datetime
) -> None:
    # An unknown name may be a password typed into the wrong field: it is not kept.
    work.audit.note(
        county=account.county if account else "",
        actor=account.person.account if account else "unknown",
        action=f"account.{action}",
        object=name if account else "unknown",
        body={"why": why} if why else {},
        at=now,
    )
