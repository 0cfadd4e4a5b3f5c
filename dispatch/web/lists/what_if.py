"""A draft tried on the county's history: asked, watched, read, and each moved case opened.

GET  …/what-if            the last trial: how far it is, or what it found
POST …/what-if            a new trial is put in line …/stop ends one that runs
GET  …/what-if/progress   the moving part alone, for the page's script
GET  …/what-if/case       one past case, decided by the edition and by the draft
GET  …/what-if/moves.…    every moved case to carry away
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import MovedCase, WhatIfRun, WhatIfState
from dispatch.errors import Refused
from dispatch.flows.past_edition import open_edition
from dispatch.flows.stop_what_if import stop_what_if
from dispatch.flows.try_draft import ask_what_if
from dispatch.history.model import PastCase
from dispatch.routing.because import document
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Question
from dispatch.routing.sentence import sentence_zh
from dispatch.web.languages import error_text, said
from dispatch.web.lists.findings import today_of, unreadable
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page, present_visit
from dispatch.web.words import label, matter_name
from dispatch.wire.county.book import CountyBook
from dispatch.wire.sheets.export import SheetKind
from dispatch.wire.sheets.plain_table import plain_table

pages = Blueprint("draft_what_if", __name__, url_prefix="/lists/drafts/<uuid:draft_id>/what-if")

_CASES = 50
_ALIVE = frozenset({WhatIfState.WAITING, WhatIfState.RUNNING})
_STATES: Mapping[WhatIfState, str] = {
    WhatIfState.WAITING: "排队等待",
    WhatIfState.RUNNING: "正在推演",
    WhatIfState.DONE: "已完成",
    WhatIfState.STOPPED: "已停止",
    WhatIfState.FAILED: "没有完成",
}
_KINDS: Mapping[SheetKind, str] = {
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetKind.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Load:
    """How many cases a unit would have led under each list."""

    unit: str
    before: int
    after: int
    before_part: float
    """Of the longest bar, 0 to 100."""
    after_part: float

    @property
    def change(self) -> int:
        """How many more."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Decided:
    """What one list says of a past case."""

    decision: Decision
    because: dict[str, Any]


@pages.get("")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show the last trial of a draft."""
    return _page(visit, draft_id)


@pages.post("")
@page(LIST_KEEPERS)
def ask(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Put a trial in line."""
    opened(visit, draft_id)
    last = visit.work.what_ifs.latest(visit.county.code, draft_id)
    if last and last.state in _ALIVE:
        flash(_("推演还在进行,请等它完成或先停止"), "refused")
        return _back(draft_id)
    try:
        with visit.undone_if_refused():
            ask_what_if(
                draft_id, actor=visit.actor, work=visit.work, county=visit.county, now=visit.now
            )
    except Refused as why:
        flash(error_text(why), "refused")
    return _back(draft_id)


