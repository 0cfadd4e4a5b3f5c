"""Try a report: what would become of these words at this place, and nothing is kept.

The words may be somebody's: they travel in the form alone, never in an address.
"""

import json
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.years import MissingYear
from dispatch.editions.model import DraftState, NoSuchDraft
from dispatch.errors import DispatchError
from dispatch.flows.drafted import open_draft
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.past_edition import open_edition
from dispatch.flows.try_report import Trial, TrialIncomplete, Tried, try_report
from dispatch.territory.tree import Territory
from dispatch.vocabulary import MatterCode, Role
from dispatch.web.desk.compare import answer_words
from dispatch.web.languages import error_text
from dispatch.web.navigation import TRIERS
from dispatch.web.report.form import Places, places_of
from dispatch.web.visit import Visit, page

pages = Blueprint("trial", __name__)

_SAY = "say."
_LONGEST = 100
_NOON = time(12)
_DRAFT = "draft:"
_DIGITS = 8
_TRIED = frozenset({DraftState.OPEN, DraftState.SUBMITTED, DraftState.APPROVED})


@dataclass(frozen=True, slots=True)
class Answer:
    """What one list says of a report that is tried."""

    tried: Tried | None
    because: dict[str, Any] | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """A list that can be tried: the one in force, one of the past, or a draft."""

    code: str
    name: str
    detail: str = ""
    """What a county called it."""


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
    county = _county(visit, filled.get("list", ""))
    if county is None:
        problem = str(_("这份草案还读不成清单,请先改正其中的错误"))
        return _page(visit, filled, answer=Answer(None, None, problem)), 422
    answer = tried_by(filled, county, visit.now)
    return _page(visit, filled, answer=answer), (422 if answer.problem else 200)


def tried_by(filled: dict[str, str], county: LoadedCounty, now: datetime) -> Answer:
    """Return what a county's list says of a report that was filled in.

    A day to come is tried as if it were come: a list may say something else then.
    """
    try:
        trial = _trial(filled, now)
        tried = try_report(trial, county=county, now=max(now, trial.occurred_at))
    except (TrialIncomplete, MissingYear) as why:
        return Answer(None, None, _problem(why))
    return Answer(tried, json.loads(tried.opened.because))


def form_of(visit: Visit, filled: dict[str, str], county: LoadedCounty) -> dict[str, Any]:
    """Return what the form of a trial is filled with."""
    book, places = county.book, places_of(visit)
    return {
        "filled": filled,
        "said": _attributes(filled),
        "places": places,
        "grid": _grid(filled.get("area", ""), places, visit.county.book.territory),
        "matters": list(book.matters.values()),
        "known": book.attributes,
        "asks": sorted(book.index.asked - {"zone"}),
        "answer_words": answer_words,
        "today": f"{visit.now.astimezone(COUNTY_ZONE):%Y-%m-%d}",
    }


def _grid(area: str, places: Places, territory: Territory) -> str:
    """Return the place that is tried if the form does not offer it, such as a village's grid."""
    offered = {each.code for town, below in places.by_township for each in (town, *below)}
    return area if area in territory and area not in offered else ""


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


def _page(visit: Visit, filled: dict[str, str], *, answer: Answer | None = None) -> str:
    return render_template(
        "desk/trial.html",
        problem=answer.problem if answer else "",
        tried=answer.tried if answer else None,
        because=answer.because if answer else None,
        lists=_lists(visit),
        **form_of(visit, filled, visit.county),
    )


def _lists(visit: Visit) -> tuple[Basis, ...]:
    """Return the lists that the visitor may try: who keeps the list, also others than in force."""
    if not visit.actor.has(Role.LIST_KEEPER):
        return ()
    code = visit.county.code
    editions = [
        Basis(
            str(each.edition),
            str(_("第 %(n)s 版", n=each.edition)),
            each.origin.title if each.origin else "",
        )
        for each in visit.work.counties.published(code)
        if each.edition != visit.county.edition
    ]
    drafts = [
        Basis(f"{_DRAFT}{each.draft_id}", str(_("草案")), each.title)
        for each in visit.work.drafts.latest(code)
        if each.state in _TRIED
    ]
    return (*drafts, *editions)


def _county(visit: Visit, given: str) -> LoadedCounty | None:
    """Return the county under the list that is asked for; None where a draft cannot be read.

    Raises:
        NoSuchEdition, NoSuchDraft: there is no such list.
    """
    if not given or not visit.actor.has(Role.LIST_KEEPER):
        return visit.county
    if given.startswith(_DRAFT):
        try:
            draft_id = UUID(given.removeprefix(_DRAFT))
        except ValueError:
            raise NoSuchDraft from None
        here = open_draft(draft_id, county=visit.county.code, work=visit.work)
        return LoadedCounty(here.book, visit.county.edition) if here.book else None
    number = int(given) if given.isascii() and given.isdigit() and len(given) < _DIGITS else 0
    return open_edition(number, county=visit.county, work=visit.work)


def _problem(problem: DispatchError) -> str:
    if isinstance(problem, MissingYear):
        return str(_("日历缺少需要的年份,算不出时限,请先装入新日历"))
    return error_text(problem)
