"""The one door to every operation: whose key, in which role, in one transaction.

Authorization: Bearer fp1_…     a token; nothing else is looked at
no such header                  the session of a browser, and its CSRF token to change things
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized, UnsupportedMediaType

from dispatch.flows.keep_key import at_the_door, holder_of
from dispatch.people.access import KeyKind, read_key
from dispatch.people.model import Account
from dispatch.people.scope import actor_of
from dispatch.vocabulary import Role
from dispatch.web import session
from dispatch.web.deployment import deployment
from dispatch.web.visit import NoPermission, Visit

_SCHEME = "bearer "
View = Callable[..., ResponseReturnValue]


def door(roles: Iterable[Role], *, room: int | None = None) -> Callable[[View], View]:
    """Open an operation to accounts that hold one of ``roles``, each call in its transaction.

    ``room`` is for what takes files instead of JSON: so many bytes, once somebody is known.
    """
    admitted = frozenset(roles)

    def opened(view: View) -> View:
        @wraps(view)
        def asked(**named: Any) -> ResponseReturnValue:
            account = who(room)
            if room is None:
                _as_json()
            here = deployment()
            county = here.county(account.county)
            actor = actor_of(account.county, account.person, county.book.register)
            with here.work(actor.scope) as work:
                visit = g.visit = Visit(account, actor, work, county, here.clock.now())
                if not admitted & actor.roles:
                    raise NoPermission("此操作不在您的职责范围内")
                answer = view(**named)
            for channel in visit.wakes:
                here.wake(channel)
            return answer

        return asked

    return opened


def who(room: int | None = None) -> Account:
    """Return the account whose token or session this is.

    Raises:
        Unauthorized: there is none, or it opens nothing any more.
        CSRFError: a session would change something without the page's token.
    """
    presented = request.headers.get("Authorization")
    if presented is None:
        account = session.signed_in()
        if account is None:
            raise Unauthorized
        request.max_content_length = room or request.max_content_length
        current_app.extensions["csrf"].protect()
        return account
    is_bearer = presented.lower().startswith(_SCHEME)
    key = read_key(presented[len(_SCHEME) :].strip()) if is_bearer else None
    if key is None:
        raise Unauthorized
    here = deployment()
    with here.work(at_the_door(key.county)) as work:
        holder = holder_of(key, KeyKind.TOKEN, work=work, now=here.clock.now())
    if holder is None or holder.county not in here.counties():
        raise Unauthorized
    request.max_content_length = room or request.max_content_length
    return holder


def _as_json() -> None:
    """Refuse a body of another kind."""
    if request.content_length and not request.is_json:
        raise UnsupportedMediaType
