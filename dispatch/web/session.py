"""Who is signed in: the only place that knows how a session is kept.

The cookie is signed and holds the account, the number of its session epoch
and when it was last seen. A new password raises the epoch, which ends every
older session. Idle time is measured on the county's clock at that clock's own
speed; after somebody has moved the clock by hand it is measured afresh.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, session
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_user,
    logout_user,
)

from dispatch.clock import Clock
from dispatch.people.model import Account
from dispatch.people.scope import Reach, Scope
from dispatch.vocabulary import CountyCode, Role
from dispatch.web.deployment import deployment

DESK_IDLE = timedelta(minutes=30)
FIELD_IDLE = timedelta(hours=12)
_FIELD_ROLES = frozenset({Role.GRID_WORKER, Role.VILLAGE})

AT_THE_DOOR = Scope(CountyCode(""), Reach.NONE)
"""Before anybody is known: accounts can be looked up, and nothing else is seen."""


class Visitor(UserMixin):  # type: ignore[misc]  # the library publishes no types
    """An account as the login library wants it."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Return what the cookie names the account by."""
        return f"{self.account.session_epoch}:{self.account.person.account}"


@dataclass(frozen=True, slots=True)
class _Seen:
    """When a session was last seen, on a clock that ran so fast and was moved so often."""

    at: float
    factor: float
    moves: int

    def idle(self, now: "_Seen") -> timedelta:
        if now.moves != self.moves or now.factor != self.factor:
            return timedelta(0)
        return timedelta(seconds=(now.at - self.at) / (self.factor or 1.0))


def watch(app: Flask) -> None:
    """Let the application know who is signed in."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)


def begin(account: Account) -> None:
    """Sign an account in, with nothing left of the session before."""
    session.clear()
    session.permanent = True
    session["seen"] = _written(_look(deployment().clock))
    login_user(Visitor(account))


def end() -> None:
    """Sign out, with nothing left of the session."""
    logout_user()
    session.clear()


def signed_in() -> Account | None:
    """Return the account that is signed in, if anybody is."""
    visitor = current_user._get_current_object()  # noqa: SLF001 - the proxy's documented way
    return visitor.account if isinstance(visitor, Visitor) else None


def idle_limit(account: Account) -> timedelta:
    """Return how long this account's session may lie unused."""
    return FIELD_IDLE if account.person.roles <= _FIELD_ROLES else DESK_IDLE


def _load(name: str) -> Visitor | None:
    epoch, _, account_name = name.partition(":")
    with deployment().work(AT_THE_DOOR) as work:
        account = work.accounts.find(account_name)
    if account is None or not account.active or str(account.session_epoch) != epoch:
        return None
    now, before = _look(deployment().clock), _read(session.get("seen"))
    if before is None or before.idle(now) > idle_limit(account):
        session.clear()
        return None
    session["seen"] = _written(now)
    return Visitor(account)


def _look(clock: Clock) -> _Seen:
    factor, moves = clock.course()
    return _Seen(clock.now().timestamp(), factor, moves)


def _written(seen: _Seen) -> list[float]:
    return [seen.at, seen.factor, seen.moves]


def _read(kept: object) -> _Seen | None:
    if not isinstance(kept, list):
        return None
    at, factor, moves = kept
    return _Seen(at, factor, int(moves))
