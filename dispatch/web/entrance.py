"""The way in, the way out, and the first page of each role."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from dispatch.flows.sign_in import TurnedAway, sign_in
from dispatch.people.model import Account
from dispatch.people.scope import Reach, Scope
from dispatch.vocabulary import CountyCode, Role
from dispatch.web import navigation
from dispatch.web import session as sessions
from dispatch.web.deployment import deployment
from dispatch.web.limiter import SIGN_IN, limiter
from dispatch.web.visit import Visit, page

pages = Blueprint("entrance", __name__)

_NAME_LENGTH = 64


@pages.get("/sign-in")
def door() -> ResponseReturnValue:
    """Ask who it is."""
    if sessions.signed_in():
        return redirect(_onward(request.args.get("next")), 303)
    return render_template("sign_in.html", refused=False, next=request.args.get("next", ""))


@pages.post("/sign-in")
@limiter.limit(SIGN_IN)
def knock() -> ResponseReturnValue:
    """Let somebody in, or say no without saying why."""
    name = request.form.get("account", "").strip()[:_NAME_LENGTH]
    outcome = _try(name, request.form.get("password", ""))
    onward = request.form.get("next")
    if isinstance(outcome, TurnedAway):
        return render_template("sign_in.html", refused=True, next=onward or "", account=name), 401
    sessions.begin(outcome)
    return redirect(_onward(onward), 303)


@pages.post("/sign-out")
def leave() -> ResponseReturnValue:
    """Sign out."""
    sessions.end()
    return redirect(url_for("entrance.door"), 303)


@pages.get("/")
@page(Role)
def home(visit: Visit) -> ResponseReturnValue:
    """Send everybody to where their work begins."""
    return redirect(url_for(navigation.home(visit.actor)), 303)


@pages.get("/welcome")
@page(Role)
def without_cases(_visit: Visit) -> ResponseReturnValue:
    """Tell those whose duties show no cases that this is meant."""
    return render_template("without_cases.html")


@pages.post("/letters")
@page(Role)
def letters(_visit: Visit) -> ResponseReturnValue:
    """Switch large letters on or off."""
    session["large"] = not session.get("large", False)
    return redirect(_onward(request.form.get("back")), 303)


def _try(name: str, password: str) -> Account | TurnedAway:
    here = deployment()
    with here.work(sessions.AT_THE_DOOR) as work:
        known = work.accounts.find(name)
    # What is noted belongs to the account's county; a stranger's attempt to none.
    county = known.county if known else CountyCode("")
    with here.work(Scope(county, Reach.NONE, account=name if known else "")) as work:
        return sign_in(name, password, work=work, now=here.clock.now())


def _onward(path: str | None) -> str:
    """Return ``path`` if it is one of ours: a link must not lead people elsewhere."""
    parts = urlsplit(path or "")
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not path or not ours or "\\" in path or path.startswith("//"):
        return url_for("entrance.home")
    return path
