"""Try a report on a draft: what it would decide, beside what the list in force decides."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.flows.loaded_county import LoadedCounty
from dispatch.web.desk.trial import Answer, form_of, tried_by
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page

pages = Blueprint("draft_trial", __name__, url_prefix="/lists/drafts/<uuid:draft_id>/try")


@pages.get("")
@page(LIST_KEEPERS)
def ask(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show an empty form."""
    return _page(visit, draft_id, {})


@pages.post("")
@page(LIST_KEEPERS)
def judge(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show what would become of it, under both lists."""
    return _page(visit, draft_id, request.form.to_dict(), judged=True)


def _page(
    visit: Visit, draft_id: UUID, filled: dict[str, str], *, judged: bool = False
) -> ResponseReturnValue:
    here = opened(visit, draft_id)
    now_says = then_says = None
    problem, county = "", visit.county
    if here.book is None:
        problem = str(_("这份草案还读不成清单,请先改正其中的错误"))
    else:
        county = LoadedCounty(here.book, visit.county.edition)
        if judged:
            now_says = tried_by(filled, visit.county, visit.now)
            then_says = tried_by(filled, county, visit.now)
            problem = then_says.problem
    answered = then_says is not None and then_says.tried is not None
    shown = draft_page(
        visit,
        here,
        "lists/trial.html",
        problem=problem,
        tried=answered,
        now_says=now_says,
        then_says=then_says,
        differs=_decision(now_says) != _decision(then_says),
        as_test=_as_test(filled, then_says) if answered else {},
        **form_of(visit, filled, county),
    )
    return shown, (422 if judged and problem else 200)


def _decision(answer: Answer | None) -> tuple[str, ...]:
    if answer is None or answer.tried is None:
        return ()
    case = answer.tried.opened.case
    return str(case.outcome), str(case.lead_unit or ""), str(case.handler_unit or "")


def _as_test(filled: dict[str, str], answer: Answer | None) -> dict[str, str]:
    """Return what a test says that expects of the list what the draft said just now."""
    if answer is None or answer.tried is None:
        return {}
    decision = answer.tried.judged.decision
    attributes = {
        name.removeprefix("say."): value
        for name, value in filled.items()
        if name.startswith("say.") and value
    }
    return {
        "matter": filled.get("matter", ""),
        "text": filled.get("text", ""),
        "area": filled.get("area", ""),
        "attributes": "&".join(f"{name}={value}" for name, value in attributes.items()),
        "expect_outcome": decision.outcome.value,
        "expect_lead": decision.lead or "",
    }
