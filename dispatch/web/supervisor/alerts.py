"""The inbox of alerts: which clock, which rung, who was told before, who has read it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.board.cursor import read_cursor
from dispatch.board.inbox import Shelf, count_on_shelf, inbox
from dispatch.flows.acknowledge_alert import acknowledge_alert, mark_read
from dispatch.web import session
from dispatch.web.moments import instant
from dispatch.web.navigation import CASE_READERS, DESK
from dispatch.web.visit import Visit, page

pages = Blueprint("alerts", __name__, url_prefix="/alerts")

SHELF_WORDS = {Shelf.OPEN: "待处理", Shelf.IN_HAND: "已知悉", Shelf.SETTLED: "已了结"}


@pages.get("")
@page(CASE_READERS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show a shelf of the asker's alerts; what is shown counts as read."""
    given = request.args.get("shelf", "")
    shelf = Shelf(given) if given in set(Shelf) else Shelf.OPEN
    after = request.args.get("after")
    connection, scope, units = visit.work.connection, visit.work.scope, visit.actor.acts_for
    found = inbox(
        connection,
        scope,
        shelf,
        units=units,
        now=visit.now,
        after=read_cursor(after) if after else None,
    )
    # A page that refreshes itself with nobody before it has not been read.
    if not session.looks_on():
        mark_read(
            [each.notice_id for each in found.rows if each.read_at is None],
            actor=visit.actor,
            work=visit.work,
            now=visit.now,
        )
    counts = {
        each: count_on_shelf(connection, scope, each, units=units, now=visit.now) for each in Shelf
    }
    return render_template(
        "supervisor/alerts.html",
        found=found,
        shelf=shelf,
        shelves=SHELF_WORDS,
        counts=counts,
        may_open_quarantine=bool(DESK & visit.actor.roles),
    )


@pages.post("/<uuid:notice_id>/acknowledgement")
@page(CASE_READERS)
def acknowledgement(visit: Visit, notice_id: UUID) -> ResponseReturnValue:
    """Take an alert in hand; it comes back if nothing happens."""
    until = acknowledge_alert(
        notice_id, actor=visit.actor, work=visit.work, county=visit.county, now=visit.now
    )
    flash(_("已知悉。如到 %(until)s 时钟仍在走,此条会再次提醒。", until=instant(until)), "done")
    return redirect(url_for("alerts.show"), 303)
