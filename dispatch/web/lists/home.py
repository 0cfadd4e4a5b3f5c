"""The list keeper's first page: the edition in force, drafts, requests, what was before."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.lifecycle import STATE_LABELS
from dispatch.editions.model import Draft, DraftState, RequestState
from dispatch.errors import Refused
from dispatch.flows.keep_draft import TITLE_LIMIT, begin_draft
from dispatch.web.languages import error_text, said
from dispatch.web.lists.frame import may, moved_under, next_step, opened, people
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page

pages = Blueprint("lists", __name__, url_prefix="/lists")

ALIVE = frozenset({DraftState.OPEN, DraftState.SUBMITTED, DraftState.APPROVED})
_LONGEST = 400
_MOST_DRAFTS = 500


@pages.get("")
@page(LIST_KEEPERS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show the list and what is on its way to change it."""
    return _page(visit)


@pages.post("/drafts")
@page(LIST_KEEPERS)
def begin(visit: Visit) -> ResponseReturnValue:
    """Begin a draft on the edition in force."""
    title = request.form.get("title", "")[:_LONGEST]
    try:
        with visit.undone_if_refused():
            draft = begin_draft(
                title, actor=visit.actor, work=visit.work, county=visit.county, now=visit.now
            )
    except Refused as why:
        return _page(visit, title=title, refused=error_text(why)), 422
    flash(_("草案已建立,可以开始修改"), "done")
    return redirect(url_for("draft_rows.lines", draft_id=draft.draft_id), 303)


def drafts_of(visit: Visit) -> list[Draft]:
    """Return the drafts that somebody still works on, the last changed first."""
    found = visit.work.drafts.latest(visit.county.code, limit=_MOST_DRAFTS)
    return [each for each in found if each.state in ALIVE]


def _page(visit: Visit, *, title: str = "", refused: str = "") -> str:
    work, county = visit.work, visit.county
    drafts = work.drafts.latest(county.code, limit=_MOST_DRAFTS)
    editions = work.counties.published(county.code)
    requests = work.requests.latest(county.code, state=RequestState.OPEN)
    accounts = {each.created_by for each in drafts} | {each.published_by for each in editions}
    accounts |= {each.origin.approved_by for each in editions if each.origin}
    return render_template(
        "lists/home.html",
        current=next((each for each in editions if each.edition == county.edition), None),
        editions=editions,
        drafts=[each for each in drafts if each.state in ALIVE],
        ended=[each for each in drafts if each.state not in ALIVE],
        requests=requests,
        names=people(visit, {*accounts, *(each.asked_by for each in requests)}),
        figures={
            "lines": len(county.book.lines),
            "matters": len(county.book.matters),
            "units": sum(unit.active for unit in county.book.register),
            "tests": len(county.book.tests),
        },
        state_of=lambda draft: said(STATE_LABELS[draft.state]),
        steps={each.draft_id: _next(visit, each) for each in drafts if each.state in ALIVE},
        limit=TITLE_LIMIT,
        title=title,
        refused=refused,
    )


def _next(visit: Visit, draft: Draft) -> tuple[str, date | None]:
    """Return who has to do what with a draft, and the day from which it will be in force.

    The files of one that was handed in are read for it.
    """
    if draft.state is DraftState.OPEN:
        return next_step(draft), None
    here = opened(visit, draft.draft_id)
    moved = moved_under(visit, here)
    kept_back = moved or draft.held_back
    text = next_step(draft, may(visit, here), moved=moved)
    return text, None if kept_back else draft.in_force_from
