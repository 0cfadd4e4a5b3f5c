"""The moves of a case, each a noun that is posted: translate, call the flow, go back."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.errors import Refused
from dispatch.flows.accept_case import accept_case
from dispatch.flows.assign_case import assign_case
from dispatch.flows.close_case import close_case
from dispatch.flows.comment_on_case import comment_on_case
from dispatch.flows.report_back import report_back
from dispatch.flows.verify_case import verify_case
from dispatch.web.navigation import CASE_READERS, DESK
from dispatch.web.visit import Visit, page

pages = Blueprint("moves", __name__)


Flow = Callable[..., object]


@pages.post("/cases/<number>/assignment")
@page(DESK)
def assignment(visit: Visit, number: str) -> ResponseReturnValue:
    """Give a case in sorting to a unit."""
    return _made(
        visit,
        number,
        "已交办",
        assign_case,
        unit=_said("unit"),
        matter=_said("matter") or None,
        note=_said("note"),
    )


@pages.post("/cases/<number>/acceptance")
@page(CASE_READERS)
def acceptance(visit: Visit, number: str) -> ResponseReturnValue:
    """Sign for a case."""
    return _made(visit, number, "已签收", accept_case)


@pages.post("/cases/<number>/comment")
@page(CASE_READERS)
def comment(visit: Visit, number: str) -> ResponseReturnValue:
    """Say how it stands."""
    return _made(visit, number, "已记录办理情况", comment_on_case, text=_said("text"))


@pages.post("/cases/<number>/report-back")
@page(CASE_READERS)
def reporting_back(visit: Visit, number: str) -> ResponseReturnValue:
    """Say that it is done."""
    return _made(visit, number, "已反馈结果,等待核实", report_back, result=_said("result"))


@pages.post("/cases/<number>/verification")
@page(CASE_READERS)
def verification(visit: Visit, number: str) -> ResponseReturnValue:
    """Say whether it is really settled."""
    passed = _said("passed")
    if passed not in {"yes", "no"}:
        abort(400)
    done = "已确认解决" if passed == "yes" else "已退回承办单位继续处置"
    return _made(visit, number, done, verify_case, passed=passed == "yes", note=_said("note"))


@pages.post("/cases/<number>/closure")
@page(CASE_READERS)
def closure(visit: Visit, number: str) -> ResponseReturnValue:
    """Close a verified case."""
    return _made(visit, number, "已办结", close_case, note=_said("note"))


def _made(visit: Visit, number: str, done: str, flow: Flow, **said: object) -> ResponseReturnValue:
    """Make the move and go back to where it was asked for."""
    try:
        with visit.undone_if_refused():
            flow(
                number,
                **said,
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except Refused as why:
        flash(str(why), "refused")
    else:
        flash(f"案件 {number} {done}", "done")
    if (back := request.form.get("back", "")) in _BACK:
        return redirect(url_for(_BACK[back]), 303)
    return redirect(url_for("case.show", number=number), 303)


_BACK = {"mine": "mine.show", "sorting": "sorting.show"}


def _said(name: str) -> str:
    return request.form.get(name, "")