@pages.post("/stop")
@page(LIST_KEEPERS)
def stop(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """End a trial that waits or runs."""
    opened(visit, draft_id)
    last = visit.work.what_ifs.latest(visit.county.code, draft_id)
    if last and last.state in _ALIVE:
        stop_what_if(
            last.what_if_id,
            actor=visit.actor,
            work=visit.work,
            county=visit.county,
            now=visit.now,
        )
        flash(_("推演已停止"), "done")
    return _back(draft_id)


@pages.get("/progress")
@page(LIST_KEEPERS)
def progress(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show how far the last trial is."""
    here = opened(visit, draft_id)
    last = visit.work.what_ifs.latest(visit.county.code, draft_id)
    return render_template("lists/what_if_progress.html", draft=here.draft, **_state(last))


@pages.get("/case")
@page(LIST_KEEPERS)
def case(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show a past case, masked as it is kept, under both lists side by side."""
    here = opened(visit, draft_id)
    source, number = request.args.get("source", ""), request.args.get("id", "")
    found = visit.work.history.find(visit.county.code, source, number) if number else None
    if found is None:
        abort(404)
    if here.book is None:
        return draft_page(visit, here, "lists/unreadable.html", **unreadable(here))
    base = open_edition(here.draft.base_edition, county=visit.county, work=visit.work)
    last = visit.work.what_ifs.latest(visit.county.code, draft_id)
    day = last.as_of if last else today_of(visit)
    before, after = decided(found, base.book, day), decided(found, here.book, day)
    return draft_page(
        visit,
        here,
        "lists/what_if_case.html",
        case=found,
        day=day,
        before=before,
        after=after,
        differs=_said(before) != _said(after),
        tab_of="draft_what_if.show",
    )


@pages.get("/moves.<any(xlsx, csv):form>")
@page(LIST_KEEPERS)
def moves(visit: Visit, draft_id: UUID, form: str) -> ResponseReturnValue:
    """Hand out every case that would have moved."""
    opened(visit, draft_id)
    last = visit.work.what_ifs.latest(visit.county.code, draft_id)
    if last is None or last.state is not WhatIfState.DONE:
        abort(404)
    found = visit.work.what_ifs.moves(visit.county.code, last.what_if_id)
    of = SheetKind(form)
    header = [said(text) for text in _HEADER]
    content = plain_table(said("改变去向的案件"), header, _rows(found), of, widths=_WIDTHS)
    return handed_out(content, f"what-if-{last.what_if_id.hex[:8]}", of)


_HEADER = (
    *("来源系统", "案件编号", "事项编号", "事项", "镇街", "原主责单位", "草案主责单位"),
    *("原结果", "草案结果"),
)
_WIDTHS = (14, 24, 10, 28, 16, 30, 30, 18, 18)


def decided(case: PastCase, book: CountyBook, day: date) -> Decided:
    """Return what a list says of a past case as if it came on a day."""
    question = Question(matter=case.matter, area=case.area, day=day, attributes=case.attributes)
    decision = decide(question, book)
    because = decision.because
    return Decided(decision, {"sentence": sentence_zh(because), "routing": document(because)})


def handed_out(content: bytes, name: str, kind: SheetKind) -> Response:
    """Return a file to be carried away."""
    answer = Response(content)
    answer.headers["Content-Type"] = _KINDS[kind]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind.value}"'
    return answer


def _rows(found: list[MovedCase]) -> Iterator[tuple[str, ...]]:
    book = present_visit().county.book
    for each in found:
        township = book.territory.get(each.township) if each.township else None
        yield (
            each.source,
            each.case_id,
            each.matter or "",
            str(matter_name(each.matter)) if each.matter else "",
            township.name if township else each.township or "",
            book.register.name(each.before) if each.before else "",
            book.register.name(each.after) if each.after else "",
            label(each.outcome_before),
            label(each.outcome_after),
        )


def _page(visit: Visit, draft_id: UUID) -> str:
    here = opened(visit, draft_id)
    last = visit.work.what_ifs.latest(visit.county.code, draft_id)
    result: Mapping[str, Any] = (last.result if last else None) or {}
    shown: dict[str, Any] = {}
    if last and result:
        start = _number(request.args.get("start", ""))
        found = visit.work.what_ifs.moves(
            visit.county.code, last.what_if_id, limit=_CASES + 1, offset=start
        )
        shown = {
            "result": result,
            "loads": _loads(result.get("load") or {}),
            "cases": found[:_CASES],
            "later": url_for(".show", draft_id=draft_id, start=start + _CASES) + "#cases"
            if len(found) > _CASES
            else None,
            "earlier": url_for(".show", draft_id=draft_id) + "#cases" if start else None,
            "sources": visit.work.history.sources_of(visit.county.code, _samples(result)),
        }
    return draft_page(
        visit,
        here,
        "lists/what_if.html",
        accounts={last.asked_by} if last else set(),
        stale=last is not None and last.version != here.draft.version,
        history=visit.work.history.count(visit.county.code),
        readable=here.book is not None,
        **_state(last),
        **shown,
    )


def _state(last: WhatIfRun | None) -> dict[str, Any]:
    return {
        "run": last,
        "alive": last is not None and last.state in _ALIVE,
        "state_of_run": said(_STATES[last.state]) if last else "",
    }


def _loads(load: Mapping[str, Any]) -> list[Load]:
    """Return the units whose load changes first, the largest change first."""
    most = max((max(figures) for figures in load.values()), default=0) or 1
    found = [
        Load(unit, before, after, round(before / most * 100, 1), round(after / most * 100, 1))
        for unit, (before, after) in load.items()
    ]
    return sorted(found, key=lambda each: (-abs(each.change), -each.after, each.unit))


def _samples(result: Mapping[str, Any]) -> list[str]:
    settled = result.get("settled") or {}
    boxes = [
        *(result.get("moves") or ()),
        *(result.get("new_gaps") or ()),
        *(result.get("new_conflicts") or ()),
        *(settled.get("handed_back") or ()),
        *(settled.get("contested") or ()),
    ]
    return [number for box in boxes for number in box.get("sample", ())]


def _said(each: Decided) -> tuple[object, ...]:
    decision = each.decision
    return decision.outcome, decision.lead, decision.receiver


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0  # noqa: PLR2004


def _back(draft_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("draft_what_if.show", draft_id=draft_id), 303)
