"""The way in, the way out, and the first page of each role."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from dispatch import metrics
from dispatch.flows.sign_in import TurnedAway, sign_in
from dispatch.people.model import Account
from dispatch.people.scope import Reach, Scope
from dispatch.vocabulary import CountyCode, Role
from dispatch.web import navigation
from dispatch.web import session as sessions
from dispatch.web.deployment import deployment
from dispatch.web.languages import CHINESE, ENGLISH
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
    outcome = knocked(name, request.form.get("password", ""))
    onward = request.form.get("next")
    if isinstance(outcome, TurnedAway):
        metrics.SIGN_INS.add(outcome="turned_away")
        return render_template("sign_in.html", refused=True, next=onward or "", account=name), 401
    metrics.SIGN_INS.add(outcome="let_in")
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


@pages.post("/language")
def language() -> ResponseReturnValue:
    """Let a visitor, signed in or not, read Chinese or English."""
    session["language"] = ENGLISH if request.form.get("language") == ENGLISH else CHINESE
    back = request.form.get("back")
    if sessions.signed_in():
        return redirect(_onward(back), 303)
    return redirect(url_for("entrance.door", next=back or None), 303)


def knocked(name: str, password: str) -> Account | TurnedAway:
    """Try a name and a password at the door, and note it in the account's county."""
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
