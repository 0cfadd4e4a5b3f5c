"""My reports: what became of each, whose it is now and why."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from dispatch.board import my_reports
from dispatch.board.cursor import read_cursor
from dispatch.casework.lifecycle import open_moves
from dispatch.casework.model import State
from dispatch.web.navigation import REPORTERS
from dispatch.web.visit import Visit, page

pages = Blueprint("mine", __name__)


@pages.get("/mine")
@page(REPORTERS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show the asker's own reports, newest first."""
    after = request.args.get("after")
    found = my_reports.my_reports(
        visit.work.connection, visit.work.scope, after=read_cursor(after) if after else None
    )
    to_verify = {
        each.case.number
        for each in found.rows
        if each.case
        and each.case.state is State.TO_VERIFY
        and "verification" in open_moves(visit.work.cases.get(each.case.number), visit.actor)
    }
    return render_template("report/mine.html", found=found, to_verify=to_verify)
