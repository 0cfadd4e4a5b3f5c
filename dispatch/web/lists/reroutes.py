"""Proposals to move open cases (改派建议): the county desk decides each, nothing moves alone."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import Reroute
from dispatch.errors import DispatchError, NotFound, Refused
from dispatch.flows.reroute_cases import accept_reroute, keep_route
from dispatch.web.languages import error_text
from dispatch.web.navigation import DESK
from dispatch.web.visit import Visit, page

pages = Blueprint("reroutes", __name__, url_prefix="/lists/reroutes")

_LONGEST = 2000
_MOST = 100
ACCEPT, KEEP = "accept", "keep"


@pages.get("")
@page(DESK)
def show(visit: Visit) -> ResponseReturnValue:
    """Show the proposals that wait."""
    return _page(visit)


@pages.post("")
@page(DESK)
def decide(visit: Visit) -> ResponseReturnValue:
    """Accept the chosen proposals, or leave the cases where they are, with one note for all."""
    numbers = request.form.getlist("number")[:_MOST]
    note, move = request.form.get("note", "")[:_LONGEST], request.form.get("move", "")
    if not numbers or move not in {ACCEPT, KEEP}:
        return _page(visit, note=note, refused=str(_("请先勾选案件"))), 422
    failed: list[str] = []
    for number in numbers:
        try:
            with visit.undone_if_refused():
                _decide(visit, number, note, move)
        except (Refused, NotFound) as why:
            failed.append(f"{number}:{_text(why)}")
    done = len(numbers) - len(failed)
    if done:
        moved = _("%(n)s 件已按新版清单改派", n=done)
        flash(moved if move == ACCEPT else _("%(n)s 件保持不动", n=done), "done")
    if failed:
        chosen = frozenset(numbers)
        return _page(visit, note=note, refused=";".join(failed), chosen=chosen), 422
    return redirect(url_for("reroutes.show"), 303)


def _decide(visit: Visit, number: str, note: str, move: str) -> None:
    if move == ACCEPT:
        accept_reroute(
            number,
            note=note,
            actor=visit.actor,
            work=visit.work,
            county=visit.county,
            now=visit.now,
        )
    else:
        keep_route(number, note=note, actor=visit.actor, work=visit.work, now=visit.now)


def _text(why: DispatchError) -> str:
    return error_text(why) if why.wording else str(_("没有这个案件的改派建议"))


def _page(
    visit: Visit, *, note: str = "", refused: str = "", chosen: frozenset[str] = frozenset()
) -> str:
    found = visit.work.reroutes.open(visit.county.code)
    shown = found[:_MOST]
    return render_template(
        "lists/reroutes.html",
        proposals=[(each, _title(visit, each)) for each in shown],
        left=len(found) - len(shown),
        note=note,
        refused=refused,
        chosen=chosen,
    )


def _title(visit: Visit, each: Reroute) -> str:
    return visit.work.cases.get(each.number).title
