"""The moves of a case, each a noun that is posted: translate, call the flow, go back."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.blobs.picture import PhotoRefused
from dispatch.clock import COUNTY_ZONE
from dispatch.errors import Refused
from dispatch.flows.accept_case import accept_case
from dispatch.flows.assign_case import assign_case
from dispatch.flows.close_case import close_case
from dispatch.flows.comment_on_case import comment_on_case
from dispatch.flows.hand_back import hand_back
from dispatch.flows.reopen_case import reopen_case
from dispatch.flows.report_back import report_back
from dispatch.flows.supervise_case import BY_HAND, supervise_case
from dispatch.flows.suspend_case import suspend_case
from dispatch.flows.transfer_case import transfer_case
from dispatch.flows.verify_case import verify_case
from dispatch.photos.model import TooManyPhotos
from dispatch.vocabulary import Strength
from dispatch.web.languages import error_text, said
from dispatch.web.navigation import CASE_READERS, DESK
from dispatch.web.photos import UPLOADS, brought
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
@UPLOADS
@page(CASE_READERS)
def reporting_back(visit: Visit, number: str) -> ResponseReturnValue:
    """Say that it is done."""
    try:
        before, after = brought(visit, "before"), brought(visit, "after")
    except (PhotoRefused, TooManyPhotos) as why:
        flash(error_text(why), "refused")
        return redirect(url_for("case.show", number=number), 303)
    return _made(
        visit,
        number,
        "已反馈结果,等待核实",
        report_back,
        result=_said("result"),
        before=before,
        after=after,
    )


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


@pages.post("/cases/<number>/hand-back")
@page(CASE_READERS)
def handing_back(visit: Visit, number: str) -> ResponseReturnValue:
    """Hand a case back to the county desk."""
    return _made(
        visit, number, "已退回,等待重新研判", hand_back, ground=_said("ground"), why=_said("why")
    )


@pages.post("/cases/<number>/transfer")
@page(DESK)
def transfer(visit: Visit, number: str) -> ResponseReturnValue:
    """Give a case to another unit."""
    return _made(visit, number, "已转办", transfer_case, unit=_said("unit"), note=_said("note"))


@pages.post("/cases/<number>/supervision")
@page(CASE_READERS)
def supervision(visit: Visit, number: str) -> ResponseReturnValue:
    """Take a case up in form."""
    strength = _said("strength")
    if strength not in set(BY_HAND):
        abort(400)
    note = _said("note")
    return _made(visit, number, "已督办", supervise_case, strength=Strength(strength), note=note)


@pages.post("/cases/<number>/suspension")
@page(CASE_READERS)
def suspension(visit: Visit, number: str) -> ResponseReturnValue:
    """Let the handle clock stand still to the end of a day."""
    try:
        last = date.fromisoformat(_said("until"))
    except ValueError:
        abort(400)
    until = datetime.combine(last + timedelta(days=1), time(), COUNTY_ZONE)
    return _made(visit, number, "已挂账", suspend_case, until=until, reason=_said("reason"))


@pages.post("/cases/<number>/reopening")
@page(CASE_READERS)
def reopening(visit: Visit, number: str) -> ResponseReturnValue:
    """Open a closed case again."""
    return _made(visit, number, "已重启,由原承办单位继续处置", reopen_case, why=_said("why"))


def _made(visit: Visit, number: str, done: str, flow: Flow, **given: object) -> ResponseReturnValue:
    """Make the move and go back to where it was asked for."""
    try:
        with visit.undone_if_refused():
            flow(
                number,
                **given,
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except Refused as why:
        flash(error_text(why), "refused")
    else:
        flash(_("案件 %(number)s %(done)s", number=number, done=said(done)), "done")
    if (back := request.form.get("back", "")) in _BACK:
        return redirect(url_for(_BACK[back]), 303)
    return redirect(url_for("case.show", number=number), 303)


_BACK = {"mine": "mine.show", "sorting": "sorting.show"}


def _said(name: str) -> str:
    return request.form.get(name, "")
