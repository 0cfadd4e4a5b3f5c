"""While somebody writes: what it may be, as buttons. A help, never a step of the form.

The words travel in the body and nowhere else; nothing is kept of them.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from dispatch.triage.offer import offers
from dispatch.web.limiter import SUGGESTIONS, limiter
from dispatch.web.navigation import REPORTERS
from dispatch.web.session import signed_in
from dispatch.web.visit import Visit, page

pages = Blueprint("suggest", __name__)

_LONGEST = 5_000
_SHORTEST = 4
"""Fewer characters are the beginning of a word, not of a report."""


def _who() -> str:
    # A whole township may sit behind one address.
    account = signed_in()
    return account.person.account if account else str(get_remote_address())


@pages.post("/report/suggest")
@limiter.limit(SUGGESTIONS, key_func=_who)
@page(REPORTERS)
def ask(visit: Visit) -> ResponseReturnValue:
    """Return up to three matters that the words may be about, with what says so."""
    text = request.form.get("text", "").strip()[:_LONGEST]
    book = visit.county.book
    found = offers(book.triage, text, matters=book.matters) if len(text) >= _SHORTEST else ()
    return render_template("report/suggest.html", found=found)
