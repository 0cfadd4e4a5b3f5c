"""Try a report: what would become of these words at this place, and nothing is kept.

The words may be somebody's: they travel in the form alone, never in an address.
"""

import json
from datetime import datetime, time

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.years import MissingYear
from dispatch.errors import DispatchError
from dispatch.flows.try_report import Trial, TrialIncomplete, Tried, try_report
from dispatch.vocabulary import MatterCode
from dispatch.web.desk.compare import answer_words
from dispatch.web.languages import error_text
from dispatch.web.navigation import TRIERS
from dispatch.web.report.form import places_of
from dispatch.web.visit import Visit, page

pages = Blueprint("trial", __name__)

_SAY = "say."
_LONGEST = 100
_NOON = time(12)


@pages.get("/try")
@page(TRIERS)
def ask(visit: Visit) -> ResponseReturnValue:
    """Show an empty form."""
    return _page(visit, {})


@pages.post("/try")
@page(TRIERS)
def judge(visit: Visit) -> ResponseReturnValue:
    """Show what would become of it."""
    filled = request.form.to_dict()
    try:
        tried = try_report(_trial(filled, visit.now), county=visit.county, now=visit.now)
    except (TrialIncomplete, MissingYear) as why:
        return _page(visit, filled, problem=why), 422
    return _page(visit, filled, tried=tried)


def _trial(filled: dict[str, str], now: datetime) -> Trial:
    return Trial(
        text=filled.get("text", ""),
        area_code=filled.get("area", "").strip(),
        occurred_at=_moment(filled.get("day", ""), now),
        matter_hint=MatterCode(filled["matter"]) if filled.get("matter") else None,
        attributes=_attributes(filled),
    )


def _attributes(filled: dict[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(_SAY): value.strip()[:_LONGEST]
        for name, value in filled.items()
        if name.startswith(_SAY) and value.strip()
    }


def _moment(day: str, now: datetime) -> datetime:
    """Return noon of the day that is tried; the list is asked about days, not hours."""
    if not day:
        return now
    try:
        at = datetime.combine(datetime.fromisoformat(day).date(), _NOON, COUNTY_ZONE)
    except ValueError:
        raise TrialIncomplete("日期格式不对,请重新选择") from None
    return now if at.date() == now.astimezone(COUNTY_ZONE).date() else at


def _page(
    visit: Visit,
    filled: dict[str, str],
    *,
    tried: Tried | None = None,
    problem: DispatchError | None = None,
) -> str:
    book = visit.county.book
    return render_template(
        "desk/trial.html",
        filled=filled,
        said=_attributes(filled),
        problem=_problem(problem),
        tried=tried,
        because=json.loads(tried.opened.because) if tried else None,
        places=places_of(visit),
        matters=list(book.matters.values()),
        lines={line.row_id: line for line in book.lines},
        known=book.attributes,
        asks=sorted(book.index.asked - {"zone"}),
        answer_words=answer_words,
        today=f"{visit.now.astimezone(COUNTY_ZONE):%Y-%m-%d}",
    )


def _problem(problem: DispatchError | None) -> str:
    if isinstance(problem, MissingYear):
        return str(_("日历缺少需要的年份,算不出时限,请先装入新日历"))
    return error_text(problem) if problem else ""
