"""The one door to every page: who asks, in which role, in one transaction.

    @page(Role.UNIT)
    def view(visit: Visit) -> …      signed in? ─► role? ─► transaction, scoped ─► view ─► commit

A page is rendered inside its transaction and goes out after the commit, so
that what a page promises has happened.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.errors import DispatchError
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.model import Account
from dispatch.people.scope import Actor, actor_of
from dispatch.transaction import Work
from dispatch.vocabulary import Role
from dispatch.web import session
from dispatch.web.deployment import deployment


class NoPermission(DispatchError):
    """The page is for other roles."""

    code = "web.no_permission"


class NoVisit(RuntimeError):
    """A template used outside a visit what only a visit knows: a defect."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody signed in, and everything it may use."""

    account: Account
    actor: Actor
    work: Work
    county: LoadedCounty
    now: datetime
    wakes: list[str] = field(default_factory=list)
    """Whom to tell to look at once, when what was written is there to be seen."""

    def undone_if_refused(self) -> AbstractContextManager[object]:
        """Take back what a flow wrote before it refused, so that the page still answers."""
        return self.work.connection.begin_nested()


View = Callable[..., ResponseReturnValue]


def page(roles: Iterable[Role]) -> Callable[[View], View]:
    """Open a view to people who hold one of ``roles``, each visit in its own transaction."""
    admitted = frozenset(roles)

    def opened(view: View) -> View:
        @wraps(view)
        def asked(**named: object) -> ResponseReturnValue:
            account = session.signed_in()
            if account is None:
                return redirect(url_for("entrance.door", next=_local_path()), 303)
            here = deployment()
            county = here.county(account.county)
            actor = actor_of(account.county, account.person, county.book.register)
            with here.work(actor.scope) as work:
                visit = g.visit = Visit(account, actor, work, county, here.clock.now())
                if not admitted & actor.roles:
                    raise NoPermission("此页面不在您的职责范围内")
                answer = view(visit, **named)
            for channel in visit.wakes:
                here.wake(channel)
            return answer

        return asked

    return opened


def present_visit() -> Visit:
    """Return the visit that is being answered.

    Raises:
        NoVisit: a page that needs one is rendered at the door.
    """
    visit = this_visit()
    if visit is None:
        raise NoVisit("only a page for somebody signed in knows units, places and the time")
    return visit


def this_visit() -> Visit | None:
    """Return the visit that is being answered; None at the door."""
    visit = g.get("visit")
    return visit if isinstance(visit, Visit) else None


def _local_path() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
