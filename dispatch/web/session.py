"""Who is signed in: the only place that knows how a session is kept.

The cookie is signed and holds the account, a key that the server knows and
when it was last seen. Signing out takes the key back, so that a copied cookie
opens nothing; a new password ends every key of the account. Idle time is
measured on the county's clock at that clock's own speed; after somebody has
moved the clock by hand it is measured afresh.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask_login import (
    AnonymousUserMixin,
    LoginManager,
    UserMixin,
    current_user,
    login_user,
    logout_user,
)

from dispatch.clock import Clock
from dispatch.flows.keep_key import NoSuchKey, at_the_door, give_key, holder_of, take_key_back
from dispatch.people.access import GivenKey, KeyKind, read_key
from dispatch.people.model import Account
from dispatch.people.scope import Reach, Scope
from dispatch.vocabulary import CountyCode, Role
from dispatch.web.deployment import deployment

DESK_IDLE = timedelta(minutes=30)
FIELD_IDLE = timedelta(hours=12)
_LONGEST = timedelta(days=3650)
"""Idleness and the cookie's own time end a session; a clock that was moved must not."""
_FIELD_ROLES = frozenset({Role.GRID_WORKER, Role.VILLAGE})

LOOKS_ON = "LOOKS_ON"
"""The setting of an application whose visitors only ever look on."""
_LOOKS_ON_HEADER = "X-Looks-On"

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
    """Sign an account in, with nothing left of the session before but its language."""
    _empty()
    here = deployment()
    now = here.clock.now()
    with here.work(at_the_door(account.county, account.person.account)) as work:
        key = give_key(
            account, KeyKind.SESSION, label="", expires_at=now + _LONGEST, work=work, now=now
        )
    session.permanent = True
    session["key"] = str(key)
    session["seen"] = _written(_look(deployment().clock))
    login_user(Visitor(account))


def end() -> None:
    """Sign out, with nothing left of the session but the language of the next sign-in."""
    account, key = signed_in(), read_key(session.get("key", ""))
    if account is not None and key is not None:
        here = deployment()
        with (
            here.work(at_the_door(account.county, account.person.account)) as work,
            suppress(NoSuchKey),  # the cookie was copied, and its other holder was faster
        ):
            take_key_back(account, key.key_id, work=work, now=here.clock.now())
    logout_user()
    _empty()


def signed_in() -> Account | None:
    """Return the account that is signed in, if anybody is."""
    visitor = current_user._get_current_object()  # noqa: SLF001 - the proxy's documented way
    return visitor.account if isinstance(visitor, Visitor) else None


def as_a_stranger() -> None:
    """Answer this request as if nobody were signed in; the session stays as it is."""
    g._login_user = AnonymousUserMixin()  # noqa: SLF001 - where the login library looks first


def idle_limit(account: Account) -> timedelta:
    """Return how long this account's session may lie unused."""
    return FIELD_IDLE if account.person.roles <= _FIELD_ROLES else DESK_IDLE


def looks_on() -> bool:
    """Tell whether an open page asks by itself: being left open keeps no session alive."""
    return bool(current_app.config.get(LOOKS_ON)) or _LOOKS_ON_HEADER in request.headers


def present_key() -> GivenKey | None:
    """Return the key of the session that is asking, as the browser presents it."""
    return read_key(session.get("key", ""))


def remember_sent(form: str) -> None:
    """Remember the form that was accepted last, so that its kept draft is not offered again."""
    session["sent"] = form


def sent_last() -> str:
    """Return the key of the form that was accepted last in this session, empty before."""
    return str(session.get("sent", ""))


def _empty() -> None:
    """Forget everything but the language somebody reads."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _load(name: str) -> Visitor | None:
    key = read_key(session.get("key", ""))
    if key is None:
        return None
    here = deployment()
    with here.work(at_the_door(key.county)) as work:
        account = holder_of(key, KeyKind.SESSION, work=work, now=here.clock.now())
    if account is None or Visitor(account).get_id() != name:
        return None
    now, before = _look(deployment().clock), _read(session.get("seen"))
    if before is None or before.idle(now) > idle_limit(account):
        _empty()
        return None
    if not looks_on():
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
