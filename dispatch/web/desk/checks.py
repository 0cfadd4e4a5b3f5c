"""Automatic decisions drawn at random: a person says whether they were right.

Shows no name and no number of anybody; the words of the report stand masked.
"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.errors import Refused
from dispatch.flows.judge_check import judge_check
from dispatch.triage.checks import Tally
from dispatch.web.languages import error_text
from dispatch.web.navigation import CHECKERS
from dispatch.web.visit import Visit, page

pages = Blueprint("checks", __name__, url_prefix="/triage/checks")

_PAGE = 20


@pages.get("")
@page(CHECKERS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show what waits for a verdict, and the error so far."""
    return _shown(visit)


@pages.post("/<uuid:case_id>")
@page(CHECKERS)
def verdict(visit: Visit, case_id: UUID) -> ResponseReturnValue:
    """Write a verdict and go on to the next."""
    try:
        with visit.undone_if_refused():
            judge_check(
                case_id,
                right=request.form.get("verdict") == "right",
                matter=request.form.get("matter", ""),
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except Refused as why:
        return _shown(visit, problem=error_text(why), about=case_id), 422
    flash(_("已记下核对结果"), "done")
    return redirect(url_for("checks.show"), 303)


def _shown(visit: Visit, *, problem: str = "", about: UUID | None = None) -> str:
    county = visit.county
    tallies = visit.work.checks.tallies(county.code)
    whole = Tally("", sum(each.judged for each in tallies), sum(each.wrong for each in tallies))
    return render_template(
        "desk/checks.html",
        waiting=visit.work.checks.waiting(county.code, limit=_PAGE),
        count=visit.work.checks.count_waiting(county.code),
        whole=whole,
        tallies=tallies,
        share=county.book.triage.audit_share,
        model=county.book.triage.model,
        matters=list(county.book.matters.values()),
        problem=problem,
        about=about,
    )
