"""The quarantine: what nobody could take, with its reason, to replay or to put away."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.board.cursor import read_cursor
from dispatch.board.quarantine_list import count_waiting, quarantined, record
from dispatch.errors import Refused
from dispatch.flows.dismiss_quarantined import dismiss_quarantined
from dispatch.flows.replay_quarantined import replay_quarantined
from dispatch.web.deployment import deployment
from dispatch.web.languages import error_text, said
from dispatch.web.navigation import DESK
from dispatch.web.visit import Visit, page

pages = Blueprint("quarantine", __name__, url_prefix="/quarantine")


@pages.get("")
@page(DESK)
def show(visit: Visit) -> ResponseReturnValue:
    """List the records that wait, or those that were resolved."""
    connection, scope = visit.work.connection, visit.work.scope
    after, waiting = request.args.get("after"), request.args.get("resolved") != "1"
    return render_template(
        "desk/quarantine.html",
        found=quarantined(
            connection, scope, waiting=waiting, after=read_cursor(after) if after else None
        ),
        waiting=waiting,
        count=count_waiting(connection, scope),
    )


@pages.get("/<uuid:quarantine_id>")
@page(DESK)
def one(visit: Visit, quarantine_id: UUID) -> ResponseReturnValue:
    """Show one record whole, inert."""
    found = record(visit.work.connection, visit.work.scope, quarantine_id)
    clocks = visit.work.promises.all_of(visit.county.code, quarantine_id)
    return render_template("desk/quarantined.html", found=found, clocks=clocks)


@pages.post("/<uuid:quarantine_id>/replay")
@page(DESK)
def replay(visit: Visit, quarantine_id: UUID) -> ResponseReturnValue:
    """Try the record again."""
    return _resolved(
        visit,
        quarantine_id,
        "记录已重新受理",
        lambda: replay_quarantined(
            quarantine_id,
            by=visit.actor.account,
            work=visit.work,
            counties=deployment().counties(),
            now=visit.now,
        ),
    )


@pages.post("/<uuid:quarantine_id>/dismissal")
@page(DESK)
def dismissal(visit: Visit, quarantine_id: UUID) -> ResponseReturnValue:
    """Put the record away, with the reason."""
    return _resolved(
        visit,
        quarantine_id,
        "记录已作不予采用处理",
        lambda: dismiss_quarantined(
            quarantine_id,
            note=request.form.get("note", ""),
            by=visit.actor.account,
            work=visit.work,
            now=visit.now,
        ),
    )


def _resolved(
    visit: Visit, quarantine_id: UUID, done: str, act: Callable[[], object]
) -> ResponseReturnValue:
    record(visit.work.connection, visit.work.scope, quarantine_id)
    try:
        with visit.undone_if_refused():
            act()
    except Refused as why:
        flash(error_text(why), "refused")
        return redirect(url_for("quarantine.one", quarantine_id=quarantine_id), 303)
    flash(said(done), "done")
    return redirect(url_for("quarantine.show"), 303)
