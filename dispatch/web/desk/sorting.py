"""The county desk's sorting queue: what the list could not decide, with the near misses."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from dispatch.board.case_page import origin_of
from dispatch.board.cursor import read_cursor
from dispatch.board.queues import QueueFilter, count_open, queue
from dispatch.casework.model import State
from dispatch.web.navigation import DESK
from dispatch.web.visit import Visit, page

pages = Blueprint("sorting", __name__)

_PAGE = 10


@pages.get("/sorting")
@page(DESK)
def show(visit: Visit) -> ResponseReturnValue:
    """Show the cases that wait for a person to say whose they are."""
    connection, scope = visit.work.connection, visit.work.scope
    after = request.args.get("after")
    outcome = request.args.get("outcome") or None
    asked = QueueFilter(state=State.SORTING, outcome=outcome)
    found = queue(
        connection, scope, asked, after=read_cursor(after) if after else None, limit=_PAGE
    )
    return render_template(
        "desk/sorting.html",
        found=found,
        counts=count_open(connection, scope, QueueFilter(state=State.SORTING)),
        outcome=outcome,
        origins={row.number: origin_of(connection, scope, row.number) for row in found.rows},
        units=[unit for unit in visit.county.book.register if unit.active],
        matters=list(visit.county.book.matters.values()),
    )
