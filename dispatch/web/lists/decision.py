"""Handing a draft in, and the second person's page: what changed, what was found, yes or no."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.clock import COUNTY_ZONE
from dispatch.editions.model import Draft, DraftState
from dispatch.errors import Refused
from dispatch.flows.decide_draft import approve_draft, return_draft
from dispatch.flows.drafted import Drafted
from dispatch.flows.keep_draft import withdraw_draft
from dispatch.flows.submit_draft import DraftUnreadable, submit_draft
from dispatch.flows.whose_hand import left_to_approve
from dispatch.responsibility.audit.words import LABELS_ZH
from dispatch.web.languages import CHINESE, error_text, spoken
from dispatch.web.lists.cells import matter_names
from dispatch.web.lists.changes import RowChange, row_changes, whole_changes
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.lists.problem_words import ProblemWords, placed_words
from dispatch.web.lists.sheets import SHEETS
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names

pages = Blueprint("draft_decision", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_LONGEST = 2000
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Changed:
    """What a draft changes in one file, matter by matter."""

    title: str
    count: int
    groups: tuple[tuple[str, tuple[RowChange, ...]], ...]
    left_out: int


@pages.get("/decision")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show what a draft changes, and what may be done about it."""
    return _page(visit, opened(visit, draft_id))


@pages.post("/submission")
@page(LIST_KEEPERS)
def submit(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Hand the draft in, or say what keeps it back."""
    note = request.form.get("note", "")[:_LONGEST]
    try:
        with visit.undone_if_refused():
            submit_draft(draft_id, note=note, **_by(visit))
    except DraftUnreadable as why:
        here = opened(visit, draft_id)
        problems = placed_words(why.problems, here.files)
        return _page(visit, here, note=note, refused=error_text(why), problems=problems), 422
    except Refused as why:
        return _page(visit, opened(visit, draft_id), note=note, refused=error_text(why)), 422
    flash(_("已提交,等待另一位清单管理员审定"), "done")
    return _back(draft_id)


@pages.post("/approval")
@page(LIST_KEEPERS)
def approve(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Approve the draft from a day on."""
    given = request.form.get("day", "")
    try:
        day = date.fromisoformat(given) if given else None
    except ValueError:
        return _page(visit, opened(visit, draft_id), refused=str(_("日期格式不对,请重新选择"))), 422
    note = request.form.get("note", "")[:_LONGEST]
    return _decided(
        visit,
        draft_id,
        lambda: approve_draft(draft_id, in_force_from=day, note=note, **_by(visit)),
        _("已审定,到施行日期自动施行"),
    )


@pages.post("/return")
@page(LIST_KEEPERS)
def give_back(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Give the draft back to be worked on."""
    note = request.form.get("note", "")[:_LONGEST]
    return _decided(
        visit,
        draft_id,
        lambda: return_draft(draft_id, note=note, **_by(visit)),
        _("已退回修改"),
    )


@pages.post("/withdrawal")
@page(LIST_KEEPERS)
def withdraw(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Give the draft up."""
    note = request.form.get("note", "")[:_LONGEST]
    return _decided(
        visit, draft_id, lambda: withdraw_draft(draft_id, note=note, **_by(visit)), _("草案已撤销")
    )


def changed_in(here: Drafted) -> list[Changed]:
    """Return what a draft changes, file by file."""
    named = matter_names(here.table(names.MATTERS).rows)
    found: list[Changed] = []
    for sheet in SHEETS.values():
        if sheet.file not in here.draft.files:
            continue
        before, after = here.table_before(sheet.file), here.table(sheet.file)
        shown, count = row_changes(sheet, before, after, named, limit=_SHOWN)
        if shown:
            groups = tuple((of, tuple(each)) for of, each in groupby(shown, lambda one: one.matter))
            found.append(Changed(sheet.title, count, groups, count - len(shown)))
    return found


def check_name(code: str) -> str:
    """Return what a check of the audit is called."""
    known = {check.value: text for check, text in LABELS_ZH.items()}
    return known.get(code, code) if spoken() == CHINESE else code.replace("_", " ")


def _decided(
    visit: Visit, draft_id: UUID, act: Callable[[], object], done: str
) -> ResponseReturnValue:
    try:
        with visit.undone_if_refused():
            act()
    except Refused as why:
        return _page(visit, opened(visit, draft_id), refused=error_text(why)), 422
    flash(done, "done")
    return _back(draft_id)


def _page(
    visit: Visit,
    here: Drafted,
    *,
    note: str = "",
    refused: str = "",
    problems: Sequence[ProblemWords] = (),
) -> str:
    draft = here.draft
    submission = draft.submission or {}
    found: Mapping[str, int] = submission.get("found", {})
    new: Mapping[str, int] = submission.get("new", {})
    ended = draft.state in {DraftState.IN_FORCE, DraftState.WITHDRAWN}
    return draft_page(
        visit,
        here,
        "lists/decision.html",
        changed=changed_in(here),
        whole=[] if ended else whole_changes(here),
        findings=[(check_name(code), n, new.get(code, 0)) for code, n in found.items()],
        compared="new" in submission,
        brought=sum(new.values()),
        tried=_tried(visit, draft),
        today=f"{visit.now.astimezone(COUNTY_ZONE):%Y-%m-%d}",
        nobody_left=_nobody_left(visit, here),
        note=note,
        refused=refused,
        refused_problems=problems,
    )


def _tried(visit: Visit, draft: Draft) -> Mapping[str, Any] | None:
    """Return what a trial on history found of the draft as it is now; None without one."""
    run = visit.work.what_ifs.latest(draft.county, draft.draft_id)
    return run.result if run and run.version == draft.version else None


def _nobody_left(visit: Visit, here: Drafted) -> bool:
    """Tell whether nobody could approve the draft, or could once the visitor handed it in."""
    draft = here.draft
    if draft.state not in {DraftState.OPEN, DraftState.SUBMITTED} or not here.changed:
        return False
    handed_in = draft.state is DraftState.SUBMITTED and draft.submitted_by
    by = handed_in or visit.actor.account
    return not left_to_approve(here, submitted_by=by, work=visit.work)


def _by(visit: Visit) -> dict[str, Any]:
    return {
        "actor": visit.actor,
        "work": visit.work,
        "county": visit.county,
        "now": visit.now,
    }


def _back(draft_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("draft_decision.show", draft_id=draft_id), 303)
